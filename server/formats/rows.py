"""One row being read: what is wrong with it is gathered, so that it is told all at once."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from server.formats.rejections import Fault, Rejected, Unfit
from server.formats.sheets import Row, Sheet, plain
from simulation.sentence import Sentence

T = TypeVar("T")
E = TypeVar("E")


class Reading:
    """The cells of a row by field, and the faults found so far."""

    def __init__(self, sheet: Sheet, row: Row, names: Mapping[str, str]) -> None:
        """`names` are the headings of columns that may be missing."""
        self.row = row.number
        self._cells = row.cells
        self._columns = sheet.columns
        self._names = names
        self._faults: list[Fault] = []

    @property
    def faults(self) -> int:
        return len(self._faults)

    def cell(self, field: str) -> str:
        """Text of a cell; empty where there is no such column."""
        return self._cells.get(field, "")

    def read(self, field: str, reader: Callable[[str], T]) -> T | None:
        """What a cell says; None where it is empty, or says nothing that can be used."""
        cell = self.cell(field)
        if not cell:
            return None
        try:
            return reader(cell)
        except Unfit as unfit:
            self.fault(field, unfit.reason)
            return None

    def needed(self, field: str, reader: Callable[[str], T]) -> T | None:
        """The same of a cell that may not be empty."""
        if not self.cell(field):
            self.fault(field, Sentence("must be given"))
        return self.read(field, reader)

    def fault(self, field: str, reason: Sentence) -> None:
        column = self._columns.get(field) or self._names.get(field, field)
        self._faults.append(Fault(column, reason))

    def done(self, entry: E) -> E | Rejected:
        """The entry, if nothing is wrong with its row."""
        return Rejected(self.row, tuple(self._faults)) if self._faults else entry


def entries(
    rows: Iterator[Row | Rejected], entry: Callable[[Row], E | Rejected], *, after: int = 1
) -> Iterator[E | Rejected]:
    """What is read of the rows past one of them."""
    for row in rows:
        if isinstance(row, Row):
            if row.number > after:
                yield entry(row)
        elif row.row > after:
            yield row


def municipality(places: Mapping[str, str]) -> Callable[[str], str]:
    """Reads a name or a code as the code; `places` are the names by their codes."""
    said = {told: code for code, name in places.items() for told in (code, name)}
    codes = {**{plain(told): code for told, code in said.items()}, **said}

    def read(cell: str) -> str:
        code = codes.get(cell) or codes.get(plain(cell))
        if code is None:
            raise Unfit(Sentence("is no municipality of the region"))
        return code

    return read
