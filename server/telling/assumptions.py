"""Every figure behind an outcome, as people read it: what is used, what it could be, and why."""

import math
from dataclasses import dataclass
from decimal import Decimal

from server.services.outcome import Outcome
from server.telling import figures, names
from server.telling.language import Words
from server.telling.sentences import tell
from simulation import SCENARIOS, Assumption, Change, Measure, Parameter, Plan
from simulation.ages import CAUSES
from simulation.ledger.actions import ACTIONS
from simulation.ledger.money import MONEY
from simulation.ledger.people import PEOPLE
from simulation.ledger.upkeep import UPKEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Of a field for the figure, spelled as HTML has numbers; shares in per cent."""

    least: str
    greatest: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One figure, and what each of the cases has of it."""

    name: str
    """In the ledger."""
    title: str
    used: tuple[str, ...]
    """By case, in the order of the outcome; one alone where it is the same for all."""
    later: tuple[str, ...]
    """What it becomes from another day on, or in some places, as a sentence each."""
    changed: bool
    """Whether any case sets it otherwise than the ledger."""
    ledger: str
    """Value in the ledger, or learned from the register."""
    spread: str
    unit: str
    meaning: str
    origin: str
    source: str
    contradiction: str
    bounds: Bounds | None
    """None for a figure that no what-if changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    heading: str
    figures: tuple[Stated, ...]


def assumptions(outcome: Outcome, words: Words) -> tuple[Group, ...]:
    """All figures of the ledger, by what they are about."""
    groups: tuple[tuple[str, tuple[Assumption, ...]], ...] = (
        (words("Participants and how they leave"), PEOPLE),
        (words("Keeping the register"), UPKEEP),
        (words("Actions and their resolution"), ACTIONS),
        (words("Money"), MONEY),
    )
    return tuple(
        Group(
            heading=heading,
            figures=tuple(_stated(figure.name, outcome, words) for figure in ledger),
        )
        for heading, ledger in groups
    )


def _stated(name: str, outcome: Outcome, words: Words) -> Stated:
    plans = [outlook.plan for outlook in outcome.outlooks]
    entry = plans[0].whatif.figure(name)
    changes = dict.fromkeys(
        change for plan in plans for change in plan.whatif.changes if change.parameter == name
    )
    used = [_used(name, at, outcome, words) for at in range(len(plans))]
    return Stated(
        name=name,
        title=names.heading(names.figure(words, name)),
        used=tuple(used[:1] if len(set(used)) == 1 else used),
        later=tuple(_later(change, words) for change in changes if not _throughout(change)),
        changed=bool(changes),
        ledger=_left(words) if entry.value is None else figures.written(words, name, entry.value),
        spread=figures.spread(words, entry),
        unit=words(entry.unit),
        meaning=words(entry.meaning),
        origin=names.origin(words, entry.origin),
        source=tell(words, entry.source),
        contradiction=tell(words, entry.contradiction),
        bounds=_bounds(entry) if name in Parameter.__members__.values() else None,
    )


def _used(name: str, at: int, outcome: Outcome, words: Words) -> str:
    """What one case starts from; where its scenario decides, what it decides."""
    outlook = outcome.outlooks[at]
    value = outlook.plan.whatif.used(name)
    if value is not None:
        return figures.written(words, name, value)
    match Parameter(name):
        case Parameter.REGISTRATIONS:
            value = float(outlook.summary(Measure.REGISTRATIONS, quantiles=()).mean[0])
        case Parameter.DEPARTURE:
            leaving = figures.written(words, name, _all_causes(outlook.plan))
            return words("{value}, by age", value=leaving)
        case Parameter.GHOST_SHARE:
            leaving_all = _all_causes(outlook.plan)
            opting_out = outlook.plan.whatif.used(Parameter.OPT_OUT) or 0.0
            value = 1.0 - opting_out / leaving_all if leaving_all else None
        case lever:
            value = _by_scenario(lever, outlook.plan)
    return figures.written(words, name, value)


def _all_causes(plan: Plan) -> float:
    """Of today's base as a whole [1/participant/year]."""
    return sum(plan.whatif.used(cause) or 0.0 for cause in CAUSES)


def _by_scenario(lever: Parameter, plan: Plan) -> float:
    """What the scenario at the start says; nought where it says nothing."""
    first = plan.whatif.adoptions[0].scenario
    decides: Parameter | None = getattr(SCENARIOS[first], lever.value)
    return 0.0 if decides is None else plan.whatif.used(decides) or 0.0


def _throughout(change: Change) -> bool:
    return change.since is None and change.municipalities is None


def _later(change: Change, words: Words) -> str:
    value = figures.written(words, change.parameter, change.value)
    if change.municipalities is None and change.since is not None:
        return words("{value} from {date}", value=value, date=words.date(change.since))
    if change.since is None:
        return words("{value} in some municipalities", value=value)
    return words(
        "{value} from {date} in some municipalities", value=value, date=words.date(change.since)
    )


def _left(words: Words) -> str:
    return words("left to the scenario")


def _bounds(figure: Assumption) -> Bounds:
    scale = figures.scale(figure.name)
    known = filter(None, (figure.value, figure.high, figure.low))
    size = scale * max(known, default=figure.ceiling / 1_000)
    step = 10.0 ** (math.floor(math.log10(size)) - 1)
    return Bounds(
        least=_spelled(scale * figure.floor),
        greatest=_spelled(scale * figure.ceiling),
        step=_spelled(step),
    )


def _spelled(value: float) -> str:
    return format(Decimal(format(value, ".12g")).normalize(), "f")
