"""What a brief says, in the order in which it says it, whatever it is printed on."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from server.telling.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str
    weight: Literal["plain", "strong", "small"] = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Sentences that stand by themselves."""

    items: tuple[str, ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    name: str
    text: str
    typed: bool = False
    """Whether the text is for a machine: to be copied as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    terms: tuple[Term, ...]
    kind: Literal["terms"] = "terms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    cells: tuple[str, ...]
    quote: str = ""
    """Words of the memo, in Dutch whatever the language of the brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; its first column names the rows, those after it are numbers or, if so said, text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    text_from: int | None = None
    """The first column that is text to be wrapped; None: there is none but the names."""
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    title: str
    summary: str
    """What one sees: the text alternative."""
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    pictures: tuple[Picture, ...]
    kind: Literal["pictures"] = "pictures"


Part = Paragraph | Items | Terms | Grid | Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    key: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    language: Language
    on: date
    kicker: str
    """What kind of document it is."""
    title: str
    heading: tuple[Term, ...]
    """To whom, about what, when, from whom."""
    notice: str
    """What must be seen before anything else; empty where there is nothing of the kind."""
    sections: tuple[Section, ...]
    page: str
    """How a page is numbered: with {page} and {pages} in it."""
