"""A what-if as it is posed to the API: the input of GraphQL, what is as by default left out."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final

from server.services.learning import Basis
from server.services.projecting import Engine, Sampling
from simulation import Origin, WhatIf

READINGS: Final = ("link", "hours", "supplementary", "app", "channels")

Input = dict[str, Any]


def projection(whatif: WhatIf, sampling: Sampling, basis: Basis | None = None) -> Input:
    """A `WhatIfInput`."""
    return {**_shared(whatif, sampling), **case(whatif, basis)}


def comparison(whatifs: Sequence[WhatIf], sampling: Sampling, basis: Basis | None = None) -> Input:
    """A `ComparisonInput`; the baseline is the first."""
    baseline, *others = whatifs
    return {
        **_shared(baseline, sampling),
        "baseline": case(baseline, basis),
        "alternatives": [case(other, basis) for other in others],
    }


def _shared(whatif: WhatIf, sampling: Sampling) -> Input:
    return {name: named(value) for name, value in horizon(whatif, sampling)}


def named(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else value


def shortest(value: float) -> str:
    """A number in its shortest form, so that one question has one address."""
    whole = float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def horizon(whatif: WhatIf, sampling: Sampling) -> Iterator[tuple[str, Any]]:
    """What all cases share, where it is not as by default and plays a part."""
    usual, drawn = Sampling(), sampling.engine is not Engine.ANALYTIC
    told = {
        "start": (whatif.start, WhatIf().start),
        "years": (whatif.years, WhatIf().years),
        "engine": (sampling.engine, usual.engine),
        "opening": (sampling.opening, usual.opening),
    }
    if drawn and sampling.precision is None:
        told["replications"] = (sampling.replications, usual.replications)
    if drawn:
        told["step"] = (sampling.step, usual.step)
        told["seed"] = (sampling.seed, usual.seed)
    told["doubt"] = (sampling.doubt, usual.doubt)
    told["precision"] = (sampling.precision, usual.precision)
    return ((name, value) for name, (value, default) in told.items() if value != default)


def readings(whatif: WhatIf, basis: Basis | None = None) -> Iterator[tuple[str, Any]]:
    """Readings and basis, where they are not as by default."""
    for name in READINGS:
        if (value := getattr(whatif, name)) is not getattr(WhatIf(), name):
            yield name, value
    if basis is Basis.REGISTRY or (basis is None and _learned(whatif)):
        yield "basis", Basis.REGISTRY


def _learned(whatif: WhatIf) -> bool:
    return any(figure.origin is Origin.REGISTER for figure in whatif.figures)


def case(whatif: WhatIf, basis: Basis | None = None) -> Input:
    """A `CaseInput`; without a basis, on the register where that taught it figures."""
    first, *later = whatif.adoptions
    told: Input = {
        "scenario": first.scenario.name,
        "adoptedOn": _day(first.since),
        "municipalities": _sorted(first.municipalities),
        "notJoining": _sorted(first.apart_from or None),
        "later": [
            _given({"scenario": one.scenario.name, **_event(one.since, one.municipalities)})
            for one in later
        ],
        "campaigns": [
            _given(
                {
                    "registrations": one.registrations,
                    "days": one.days,
                    **_event(one.since, one.municipalities),
                }
            )
            for one in whatif.campaigns
        ],
        "changes": [
            _given(
                {
                    "parameter": one.parameter.name,
                    "value": one.value,
                    **_event(one.since, one.municipalities),
                }
            )
            for one in whatif.changes
        ],
    }
    return _given(told) | {name: value.name for name, value in readings(whatif, basis)}


def _event(since: date | None, municipalities: frozenset[str] | None) -> Input:
    return {"from": _day(since), "municipalities": _sorted(municipalities)}


def _day(since: date | None) -> str | None:
    return None if since is None else since.isoformat()


def _sorted(municipalities: frozenset[str] | None) -> list[str] | None:
    return None if municipalities is None else sorted(municipalities)


def _given(told: Input) -> Input:
    return {name: value for name, value in told.items() if value not in (None, [])}
