"""What a comparison rests on: what follows, what is assumed, what would tip it, and the sources."""

from collections.abc import Iterable, Iterator
from threading import Event
from typing import Final

from server.brief.content import Grid, Items, Paragraph, Part, Row
from server.services.outcome import Outcome
from server.telling import figures, names
from server.telling.language import Words
from server.telling.sentences import tell
from simulation import Assumption, Parameter, Plan, breakeven, grounds, plan
from simulation.grounds import figures as rested_on
from simulation.in_force import alike, in_force, share, throughout
from simulation.sentence import Sentence

HALF: Final = 0.5
_ABOUT_A_FIGURE: Final = {"meaning", "parameter", "registrations"}
"""Parts of such sentences, and of no others."""


def rests_on(outcome: Outcome, words: Words) -> tuple[Part, ...]:
    found = [grounds(one.other.plan, one.baseline.plan) for one in outcome.differences]
    follows = _once(words, (sentence for one in found for sentence in one.follows))
    assumed = _once(words, (sentence for one in found for sentence in one.assumed))
    tips = (*_registrations(outcome, words), *_wages(outcome, words))
    told: list[Part] = []
    for title, items in (
        (words("It follows from the model, or has a source:"), follows),
        (words("It is assumed; nobody has measured it:"), assumed),
        (words("It would tip at:"), tips),
    ):
        if items:
            told += [Paragraph(text=title, weight="strong"), Items(items=items)]
    return tuple(told)


def sources(outcome: Outcome, words: Words) -> Grid:
    """Figures that any of them rests on, the first what-if's entry where they differ."""
    used: dict[Parameter, Assumption] = {}
    for outlook in outcome.outlooks:
        for parameter in rested_on(outlook.plan):
            used.setdefault(parameter, outlook.plan.whatif.figure(parameter))
    return Grid(
        caption=words("Figures as the ledger has them, and where they come from."),
        columns=(words("Figure"), words("Value"), words("Low–high"), words("Origin, source")),
        rows=tuple(_source(parameter, entry, words) for parameter, entry in used.items()),
        text_from=3,
    )


def _source(parameter: Parameter, entry: Assumption, words: Words) -> Row:
    return Row(
        name=names.parameter(words, parameter),
        cells=(
            figures.written(words, parameter, entry.value),
            figures.spread(words, entry),
            words(
                "{origin}: {source}",
                origin=names.origin(words, entry.origin),
                source=tell(words, entry.source),
            ),
        ),
    )


def _registrations(outcome: Outcome, words: Words) -> Iterator[str]:
    """What must be brought in to solve as many; by formula, on the ledger's figures."""
    needed: dict[str, list[str]] = {}
    for other, baseline in _pairs(outcome):
        if not _tips(other, baseline):
            continue
        even = breakeven.registrations(other, baseline, stop=Event())
        if even.value is not None:
            needed.setdefault(words.number(even.value), []).append(_name(other, words))
    for count, scenarios in needed.items():
        yield words(
            "To solve as many directly as {baseline} takes {count} registrations a year in "
            "{scenarios}.",
            baseline=_name(outcome.baseline.plan, words),
            count=count,
            scenarios=words.listed(scenarios),
        )


def _wages(outcome: Outcome, words: Words) -> Iterator[str]:
    """Where hours are worked on one side, and a price is paid on the other."""
    for other, baseline in _pairs(outcome):
        if alike(other, baseline) or not throughout(other, baseline):
            continue
        even = breakeven.wage(other, baseline)
        if even.value is not None:
            yield words(
                "At an hourly wage of {wage} the work on the register costs as much in {scenario} "
                "as in {baseline}.",
                wage=words.euro(even.value, 2),
                scenario=_name(other, words),
                baseline=_name(baseline, words),
            )


def _tips(laid: Plan, baseline: Plan) -> bool:
    """Whether its own registrations can make up for what is lost: it is played, and nearly alone.

    What solves as much in a few days, or before the end, is a number that nobody could bring in.
    """
    goes_on = len(in_force(laid)) == 1 or all(one.goes_on for one in in_force(laid))
    set_ = Parameter.REGISTRATIONS in laid.whatif.settled
    if set_ or alike(laid, baseline):
        return False
    return goes_on and share(laid, laid.whatif.scenario) >= HALF


def _pairs(outcome: Outcome) -> Iterator[tuple[Plan, Plan]]:
    """Each of the others with the baseline, where figures are drawn those of the ledger instead."""
    baseline, *others = (plan(one.plan.whatif, one.plan.region) for one in outcome.outlooks)
    for other in others:
        yield other, baseline


def _name(laid: Plan, words: Words) -> str:
    return names.scenario(words, laid.whatif.scenario)


def _once(words: Words, sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Each sentence once; those about one figure stand with the sources, or with the question."""
    return tuple(
        dict.fromkeys(
            tell(words, one) for one in sentences if not _ABOUT_A_FIGURE & one.parts.keys()
        )
    )
