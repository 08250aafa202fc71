"""From what was typed to what is asked of the simulation."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

import typer

from server.cli.asked import Sampled, Supposed
from server.services.projecting import Sampling
from simulation import (
    Adoption,
    Campaign,
    Change,
    Measure,
    Parameter,
    ScenarioName,
    Step,
    WhatIf,
)
from simulation.bounds import within
from simulation.replications import REPLICATIONS, SEEDS

ALL = "ALL"


def whatifs(names: Sequence[str], supposed: Supposed) -> tuple[WhatIf, ...]:
    """One what-if for each scenario named, in that order; raises OutOfBounds or BadParameter."""
    changes = tuple(change(setting) for setting in supposed.setting or ())
    later = tuple(adoption(text) for text in supposed.then or ())
    campaigns = tuple(campaign(text) for text in supposed.campaign or ())
    apart_from = frozenset(supposed.not_joining or ())
    since = None if supposed.adopted_on is None else day("--adopted-on", supposed.adopted_on)
    return tuple(
        WhatIf(
            adoptions=(Adoption(scenario=name, since=since, apart_from=apart_from), *later),
            campaigns=campaigns,
            start=supposed.start,
            years=supposed.years,
            changes=changes,
            link=supposed.link,
            hours=supposed.hours,
            supplementary=supposed.supplementary,
            app=supposed.app,
            channels=supposed.channels,
        )
        for name in scenarios(names)
    )


def against(names: Sequence[str], supposed: Supposed) -> tuple[WhatIf, ...]:
    """Likewise, but the first is a baseline: as it is from the start, with changed figures only."""
    baseline, *others = whatifs(names, supposed)
    return (baseline.plain, *others)


def sampling(sampled: Sampled) -> Sampling:
    """How to sample; refused before anything is made or played, whatever the engine."""
    within("replications", sampled.replications, *REPLICATIONS)
    within("seed", sampled.seed, *SEEDS)
    return Sampling(
        engine=sampled.engine,
        replications=sampled.replications,
        step=Step[sampled.step.name],
        seed=sampled.seed,
        doubt=sampled.doubt,
        opening=sampled.opening,
        precision=sampled.precision,
    ).heeded


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
        since=day("--set", on) if dated else None,
    )


def adoption(text: str) -> Adoption:
    """Read DATE:SCENARIO."""
    on, colon, name = text.partition(":")
    if not colon:
        raise _bad("--then", f"{text!r} is not DATE:SCENARIO, such as 2023-03-21:ENDED")
    known = [scenario.value for scenario in ScenarioName]
    if name.upper() not in known:
        raise _bad("--then", f"{name!r} in {text!r} is none of {', '.join(known)}")
    return Adoption(scenario=ScenarioName(name.upper()), since=day("--then", on))


def campaign(text: str) -> Campaign:
    """Read DATE:REGISTRATIONS."""
    on, colon, registrations = text.partition(":")
    if not colon:
        raise _bad("--campaign", f"{text!r} is not DATE:REGISTRATIONS, such as 2017-03-06:5000")
    return Campaign(
        since=day("--campaign", on),
        registrations=_number("--campaign", "registrations", registrations),
    )


def _number(option: str, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _bad(option, f"{name}={text!r} is not a number") from None


def day(option: str, text: str) -> date:
    """Read a date; raises BadParameter."""
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
