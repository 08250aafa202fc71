"""Tables that others have kept: CSV as spreadsheets write it, whatever they write it with."""

import codecs
import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Final

from server.errors import Code, Refused
from server.formats.rejections import Fault, Rejected
from simulation.sentence import Listing, Sentence

PIECE: Final = 1 << 20
LONGEST_LINE: Final = 100_000
"""Characters; a quote that never closes ends as soon, by the limit of the csv module."""
SEPARATORS: Final = ";,\t"
_WORKBOOK: Final = Sentence(
    "the file is a workbook or a ZIP, must be CSV: save it as that in the spreadsheet"
)
_BEGINNINGS: Final = {
    b"PK\x03\x04": _WORKBOOK,
    b"\xd0\xcf\x11\xe0": _WORKBOOK,
    b"%PDF": Sentence("the file is a PDF, must be CSV: ask for the table it was made of"),
    codecs.BOM_UTF16_LE: Sentence("the file is in UTF-16; must be UTF-8 or Windows-1252"),
    codecs.BOM_UTF16_BE: Sentence("the file is in UTF-16; must be UTF-8 or Windows-1252"),
}
"""Of files that are something else."""

LONGEST_HEADING: Final = 40
"""Characters of one that are told."""

Synonyms = Mapping[str, Sequence[str]]
"""Of each field, the headings it goes by, as `plain` leaves them."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What must be known of a file before its first row is read."""

    digest: str
    """SHA-256 of all its bytes."""
    encoding: str
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: Mapping[str, str]
    """By field, trimmed."""


@dataclass(frozen=True, slots=True)
class Heading:
    column: int
    """From 1."""
    text: str
    """As it may be shown."""

    def __str__(self) -> str:
        """A text that may be a number or an address of somebody is not told."""
        personal = "@" in self.text or any(sign.isdigit() for sign in self.text)
        return str(self.column) if personal else f"{self.column} ({self.text})"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose headings are understood, and that is read once."""

    columns: Mapping[str, str]
    """Of each field that is there, its heading as it may be shown."""
    ignored: tuple[Heading, ...]
    """Headings that mean nothing here."""
    rows: Iterator["Row | Rejected"]
    """Empty rows are left out, and not counted away."""


def survey(file: BinaryIO) -> Surveyed:
    """Read a file to its end, and set it back to its beginning; raises Refused.

    UTF-8 if all of it is, else Windows-1252: no text of people's names in the latter happens to be
    the former throughout.
    """
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8, size = True, 0
    file.seek(0)
    while piece := file.read(PIECE):
        for begin, said in _BEGINNINGS.items():
            if size == 0 and piece.startswith(begin):
                raise _refused(said)
        if b"\0" in piece:
            raise _refused(Sentence("the file holds zero bytes: it is no text"))
        digest.update(piece)
        size += len(piece)
        utf8 = utf8 and _decodes(decoder, piece)
    if size == 0:
        raise _refused(Sentence("the file is empty"))
    if utf8 and not _decodes(decoder, b"", final=True):
        utf8 = False
    file.seek(0)
    return Surveyed(digest.hexdigest(), "utf-8-sig" if utf8 else "cp1252", size)


def opened(file: BinaryIO, encoding: str, synonyms: Synonyms) -> Sheet:
    """Read the headings of a sheet, and be ready to read its rows; raises Refused."""
    # Windows leaves five bytes without a meaning: they become a sign that no cell accepts
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    lines = _lines(text)
    first = _heading(lines)
    if first.strip().strip('"').lower().startswith("sep="):  # Excel's word to itself
        first = _heading(lines)
    separator = max(SEPARATORS, key=lambda sign: len(_understood(_cells(first, sign), synonyms)))
    headings = [heading.strip() for heading in _cells(first, separator)]
    fields = _understood(headings, synonyms)
    twice = [field for field in synonyms if list(fields.values()).count(field) > 1]
    if twice:
        both = [shown(headings[at]) for at, field in fields.items() if field == twice[0]]
        raise _refused(Sentence("the columns {columns} mean the same", columns=Listing(both)))
    return Sheet(
        columns={field: shown(headings[at]) for at, field in fields.items()},
        ignored=tuple(
            Heading(at + 1, shown(heading))
            for at, heading in enumerate(headings)
            if heading and at not in fields
        ),
        rows=_rows(lines, separator, fields, width=len(headings)),
    )


def shown(heading: str) -> str:
    """A heading, cut off, without the signs that a terminal would obey."""
    cut = heading if len(heading) <= LONGEST_HEADING else f"{heading[: LONGEST_HEADING - 1]}…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cut)


def plain(text: str) -> str:
    """A heading or a word of a list without capitals, accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def required(sheet: Sheet, *needed: Sequence[str], names: Mapping[str, str]) -> None:
    """Raise Refused unless of each of these some field has a column, with all that have none.

    `names` are as people write them.
    """
    missing = [
        "/".join(names[field] for field in fields)
        for fields in needed
        if not any(field in sheet.columns for field in fields)
    ]
    if missing:
        # what stands there instead is not told: without headings it is the first person
        said = Sentence("the first row has no column {columns}", columns=Listing(missing))
        raise _refused(said)


def _rows(
    lines: Iterator[str], separator: str, fields: Mapping[int, str], *, width: int
) -> Iterator[Row | Rejected]:
    number = 1
    try:
        for cells in csv.reader(lines, delimiter=separator, strict=True):
            number += 1
            if any(cell.strip() for cell in cells[width:]):
                said = Sentence(
                    "more cells than headings: is a text with {sign} in it quoted?", sign=separator
                )
                yield Rejected(number, (Fault("", said),))
            elif any(cell.strip() for cell in cells):
                found = {at: cell.strip() for at, cell in enumerate(cells)}
                yield Row(number, {field: found.get(at, "") for at, field in fields.items()})
    except csv.Error:
        said = Sentence("row {row} is no CSV: do its quotes close?", row=number + 1)
        raise _refused(said) from None


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a file; one that does not end is an error, and not held whole."""
    try:
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise csv.Error("no end of a line")
            yield line
    finally:
        # else the file, which is not ours, would be closed with it; unless it is closed already
        with suppress(ValueError):
            text.detach()


def _heading(lines: Iterator[str]) -> str:
    try:
        return next(lines, "")
    except csv.Error:
        raise _refused(Sentence("row {row} is no CSV: do its quotes close?", row=1)) from None


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _understood(headings: Sequence[str], synonyms: Synonyms) -> dict[int, str]:
    known = {name: field for field, names in synonyms.items() for name in names}
    said = [plain(heading) for heading in headings]
    return {at: known[heading] for at, heading in enumerate(said) if heading in known}


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _refused(said: Sentence) -> Refused:
    return Refused(Code.BAD_INPUT, said)
