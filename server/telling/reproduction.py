"""How to get an outcome again: what to ask GraphQL, what to type, and at which address.

A command and an address take one what-if for all scenarios, the baseline keeping to the changed
figures alone; where the cases differ in more than that, there are none.
"""

import shlex
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

import orjson

from server.services import posing
from server.services.outcome import Outcome
from server.services.projecting import Sampling
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
    asked = {"input": posing.comparison(whatifs, outcome.sampling)}
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


def _alike(whatifs: list[WhatIf]) -> bool:
    """Whether a command and an address can say it."""
    baseline, *others = whatifs
    if not others:
        return False
    first, names = others[0], [one.scenario for one in others]
    return (
        len(set(names)) == len(names)
        and all(_under(first.scenario, one) == first for one in others)
        and _under(baseline.scenario, first).plain == baseline
        and all(one.municipalities is None for one in first.events)
        and all(one.days == CAMPAIGN_DAYS for one in first.campaigns)
    )


def _under(scenario: ScenarioName, whatif: WhatIf) -> WhatIf:
    first, *later = whatif.adoptions
    return replace(whatif, adoptions=(replace(first, scenario=scenario), *later))


def _shared(whatif: WhatIf, sampling: Sampling) -> list[tuple[str, Any]]:
    return [*posing.horizon(whatif, sampling), *posing.readings(whatif)]


def _beside(whatif: WhatIf) -> list[tuple[str, Any]]:
    """What is supposed beside the scenario; a list for what may be said more than once."""
    first, *later = whatif.adoptions
    told: list[tuple[str, Any]] = [
        ("changes", [_change(one) for one in whatif.changes]),
        ("adoptedOn", first.since),
        ("notJoining", sorted(first.apart_from)),
        ("then", [f"{one.since}:{one.scenario.name}" for one in later]),
        (
            "campaigns",
            [f"{one.since}:{posing.shortest(one.registrations)}" for one in whatif.campaigns],
        ),
    ]
    return [(name, value) for name, value in told if value not in (None, [])]


def _change(change: Change) -> str:
    on = "" if change.since is None else f"@{change.since}"
    return f"{change.parameter.value}:{posing.shortest(change.value)}{on}"


_OPTIONS: Final = {
    "changes": "--set",
    "adoptedOn": "--adopted-on",
    "notJoining": "--not-joining",
    "then": "--then",
    "campaigns": "--campaign",
}


def _typed(whatifs: list[WhatIf], told: list[tuple[str, Any]]) -> list[str]:
    baseline, *others = (one.scenario.name for one in whatifs)
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
    baseline, *others = (one.scenario.name for one in whatifs)
    pairs = [("scenarios", ",".join(others))]
    if baseline != ScenarioName.TODAY.name:
        pairs.append(("baseline", baseline))
    for name, value in told:
        text = ",".join(value) if isinstance(value, list) else str(posing.named(value))
        pairs.append((name, text))
    return "&".join(f"{name}={quote(text, safe=',:@')}" for name, text in pairs)
