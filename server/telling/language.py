"""A language: its words, and how it writes numbers, money and dates.

Texts are written in English, in the code and in the templates; a catalog has them by that English
text. That of English has the few that people are told otherwise than callers of the API. A catalog
is read as it was written: nothing has to be compiled.
"""

import math
from datetime import date
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from simulation.sentence import phrase as phrase  # whoever tells something needs both

CATALOGS: Final = Path(__file__).parent / "catalogs"
UNDEFINED: Final = "–"
FIXED: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"
_AND: Final = phrase("{first} and {last}")


class Language(StrEnum):
    """A language in which people are told things."""

    NL = "nl"
    EN = "en"


class Words:
    """One language. Called with an English text it gives that text, its {names} filled in."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalog = _catalog(language)

    def __call__(self, text: str, /, **named: object) -> str:
        told = self._catalog.gettext(text) if text else ""
        return told.format(**named) if named else told

    def number(self, value: float, digits: int = 0) -> str:
        """A number in groups of three; undefined where there is none."""
        if not math.isfinite(value):
            return UNDEFINED
        rounded = round(value, digits) + 0.0  # no minus before nought
        text = format_decimal(abs(rounded), f"#,##0.{'0' * digits}", locale=self.language)
        return f"{MINUS}{text}" if rounded < 0 else text

    def signed(self, value: float, digits: int = 0) -> str:
        """A difference, with its sign."""
        text = self.number(value, digits)
        return f"+{text}" if math.isfinite(value) and round(value, digits) > 0 else text

    def share(self, value: float, digits: int = 1) -> str:
        """A share or a chance, in per cent."""
        text = self.number(100 * value, digits)
        return text if text == UNDEFINED else f"{text}{FIXED}%"

    def chance(self, value: float) -> str:
        """A share of replications as a chance: never nought or one, which luck does not show."""
        if value < 0.005:
            return f"<{FIXED}{self.share(0.01, 0)}"
        return f">{FIXED}{self.share(0.99, 0)}" if value >= 0.995 else self.share(value, 0)

    def euro(self, value: float, digits: int = 0) -> str:
        """An amount of money."""
        text = self.number(value, digits)
        if text == UNDEFINED:
            return text
        sign = MINUS if text.startswith(MINUS) else ""
        return f"{sign}€{FIXED}{text.removeprefix(MINUS)}"

    def date(self, day: date) -> str:
        """A day, the month in full."""
        return format_date(day, "d MMMM y", locale=self.language)

    def listed(self, parts: list[str]) -> str:
        """Parts of a sentence: one, two and three."""
        if len(parts) < 2:
            return "".join(parts)
        return self(_AND, first=", ".join(parts[:-1]), last=parts[-1])


@cache
def words(language: Language) -> Words:
    return Words(language)


def _catalog(language: Language) -> Translations:
    with (CATALOGS / f"{language}.po").open("rb") as text:
        catalog = read_po(text, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
