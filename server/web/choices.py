"""What can be chosen on the page, what is so by default first."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Final

from server.services.learning import Basis
from server.services.projecting import Doubt, Engine
from server.telling import names, playing, readings
from server.telling.language import Words
from simulation import (
    SCENARIOS,
    AppReading,
    ChannelsReading,
    HoursReading,
    Link,
    Reading,
    ScenarioName,
    Step,
    SupplementaryReading,
)

Options = list[tuple[str, str]]
Choice = tuple[str, str, Options, str]
"""Name of the field, its label, what there is to choose, and what is said of it."""

REPLICATIONS: Final = (1_000, 250, 5_000, 20_000)
LISTED: Final = (
    ScenarioName.FROZEN,
    ScenarioName.REGIONAL_BASIC,
    ScenarioName.REGIONAL_SUPPLEMENTARY,
    ScenarioName.LOCAL,
    ScenarioName.LEAN,
    ScenarioName.ENDED,
    ScenarioName.TODAY,
)
"""Scenarios in the order in which the page has them: the one that is asked about first."""


def scenarios(words: Words, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """What there is to compare, with the memo's own words (in Dutch)."""
    return [
        {
            "name": name.name,
            "title": names.heading(names.scenario(words, name)),
            "meaning": words(SCENARIOS[name].meaning),
            "memo": SCENARIOS[name].memo.strip("“”"),
            "chosen": name.name in chosen,
        }
        for name in LISTED
    ]


def baselines(words: Words) -> Options:
    return [
        (name.name, names.heading(names.scenario(words, name)))
        for name in (ScenarioName.TODAY, *LISTED[:-1])
    ]


def links(words: Words) -> Options:
    return _options(Link, lambda link: names.link(words, link))


def of_the_memo(words: Words) -> list[Choice]:
    """Readings beside the link."""
    kinds: dict[Reading, type[Enum]] = {
        Reading.HOURS: HoursReading,
        Reading.SUPPLEMENTARY: SupplementaryReading,
        Reading.APP: AppReading,
        Reading.CHANNELS: ChannelsReading,
    }
    return [
        (
            reading.value,
            readings.reading(words, reading),
            _options(kind, lambda one: readings.choice(words, one)),
            "",
        )
        for reading, kind in kinds.items()
    ]


def of_computing(words: Words, replications: str, engine: str) -> list[Choice]:
    """What an address asks is offered, whatever it is."""
    engines = [Engine.AGGREGATE, Engine.ANALYTIC]
    if engine == Engine.INDIVIDUAL.name:  # so slow that nobody is led to it
        engines.append(Engine.INDIVIDUAL)
    offered = [str(count) for count in REPLICATIONS]
    if replications not in offered and replications.isdecimal():
        offered.append(replications)
    return [
        (
            "replications",
            words("How often luck is drawn"),
            [(count, words.number(int(count))) for count in offered],
            words("From about 10,000 on it is played in the background."),
        ),
        (
            "doubt",
            words("What the ranges show"),
            _options(Doubt, lambda one: playing.doubt(words, one)),
            "",
        ),
        (
            "engine",
            words("How it is played"),
            [(one.name, playing.engine(words, one)) for one in engines],
            "",
        ),
        (
            "step",
            words("Steps of the register"),
            _options(Step, lambda one: playing.step(words, one)),
            "",
        ),
        (
            "basis",
            words("Where the figures come from"),
            [
                (Basis.LEDGER.name, words("the ledger of assumptions")),
                (Basis.REGISTRY.name, words("what this register itself teaches")),
            ],
            "",
        ),
    ]


def years(start: str, count: str, words: Words) -> Options:
    """The last year first, which is looked at by default."""
    try:
        first, last = int(start), int(start) + min(int(count), 30) - 1
    except ValueError:
        return [("", words("the last"))]
    return [
        ("", words("the last ({year})", year=str(last))),
        *((str(y), str(y)) for y in range(first, last + 1)),
    ]


def _options(kind: type[Enum], label: Callable[[Any], str]) -> Options:
    return [(one.name, label(one)) for one in kind]
