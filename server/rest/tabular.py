"""Rows as CSV (RFC 4180) or JSON Lines, in pieces: a table need never be held whole.

layout = Csv(("year", "mean"))
stream = pieces(layout, rows)        # or, where rows come in batches from elsewhere:
first, next_ = layout.head(), layout.lines(batch)
"""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final, Protocol

import orjson

Cell = str | int | float | date | None
Row = Sequence[Cell]
Said = Sequence[tuple[str, Cell]]
"""A label and what it says, by line."""

ROWS_A_PIECE: Final = 500

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With one of these at its beginning, a spreadsheet takes text for a formula and runs it."""


class Layout(Protocol):
    """How rows are laid out."""

    media: str
    """Media type, its parameters included."""

    def head(self) -> bytes:
        """What comes before any row."""

    def lines(self, rows: Iterable[Row]) -> bytes:
        """Lay out rows, whole lines."""


class Csv:
    """Comma-separated values: UTF-8, decimals with a point, empty where undefined."""

    media = "text/csv; charset=utf-8; header=present"

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return self.lines([self._columns])

    def lines(self, rows: Iterable[Row]) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(map(_plain, row) for row in rows)
        return text.getvalue().encode()


class JsonLines:
    """An object a line, with the columns for its keys; null where undefined."""

    media = "application/jsonl; charset=utf-8"

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return b""

    def lines(self, rows: Iterable[Row]) -> bytes:
        return b"".join(  # orjson writes NaN and the infinities as null
            orjson.dumps(
                dict(zip(self._columns, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE
            )
            for row in rows
        )


def pieces(layout: Layout, rows: Iterable[Row]) -> Iterator[bytes]:
    """Lay out rows as they come, some hundreds at a time."""
    yield layout.head()
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_A_PIECE)):
        yield layout.lines(batch)


def _plain(cell: Cell) -> Cell:
    """A number as it is, text that no spreadsheet runs, None where undefined."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return guarded(cell) if isinstance(cell, str) else cell


def guarded(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe comes before what it would."""
    return f"'{text}" if text.startswith(FORMULA) else text
