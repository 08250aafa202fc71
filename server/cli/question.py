"""From what was typed to what is asked of the simulation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

import typer

from server.services.projecting import Doubt, Engine, Sampling
from simulation import (
    Adoption,
    AppReading,
    Campaign,
    Change,
    ChannelsReading,
    HoursReading,
    Link,
    Measure,
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
    app: AppReading = AppReading.WITHOUT
    channels: ChannelsReading = ChannelsReading.TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What else happens, as it was typed."""

    then: Sequence[str] | None = None
    campaigns: Sequence[str] | None = None
    not_joining: Sequence[str] | None = None


NOTHING: Final = Events()


def whatifs(
    names: Sequence[str],
    *,
    start: int,
    years: int,
    settings: Sequence[str],
    readings: Readings,
    events: Events = NOTHING,
) -> tuple[WhatIf, ...]:
    """One what-if for each scenario named, in that order; raises OutOfBounds or BadParameter."""
    changes = tuple(change(setting) for setting in settings)
    later = tuple(adoption(text) for text in events.then or ())
    campaigns = tuple(campaign(text) for text in events.campaigns or ())
    apart_from = frozenset(events.not_joining or ())
    return tuple(
        WhatIf(
            adoptions=(Adoption(scenario=name, apart_from=apart_from), *later),
            campaigns=campaigns,
            start=start,
            years=years,
            changes=changes,
            link=readings.link,
            hours=readings.hours,
            supplementary=readings.supplementary,
            app=readings.app,
            channels=readings.channels,
        )
        for name in scenarios(names)
    )


def sampling(
    *,
    engine: Engine,
    replications: int,
    step: StepName,
    seed: int,
    doubt: Doubt = Doubt.CHANCE,
    precision: float | None = None,
) -> Sampling:
    """How to sample; refused before anything is made or played, whatever the engine."""
    within("replications", replications, *REPLICATIONS)
    within("seed", seed, *SEEDS)
    return Sampling(
        engine=engine,
        replications=replications,
        step=Step[step.name],
        seed=seed,
        doubt=doubt,
        precision=precision,
    )


def compared(baseline: str, names: Sequence[str]) -> tuple[str, ...]:
    """Baseline first, then all others that are named; raises BadParameter if there are none."""
    first = scenarios([baseline], option="--baseline")
    if len(first) > 1:
        raise typer.BadParameter(f"{baseline!r} is more than one", param_hint="'--baseline'")
    others = [name for name in scenarios(names) if name not in first]
    if not others:
        raise typer.BadParameter(
            f"there is nothing but the baseline, {first[0]}", param_hint="'--scenario'"
        )
    return (*first, *others)


def scenarios(names: Sequence[str], *, option: str = "--scenario") -> tuple[ScenarioName, ...]:
    """Each scenario once, in the order in which they were named."""
    known = {name.value: (name,) for name in ScenarioName} | {ALL: tuple(ScenarioName)}
    found: dict[ScenarioName, None] = {}
    for name in names:
        if name.upper() not in known:
            raise typer.BadParameter(
                f"{name!r} is none of {', '.join(known)}", param_hint=f"'{option}'"
            )
        found.update(dict.fromkeys(known[name.upper()]))
    return tuple(found)


def change(setting: str) -> Change:
    """Read NAME=VALUE or NAME=VALUE@DATE."""
    text, dated, on = setting.partition("@")
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise _bad("--set", f"{setting!r} is not NAME=VALUE, such as departure=0.09")
    return Change(
        parameter=_figure("--set", name),
        value=_number("--set", name, value),
        since=_date("--set", on) if dated else None,
    )


def adoption(text: str) -> Adoption:
    """Read DATE:SCENARIO."""
    on, _, name = text.partition(":")
    known = [scenario.value for scenario in ScenarioName]
    if name.upper() not in known:
        raise _bad("--then", f"{name!r} in {text!r} is none of {', '.join(known)}")
    return Adoption(scenario=ScenarioName(name.upper()), since=_date("--then", on))


def campaign(text: str) -> Campaign:
    """Read DATE:REGISTRATIONS."""
    on, _, registrations = text.partition(":")
    return Campaign(
        since=_date("--campaign", on),
        registrations=_number("--campaign", "registrations", registrations),
    )


def _number(option: str, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _bad(option, f"{name}={text!r} is not a number") from None


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise _bad(option, f"{text!r} is no date, such as 2017-03-06") from None


def _bad(option: str, message: str) -> typer.BadParameter:
    return typer.BadParameter(message, param_hint=f"'{option}'")


def figures(option: str, text: str | None) -> tuple[Parameter, ...] | None:
    """Read NAME,NAME,…; None where nothing was typed."""
    return None if text is None else tuple(_figure(option, name) for name in text.split(","))


def measure(text: str) -> Measure:
    """Read the name of a measure."""
    known = [measure.value for measure in Measure]
    if text.upper() not in known:
        raise _bad("--measure", f"{text!r} is none of {', '.join(known)}")
    return Measure(text.upper())


def _figure(option: str, text: str) -> Parameter:
    name = text.strip().lower()
    known = [parameter.value for parameter in Parameter]
    if name not in known:
        close = get_close_matches(name, known, n=3)
        there = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(known)}"
        raise _bad(option, f"{text.strip()!r} is no figure that can be set; {there}")
    return Parameter(name)
