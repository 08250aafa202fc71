"""How to get an outcome again: what to ask GraphQL, what to type, and at which address.

A command and an address take one what-if for all scenarios, the baseline keeping to the changed
figures alone; where the cases differ in more than that, there are none.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final
from urllib.parse import quote

import orjson

from server.services.learning import Basis
from server.services.outcome import Outcome
from server.services.projecting import Engine, Sampling
from simulation import Change, ScenarioName, WhatIf

QUERY: Final = """query ($input: ComparisonInput!) {
  comparison(input: $input) {
    baseline { inputHash series { measure unit initial years mean bands { quantile values } } }
    alternatives {
      projection { inputHash series { measure unit initial years mean bands { quantile values } } }
      solvesMore { more asMany fewer }
    }
  }
}"""
READINGS: Final = ("link", "hours", "supplementary", "app", "channels")
CAMPAIGN_DAYS: Final = 21
"""How long a campaign works that a command or an address can name [days]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    query: str
    variables: str
    """JSON."""
    command: str | None
    parameters: str | None
    """Of /api/v1/comparisons, and of the page."""


def reproduction(outcome: Outcome) -> Reproduction:
    whatifs = [one.plan.whatif for one in outcome.outlooks]
    asked = variables(whatifs, outcome.sampling)
    alike = _alike(whatifs)
    told = [*_shared(whatifs[0], outcome.sampling), *_beside(whatifs[-1])] if alike else []
    return Reproduction(
        query=QUERY,
        variables=orjson.dumps(asked, option=orjson.OPT_INDENT_2).decode(),
        command=command(outcome),
        parameters=_parameters(whatifs, told) if alike else None,
    )


def command(outcome: Outcome, name: str = "compare", *more: str) -> str | None:
    """What to type, and more options after it; None where a command cannot say it."""
    whatifs = [one.plan.whatif for one in outcome.outlooks]
    if not _alike(whatifs):
        return None
    told = [*_shared(whatifs[0], outcome.sampling), *_beside(whatifs[-1])]
    return shlex.join(["burgernet", name, *_typed(whatifs, told), *more])


def variables(whatifs: list[WhatIf], sampling: Sampling) -> dict[str, Any]:
    """Of the query; what is as it is by default is left out."""
    baseline, *others = whatifs
    return {
        "input": {
            **{name: _named(value) for name, value in _horizon(baseline, sampling)},
            "baseline": _case(baseline),
            "alternatives": [_case(other) for other in others],
        }
    }


def _named(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else value


def _horizon(whatif: WhatIf, sampling: Sampling) -> Iterator[tuple[str, Any]]:
    """What all cases share, where it is not as by default and plays a part."""
    usual, drawn = Sampling(), sampling.engine is not Engine.ANALYTIC
    told = {
        "start": (whatif.start, WhatIf().start),
        "years": (whatif.years, WhatIf().years),
        "engine": (sampling.engine, usual.engine),
    }
    if drawn and sampling.precision is None:
        told["replications"] = (sampling.replications, usual.replications)
    if drawn:
        told["step"] = (sampling.step, usual.step)
        told["seed"] = (sampling.seed, usual.seed)
    told["doubt"] = (sampling.doubt, usual.doubt)
    told["precision"] = (sampling.precision, usual.precision)
    return ((name, value) for name, (value, default) in told.items() if value != default)


def _read(whatif: WhatIf) -> Iterator[tuple[str, Any]]:
    """Readings and basis, where they are not as by default."""
    for name in READINGS:
        if (value := getattr(whatif, name)) is not getattr(WhatIf(), name):
            yield name, value
    if whatif.figures:
        yield "basis", Basis.REGISTRY


def _case(whatif: WhatIf) -> dict[str, Any]:
    """A CaseInput."""
    first, *later = whatif.adoptions
    told: dict[str, Any] = {
        "scenario": first.scenario.name,
        "adoptedOn": first.since,
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
    return _given(told) | {name: value.name for name, value in _read(whatif)}


def _event(since: Any, municipalities: frozenset[str] | None) -> dict[str, Any]:
    return {"from": since, "municipalities": _sorted(municipalities)}


def _sorted(municipalities: frozenset[str] | None) -> list[str] | None:
    return None if municipalities is None else sorted(municipalities)


def _given(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, [])}


def _alike(whatifs: list[WhatIf]) -> bool:
    """Whether a command and an address can say it."""
    baseline, *others = whatifs
    if not others:
        return False
    first, names = others[0], [_scenario(one) for one in others]
    plain = replace(
        first, adoptions=(replace(baseline.adoptions[0], since=None, apart_from=frozenset()),)
    )
    return (
        len(set(names)) == len(names)
        and all(_under(_scenario(first), one) == first for one in others)
        and replace(plain, campaigns=()) == baseline
        and all(one.municipalities is None for one in first.events)
        and all(one.days == CAMPAIGN_DAYS for one in first.campaigns)
    )


def _scenario(whatif: WhatIf) -> ScenarioName:
    return whatif.adoptions[0].scenario


def _under(scenario: ScenarioName, whatif: WhatIf) -> WhatIf:
    first, *later = whatif.adoptions
    return replace(whatif, adoptions=(replace(first, scenario=scenario), *later))


def _shared(whatif: WhatIf, sampling: Sampling) -> list[tuple[str, Any]]:
    return [*_horizon(whatif, sampling), *_read(whatif)]


def _beside(whatif: WhatIf) -> list[tuple[str, Any]]:
    """What is supposed beside the scenario; a list for what may be said more than once."""
    first, *later = whatif.adoptions
    told: list[tuple[str, Any]] = [
        ("changes", [_change(one) for one in whatif.changes]),
        ("adoptedOn", first.since),
        ("notJoining", sorted(first.apart_from)),
        ("then", [f"{one.since}:{one.scenario.name}" for one in later]),
        ("campaigns", [f"{one.since}:{_shortest(one.registrations)}" for one in whatif.campaigns]),
    ]
    return [(name, value) for name, value in told if value not in (None, [])]


def _change(change: Change) -> str:
    on = "" if change.since is None else f"@{change.since}"
    return f"{change.parameter.value}:{_shortest(change.value)}{on}"


def _shortest(value: float) -> str:
    value = float(value)  # of whoever changed a figure by a whole number
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


_OPTIONS: Final = {
    "changes": "--set",
    "adoptedOn": "--adopted-on",
    "notJoining": "--not-joining",
    "then": "--then",
    "campaigns": "--campaign",
}


def _typed(whatifs: list[WhatIf], told: list[tuple[str, Any]]) -> list[str]:
    baseline, *others = (_scenario(one).name for one in whatifs)
    typed = []
    if baseline != ScenarioName.TODAY.name:
        typed += ["--baseline", baseline]
    for name in others:
        typed += ["--scenario", name]
    for name, value in told:
        option = _OPTIONS.get(name, f"--{name}")
        for one in value if isinstance(value, list) else [value]:
            text = str(getattr(one, "value", one))
            if name == "step":
                text = value.name.lower()
            typed += [option, text.replace(":", "=", 1) if name == "changes" else text]
    return typed


def _parameters(whatifs: list[WhatIf], told: list[tuple[str, Any]]) -> str:
    baseline, *others = (_scenario(one).name for one in whatifs)
    pairs = [("scenarios", ",".join(others))]
    if baseline != ScenarioName.TODAY.name:
        pairs.append(("baseline", baseline))
    for name, value in told:
        text = ",".join(value) if isinstance(value, list) else str(_named(value))
        pairs.append((name, text))
    return "&".join(f"{name}={quote(text, safe=',:@')}" for name, text in pairs)
