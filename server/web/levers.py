"""The levers of the page: every figure of the ledger, what it is now, and how it is put back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from server.telling import names
from server.telling.figures import scale, spread
from server.telling.language import Language, Words
from server.web import figures
from server.web.form import SET, Fields, Ledger
from simulation import Assumption, Parameter
from simulation.ages import CAUSES
from simulation.ledger.actions import ACTIONS
from simulation.ledger.money import MONEY
from simulation.ledger.people import PEOPLE
from simulation.ledger.upkeep import UPKEEP

FIRST: Final[dict[Parameter, tuple[float, float, float]]] = {
    Parameter.DEPARTURE: (0.0, 0.3, 0.005),
    Parameter.REGISTRATIONS: (0.0, 8_000.0, 100.0),
    Parameter.ELASTICITY: (0.0, 1.0, 0.05),
    Parameter.PRICE_BASIC: (0.0, 0.2, 0.01),
    Parameter.PRICE_SUPPLEMENTARY: (0.0, 0.2, 0.01),
    Parameter.HOURLY_WAGE: (0.0, 120.0, 1.0),
}
"""Levers that matter first: where their sliders begin and end, and how far they step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """In the unit of the field."""

    least: str
    greatest: str
    step: str
    stands: str
    """Where it stands while the field is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    figure: str
    field: str
    label: str
    meaning: str
    text: str
    """What the field holds: what was typed, or the value that holds."""
    default: str
    """What it holds when nothing is changed; empty where the scenario decides."""
    placeholder: str
    percent: bool
    unit: str
    range: str
    """Where the figure may lie: 5 to 95 per cent."""
    source: str
    origin: str
    contradiction: str
    changed: bool
    wrong: str
    """What is wrong with it."""
    slider: Slider | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    heading: str
    levers: tuple[Lever, ...]


def first(shown: Fields, wrong: dict[str, str], ledger: Ledger, words: Words) -> tuple[Lever, ...]:
    return tuple(_lever(ledger[name], shown, wrong, ledger, words) for name in FIRST)


def others(shown: Fields, wrong: dict[str, str], ledger: Ledger, words: Words) -> tuple[Group, ...]:
    """All other figures, by what they are about."""
    groups: Sequence[tuple[str, tuple[Assumption, ...]]] = (
        (words("Participants and how they leave"), PEOPLE),
        (words("Keeping the register"), UPKEEP),
        (words("Actions and their resolution"), ACTIONS),
        (words("Money"), MONEY),
    )
    return tuple(
        Group(
            heading=heading,
            levers=tuple(
                _lever(ledger[figure.name], shown, wrong, ledger, words)
                for figure in group
                if figure.name in Parameter.__members__.values() and figure.name not in FIRST
            ),
        )
        for heading, group in groups
    )


def _lever(
    figure: Assumption, shown: Fields, wrong: dict[str, str], ledger: Ledger, words: Words
) -> Lever:
    language, name = words.language, figure.name
    field, default = SET + name, figures.usual(figure, language)
    text = next(iter(shown.get(field, ())), default)
    return Lever(
        figure=name,
        field=field,
        label=names.heading(names.figure(words, name)),
        meaning=words(figure.meaning),
        text=text,
        default=default,
        placeholder=_placeholder(name, ledger, words) if not default else "",
        percent=scale(name) != 1,
        unit=words(figure.unit),
        range=spread(words, figure),
        source=words(figure.source),
        origin=names.origin(words, figure.origin),
        contradiction=words(figure.contradiction),
        changed=text != default,
        wrong=wrong.get(field, ""),
        slider=_slider(Parameter(name), ledger) if name in FIRST else None,
    )


def _placeholder(name: str, ledger: Ledger, words: Words) -> str:
    if name == Parameter.DEPARTURE:
        usual_text = figures.shown(name, _usual(Parameter.DEPARTURE, ledger), words.language)
        return words("{value}, by age", value=usual_text)
    return words("by scenario")


def _slider(name: Parameter, ledger: Ledger) -> Slider:
    # a range input takes a point in any language
    least, greatest, step = (figures.shown(name, end, Language.EN) for end in FIRST[name])
    return Slider(
        least=least,
        greatest=greatest,
        step=step,
        stands=figures.shown(name, _usual(name, ledger), Language.EN),
    )


def _usual(name: Parameter, ledger: Ledger) -> float:
    """The value of a lever; where a scenario decides, the one of TODAY."""

    def usual(figure: Parameter) -> float:
        return ledger[figure].value or 0.0

    departure = sum(usual(cause) for cause in CAUSES)
    if name is Parameter.DEPARTURE:
        return departure
    if name is Parameter.REGISTRATIONS:  # those that keep the reachable base level
        reachable = usual(Parameter.PARTICIPANTS) * (1 - usual(Parameter.STARTING_GHOST_SHARE))
        return round(departure * reachable)
    return usual(name)


def without(query: str, figure: str) -> str:
    """The same address with one figure as it is by default."""
    return urlencode(list(_kept(query, figure)), safe=",:@")


def _kept(query: str, figure: str) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(query):
        if name != "changes":
            yield name, value
            continue
        left = [one for one in value.split(",") if one.partition(":")[0] != figure]
        if left:
            yield name, ",".join(left)
