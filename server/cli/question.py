"""From what was typed to what is asked of the simulation."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

import typer

from server.services.projecting import Engine, Sampling
from simulation import (
    Adoption,
    Change,
    HoursReading,
    Link,
    Parameter,
    ScenarioName,
    Step,
    SupplementaryReading,
    WhatIf,
)
from simulation.bounds import within
from simulation.replications import REPLICATIONS, SEEDS

ALL = "ALL"


class StepName(StrEnum):
    """The steps, by the names that are typed."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How the memo, and what it leaves open, are read."""

    link: Link = Link.POWER
    hours: HoursReading = HoursReading.LINEAR
    supplementary: SupplementaryReading = SupplementaryReading.INCLUSIVE


def whatifs(
    names: Sequence[str], *, start: int, years: int, settings: Sequence[str], readings: Readings
) -> tuple[WhatIf, ...]:
    """One what-if for each scenario named, in that order; raises OutOfBounds or BadParameter."""
    changes = tuple(change(setting) for setting in settings)
    return tuple(
        WhatIf(
            adoptions=(Adoption(scenario=name),),
            start=start,
            years=years,
            changes=changes,
            link=readings.link,
            hours=readings.hours,
            supplementary=readings.supplementary,
        )
        for name in scenarios(names)
    )


def sampling(*, engine: Engine, replications: int, step: StepName, seed: int) -> Sampling:
    """How to sample; refused before anything is made or played, whatever the engine."""
    within("replications", replications, *REPLICATIONS)
    within("seed", seed, *SEEDS)
    return Sampling(engine=engine, replications=replications, step=Step[step.name], seed=seed)


def scenarios(names: Sequence[str]) -> tuple[ScenarioName, ...]:
    """Each scenario once, in the order in which they were named."""
    known = {name.value: (name,) for name in ScenarioName} | {ALL: tuple(ScenarioName)}
    found: dict[ScenarioName, None] = {}
    for name in names:
        if name.upper() not in known:
            raise typer.BadParameter(
                f"{name!r} is none of {', '.join(known)}", param_hint="'--scenario'"
            )
        found.update(dict.fromkeys(known[name.upper()]))
    return tuple(found)


def change(setting: str) -> Change:
    """Read NAME=VALUE."""
    name, equals, value = (part.strip() for part in setting.partition("="))
    if not equals:
        raise _bad(f"{setting!r} is not NAME=VALUE, such as departure=0.09")
    known = [parameter.value for parameter in Parameter]
    if name.lower() not in known:
        close = get_close_matches(name.lower(), known, n=3)
        there = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(known)}"
        raise _bad(f"{name!r} is no figure that can be set; {there}")
    try:
        number = float(value)
    except ValueError:
        raise _bad(f"{name}={value!r} is not a number") from None
    return Change(parameter=Parameter(name.lower()), value=number)


def _bad(message: str) -> typer.BadParameter:
    return typer.BadParameter(message, param_hint="'--set'")
