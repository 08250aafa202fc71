"""Formats of an answer: what each is called, and how it is laid out."""

from collections.abc import Mapping
from threading import Event
from typing import Final

from server.negotiation import Accepted
from server.rest import headings, workbook
from server.rest.declaring import Told
from server.rest.excel import ExcelCsv
from server.rest.parameters import Format
from server.rest.problems import Problem
from server.rest.tabular import Csv, JsonLines, Layout, Said, pieces
from server.telling.language import Language, Words, words

MEDIA: Final[Mapping[Format, str]] = {
    Format.JSON: "application/json",
    Format.CSV: Csv.media,
    Format.JSONL: JsonLines.media,
    Format.EXCEL: ExcelCsv.media,
    Format.XLSX: workbook.MEDIA,
}
"""Media type of each, its parameters included."""
ENDING: Final[Mapping[Format, str]] = {
    Format.JSON: "json",
    Format.CSV: "csv",
    Format.JSONL: "jsonl",
    Format.EXCEL: "csv",
    Format.XLSX: "xlsx",
}
NEGOTIATED: Final[Mapping[str, Format]] = {
    "application/json": Format.JSON,
    "text/csv": Format.CSV,
    "application/jsonl": Format.JSONL,
    workbook.MEDIA: Format.XLSX,
}
"""Formats that have a media type of their own; EXCEL is CSV, and is asked for by name."""
LANGUAGE: Final = Language.NL
"""Of what is opened in Excel; the other formats are for scripts, and have names."""


def preferred(asked: Format | None, accept: str | None) -> Format:
    """As the query says, else as the header Accept; raises Problem where that takes none."""
    if asked is not None:
        return asked
    accepted = Accepted.of(accept)
    best = max(NEGOTIATED, key=accepted.weight)  # of several the first
    if accepted.weight(best) <= 0:
        known = ", ".join(NEGOTIATED)
        raise Problem(406, "NOT_ACCEPTABLE", f"Accept takes none of {known}, which are all")
    return NEGOTIATED[best]


def laid_out(told: Told, format_: Format, *, address: str, stop: Event | None = None) -> bytes:
    """Lay an answer out; for a worker thread. Raises Stopped, of what takes seconds."""
    if format_ is Format.JSON:
        return told.model_dump_json(by_alias=True).encode()
    table, dutch = told.table(), words(LANGUAGE)
    if format_ is Format.XLSX:
        said = _provenance(told, address, dutch)
        return workbook.laid_out(table, said, dutch, stop or Event())
    rows = table.rows
    layout: Layout = JsonLines(table.columns)
    if format_ is Format.CSV:
        layout = Csv(table.columns)
    if format_ is Format.EXCEL:
        layout = ExcelCsv(headings.headed(table.columns, dutch))
        rows = map(headings.teller(table.columns, dutch), rows)
    return b"".join(pieces(layout, rows))


def _provenance(told: Told, address: str, words: Words) -> Said:
    asked = words("What this answers: the address, without the name of the server")
    return (*told.provenance(words), (asked, address))
