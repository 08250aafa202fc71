"""How a figure of the ledger is written: a share in per cent, money in euros, the rest as it is."""

import math
from enum import Enum
from typing import Final

from server.telling.language import FIXED, UNDEFINED, Words
from simulation import LEDGER, Assumption

PER_CENT: Final = 100
MOST_DIGITS: Final = 6


class Notation(Enum):
    """By the unit of the ledger."""

    NUMBER = "number"
    SHARE = "share"
    """A share or a chance."""
    HAZARD = "hazard"
    """A share a year."""
    EURO = "euro"
    FACTOR = "factor"


def notation(name: str) -> Notation:
    unit = LEDGER[name].unit
    if unit.startswith("1/"):
        return Notation.HAZARD
    if unit.startswith(("share of", "solved directly/action", "app users/inhabitant")):
        return Notation.SHARE
    if unit.startswith("euro"):
        return Notation.EURO
    return Notation.FACTOR if unit.startswith("×") else Notation.NUMBER


def scale(name: str) -> int:
    """What a value of the ledger is multiplied by where people type or read it."""
    return PER_CENT if notation(name) in (Notation.SHARE, Notation.HAZARD) else 1


def written(words: Words, name: str, value: float | None) -> str:
    """A value of a figure with its sign: 9 % a year, € 0.03, × 1.4."""
    if value is None:
        return words("left to the scenario")
    if not math.isfinite(value):
        return UNDEFINED
    match notation(name):
        case Notation.SHARE:
            return words.share(value, digits(PER_CENT * value))
        case Notation.HAZARD:
            return words("{share} a year", share=words.share(value, digits(PER_CENT * value)))
        case Notation.EURO:
            enough = digits(value)
            return words.euro(value, max(enough, 2) if enough else 0)
        case Notation.FACTOR:
            return words("×\N{NO-BREAK SPACE}{number}", number=words.number(value, digits(value)))
        case Notation.NUMBER:
            return words.number(value, digits(value))


def spread(words: Words, figure: Assumption) -> str:
    """From low to high, its sign said once: 0.8–1 %, € 50–75; undefined if it is not in doubt."""
    if figure.low is None or figure.high is None:
        return UNDEFINED
    size = scale(figure.name)
    low, high = (words.number(size * end, digits(size * end)) for end in (figure.low, figure.high))
    match notation(figure.name):
        case Notation.SHARE | Notation.HAZARD:
            return f"{low}–{high}{FIXED}%"
        case Notation.EURO:
            return f"€{FIXED}{low}–{high}"
        case Notation.FACTOR:
            return f"×{FIXED}{low}–{high}"
        case Notation.NUMBER:
            return f"{low}–{high}"


def digits(value: float) -> int:
    """Decimals that leave out no more than a two-thousandth."""
    for count in range(MOST_DIGITS):
        if abs(round(value, count) - value) <= abs(value) / 2_000:
            return count
    return MOST_DIGITS
