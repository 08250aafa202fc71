"""How a figure of the ledger is typed in a field, and shown there: without its sign."""

import re
from decimal import Decimal
from typing import Final

from server.telling.figures import scale
from server.telling.language import Language
from simulation import Assumption

_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}([.,][0-9]{3})+")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}([.,][0-9]{1,15})?")


def shown(name: str, value: float | None, language: Language) -> str:
    """A value as its field has it, ungrouped; empty where it is left to the scenario."""
    if value is None:
        return ""
    return _written(format(value * scale(name), ".12g"), language)


def usual(figure: Assumption, language: Language) -> str:
    """What a field holds that nobody changed: the figure's value, not to its last digit."""
    name, value = figure.name, figure.value
    if value is None:
        return ""
    digits = ".12g" if float(value).is_integer() else ".5g"
    return _written(format(value * scale(name), digits), language)


def _written(text: str, language: Language) -> str:
    return text.replace(".", ",") if language is Language.NL else text


def typed(name: str, text: str) -> str | None:
    """The value that was typed, as an address has it; None for what is no number.

    Point and comma both divide off decimals, unless groups of three follow each of them.
    """
    plain = counted(text)
    return None if plain is None else format((Decimal(plain) / scale(name)).normalize(), "f")


def counted(text: str) -> str | None:
    """The same for a number that is no figure of the ledger, such as a year."""
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if _GROUPED.fullmatch(text):
        text = re.sub("[.,]", "", text)
    if not _NUMBER.fullmatch(text):
        return None
    return format(Decimal(text.replace(",", ".")).normalize(), "f")


def as_by_default(figure: Assumption, value: str) -> bool:
    """Whether a value of an address is the one that holds when nothing is said."""
    name, default = figure.name, figure.value
    if default is None:
        return False
    as_shown = typed(name, usual(figure, Language.EN))
    return Decimal(value) in (Decimal(repr(default)), Decimal(as_shown or "NaN"))
