"""What was typed, as the input of the API."""

from typing import Any

from server.services.learning import Basis
from server.services.projecting import Sampling
from simulation import WhatIf

Input = dict[str, Any]


def case(whatif: WhatIf, basis: Basis) -> Input:
    """A `CaseInput`."""
    first, *later = whatif.adoptions
    return {
        "scenario": first.scenario.name,
        "notJoining": sorted(first.apart_from) or None,
        "later": [{"scenario": one.scenario.name, "from": _day(one.since)} for one in later],
        "campaigns": [
            {"from": _day(one.since), "registrations": one.registrations, "days": one.days}
            for one in whatif.campaigns
        ],
        "changes": [
            {"parameter": one.parameter.name, "value": one.value, "from": _day(one.since)}
            for one in whatif.changes
        ],
        "link": whatif.link.name,
        "hours": whatif.hours.name,
        "supplementary": whatif.supplementary.name,
        "app": whatif.app.name,
        "channels": whatif.channels.name,
        "basis": basis.name,
    }


def horizon(whatif: WhatIf, sampling: Sampling) -> Input:
    """A `HorizonInput`."""
    return {
        "start": whatif.start,
        "years": whatif.years,
        "engine": sampling.engine.name,
        "replications": sampling.replications,
        "step": sampling.step.name,
        "seed": sampling.seed,
        "doubt": sampling.doubt.name,
        "precision": sampling.precision,
    }


def projection(whatif: WhatIf, sampling: Sampling, basis: Basis) -> Input:
    """A `WhatIfInput`."""
    return {**case(whatif, basis), **horizon(whatif, sampling)}


def comparison(whatifs: tuple[WhatIf, ...], sampling: Sampling, basis: Basis) -> Input:
    """A `ComparisonInput`; the baseline is the first."""
    baseline, *others = whatifs
    return {
        "baseline": case(baseline, basis),
        "alternatives": [case(other, basis) for other in others],
        **horizon(baseline, sampling),
    }


def _day(since: object) -> str | None:
    return None if since is None else str(since)
