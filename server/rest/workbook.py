"""A workbook for Excel: a sheet of numbers, and one that says where they come from.

Rows are written to a file beside as they come, so that a table need never be held whole. The same
table is the same bytes.
"""

import io
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from tempfile import TemporaryDirectory
from threading import Event
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from server.rest.declaring import Table
from server.rest.headings import headed, teller
from server.rest.tabular import Cell, Row, Said
from server.telling.language import Words
from simulation import Stopped

MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE: Final = datetime(2014, 11, 18, tzinfo=UTC)
"""Stands for the day on which it is made, which would make other bytes of the same answer."""
LOOKED_AT: Final = 50
"""Rows by which the width of a column is chosen."""
NARROW, WIDE = 9, 44
"""Of a column [characters]."""
UNCHANGED: Final = "General"
BY_UNIT: Final = (
    ("euro", "#,##0.00"),
    ("solved directly/action", "0.00%"),
    ("participants", "#,##0.0"),
    ("actions", "#,##0.0"),
    ("messages", "#,##0.0"),
    ("hours", "#,##0.0"),
)
"""How numbers of a unit are shown, which changes nothing in them."""


class Exactly(float):
    """A number with all its digits: xlsxwriter leaves out the seventeenth, and so another one."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def laid_out(table: Table, provenance: Said, words: Words, stop: Event) -> bytes:
    """Lay a table out; raises Stopped when told to."""
    book = io.BytesIO()
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        with Workbook(book, options) as workbook:
            workbook.set_properties({"title": "Burgernet What-if", "created": MADE})
            sheet = _Sheet(workbook, words("Numbers"))
            sheet.fill(table, words, stop)
            _tell(workbook, words("Provenance"), provenance)
    return book.getvalue()


class _Sheet:
    """Writes cells as what they are: nothing in them is ever taken for a formula or a link."""

    def __init__(self, workbook: Workbook, name: str) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(name)
        self._workbook = workbook
        self._formats: dict[str, Format] = {}

    def fill(self, table: Table, words: Words, stop: Event) -> None:
        rows = iter(table.rows)
        first = list(islice(rows, LOOKED_AT))
        columns = headed(table.columns, words)
        for place, width in enumerate(_widths(columns, first)):
            self.sheet.set_column(place, place, width)
        self.sheet.freeze_panes(1, 0)
        bold = self._workbook.add_format({"bold": True})
        for place, name in enumerate(columns):
            self.sheet.write_string(0, place, name, bold)
        number = 0
        tell, shown = teller(table.columns, words), _shown(table.columns)
        for number, row in enumerate(chain(first, rows), start=1):
            if stop.is_set():
                raise Stopped
            as_ = shown(row)
            for place, cell in enumerate(tell(row)):
                self.write(number, place, cell, as_)
        self.sheet.autofilter(0, 0, number, len(table.columns) - 1)

    def write(self, row: int, place: int, cell: Cell, shown: str = UNCHANGED) -> None:
        match cell:
            case bool():
                self.sheet.write_boolean(row, place, cell)
            case int():
                self.sheet.write_number(row, place, cell, self._format("0"))
            case float() if math.isfinite(cell):
                self.sheet.write_number(row, place, Exactly(cell), self._format(shown))
            case datetime():
                naive = cell.astimezone(UTC).replace(tzinfo=None)  # a workbook knows no zones
                self.sheet.write_datetime(row, place, naive, self._format("yyyy-mm-dd hh:mm:ss"))
            case date():
                self.sheet.write_datetime(row, place, cell, self._format("yyyy-mm-dd"))
            case str():
                self.sheet.write_string(row, place, cell)

    def _format(self, shown: str) -> Format:
        if shown not in self._formats:
            self._formats[shown] = self._workbook.add_format({"num_format": shown})
        return self._formats[shown]


def _tell(workbook: Workbook, name: str, provenance: Said) -> None:
    sheet = _Sheet(workbook, name)
    sheet.sheet.set_column(0, 0, NARROW * 4)
    sheet.sheet.set_column(1, 1, WIDE * 2)
    for row, (label, cell) in enumerate(provenance):
        sheet.sheet.write_string(row, 0, label, workbook.add_format({"bold": True}))
        sheet.write(row, 1, cell)


def _widths(columns: Sequence[str], rows: Sequence[Row]) -> Iterator[int]:
    for place, name in enumerate(columns):
        longest = max((len(str(row[place])) for row in rows if row[place] is not None), default=0)
        yield min(WIDE, max(NARROW, len(name), longest) + 3)  # room for the filter's button


def _shown(columns: Sequence[str]) -> Callable[[Row], str]:
    """How the numbers of a row are shown: as its unit says, where it has one."""
    if "unit" not in columns:
        return lambda _: UNCHANGED
    place = columns.index("unit")

    def shown(row: Row) -> str:
        unit = str(row[place])
        return next((known for begin, known in BY_UNIT if unit.startswith(begin)), UNCHANGED)

    return shown
