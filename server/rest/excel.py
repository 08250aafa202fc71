"""CSV as Dutch Excel opens it: numbers are numbers, and text stays text.

It takes a semicolon between cells, a comma in decimals, and UTF-8 only where a mark says so. All
digits of a number are written, so that who reads it gets the same number; Excel keeps 15 of them.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from server.rest.tabular import Cell, Csv, Row, guarded

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""First of all, it tells that what follows is UTF-8."""


class ExcelCsv:
    media = Csv.media

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return MARK.encode() + self.lines([self._columns])

    def lines(self, rows: Iterable[Row]) -> bytes:
        text = io.StringIO()
        written = csv.writer(text, delimiter=";", lineterminator="\r\n")
        written.writerows(map(_dutch, row) for row in rows)
        return text.getvalue().encode()


def _dutch(cell: Cell) -> str | int | None:
    match cell:
        case bool():
            return "WAAR" if cell else "ONWAAR"
        case float():
            return repr(cell).replace(".", ",") if math.isfinite(cell) else None
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return cell.isoformat()
        case str():
            return guarded(cell)
    return cell
