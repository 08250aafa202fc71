"""How sure it is that one scenario solves more, or fewer, than another, in whole sentences."""

from typing import Final

from server.services.projecting import Doubt
from server.telling.language import Words
from simulation import Advantage, Difference, advantage
from simulation.in_force import alike

FEW: Final = 30
"""Replications below which a share of them says too little."""
SURE: Final = 0.95
LIKELY: Final = 0.7
MOSTLY: Final = 0.5
"""Share of ties above which they come first."""


def certainty(difference: Difference, doubt: Doubt, words: Words) -> str:
    """Over all years together."""
    if alike(difference.other.plan, difference.baseline.plan):
        return words("The same is played on both sides, with the same luck.")
    found = advantage.over_horizon(difference)
    if found is None:
        return words("How luck may turn it is not known yet: this is the expected course alone.")
    if found.replications == 1:
        return words("How sure that is cannot be said with one replication.")
    if found.replications < FEW:
        return words(
            "How sure that is cannot be said with {count} replications.", count=found.replications
        )
    if float(found.as_many) > SURE:
        return _no_difference(difference, found, words)
    chances = _chances(difference, found, words)
    return f"{_in_words(found, doubt, words)} {chances} {_of_what(doubt, words)}"


def _no_difference(difference: Difference, found: Advantage, words: Words) -> str:
    first, last = _span(difference)
    same = words.chance(float(found.as_many))
    if first == last:
        return words(
            "In {year} it makes no difference to what is solved: in {same} of the replications "
            "both solve just as many.",
            year=first,
            same=same,
        )
    return words(
        "Over {first}–{last} together it makes no difference to what is solved: in {same} of "
        "the replications both solve just as many.",
        first=first,
        last=last,
        same=same,
    )


def _chances(difference: Difference, found: Advantage, words: Words) -> str:
    first, last = _span(difference)
    told = {
        "more": words.chance(float(found.more)),
        "same": words.chance(float(found.as_many)),
        "fewer": words.chance(float(found.fewer)),
    }
    if first == last:
        return words(
            "In {year} the chance that it solves fewer is {fewer}, just as many {same}, more "
            "{more}.",
            year=first,
            **told,
        )
    return words(
        "Over {first}–{last} together the chance that it solves fewer is {fewer}, just as many "
        "{same}, more {more}.",
        first=first,
        last=last,
        **told,
    )


def _in_words(found: Advantage, doubt: Doubt, words: Words) -> str:
    """By the chance of the likelier side; where both are mostly even, by which way it turns."""
    more, fewer = float(found.more), float(found.fewer)
    chance = max(more, fewer)
    leading = chance / (more + fewer)  # ties are not the other way
    if float(found.as_many) >= MOSTLY:
        return _seldom(leading, fewer > more, (more + fewer) * found.replications < FEW, words)
    if chance >= SURE:
        if doubt is Doubt.FIGURES:
            return words("That is nearly certain.")
        return words("That is nearly certain, if the figures hold.")
    if leading >= LIKELY:
        return words("That is likely, not certain.")
    return words("That is unsure: by luck it may as well turn out the other way.")


def _seldom(leading: float, fewer: bool, hardly: bool, words: Words) -> str:
    if hardly or leading < LIKELY:
        return words("Mostly both solve just as many; if not, either may come out ahead.")
    if leading < SURE:
        if fewer:
            return words("Mostly both solve just as many; if not, it is likely to solve fewer.")
        return words("Mostly both solve just as many; if not, it is likely to solve more.")
    if fewer:
        return words("Mostly both solve just as many; if not, it nearly always solves fewer.")
    return words("Mostly both solve just as many; if not, it nearly always solves more.")


def _of_what(doubt: Doubt, words: Words) -> str:
    if doubt is Doubt.FIGURES:
        return words("Both luck and the doubt about the figures are in it.")
    return words("Luck alone is in it, the figures being taken for certain.")


def _span(difference: Difference) -> tuple[str, str]:
    years = difference.plan.years
    return str(years[0]), str(years[-1])
