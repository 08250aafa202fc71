"""Files edited by hand: a mistake is answered with file, line, field, value and bounds."""

import csv
import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from server.errors import RegionRefused

E = TypeVar("E", bound=StrEnum)
Columns = Mapping[str, tuple[int, int] | str]
"""By name the lowest and highest whole number, or what text must look like."""


def _content(folder: Traversable, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RegionRefused(f"{folder.name}/{name}: cannot be read as UTF-8: {error}") from error


@dataclass(frozen=True, slots=True)
class Row:
    where: str
    values: Mapping[str, str]

    def text(self, field: str) -> str:
        return self.values[field]

    def whole(self, field: str) -> int:
        return int(self.values[field])

    def among(self, field: str, known: Sequence[str]) -> None:
        if self.values[field] not in known:
            raise RegionRefused(
                f"{self.where}: {field} is {self.values[field]!r}, must be one of "
                f"{', '.join(known)}"
            )


class Csv:
    """A table with known columns, each within bounds, and no row twice."""

    def __init__(
        self,
        folder: Traversable,
        name: str,
        columns: Columns,
        *,
        key: Sequence[str],
    ) -> None:
        self.name = f"{folder.name}/{name}"
        reader = csv.DictReader(_content(folder, name).splitlines(), strict=True)
        if reader.fieldnames != list(columns):
            raise RegionRefused(f"{self.name} line 1: the header must be {','.join(columns)}")
        self.rows: list[Row] = []
        seen: dict[tuple[str, ...], int] = {}
        for values in self._lines(reader):
            where = f"{self.name} line {reader.line_num}"
            if None in values or None in values.values():
                raise RegionRefused(f"{where}: must have {len(columns)} fields")
            for field, bounds in columns.items():
                _hold(where, field, values[field], bounds)
            identity = tuple(values[field] for field in key)
            if identity in seen:
                raise RegionRefused(
                    f"{where}: {' '.join(key)} is {' '.join(identity)!r}, as on line "
                    f"{seen[identity]}; must be given once"
                )
            seen[identity] = reader.line_num
            self.rows.append(Row(where, values))
        if not self.rows:
            raise RegionRefused(f"{self.name} line 2: there must be a row at least")

    def _lines(self, reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
        try:
            yield from reader
        except csv.Error as error:
            # DictReader's own number is still that of the line before.
            line = reader.reader.line_num
            raise RegionRefused(f"{self.name} line {line}: {error}") from error


def _hold(where: str, field: str, value: str, bounds: tuple[int, int] | str) -> None:
    if isinstance(bounds, str):
        if not re.fullmatch(bounds, value):
            raise RegionRefused(f"{where}: {field} is {value!r}, must look like {bounds}")
        return
    low, high = bounds
    # Not int() alone: it takes "1_000", " 7" and digits of every script.
    if not re.fullmatch("[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise RegionRefused(
            f"{where}: {field} is {value!r}, must be a whole number, {low} to {high}"
        )


class Toml:
    """Tables of `value`, `source`, `confidence` and `words`, read one by one within bounds."""

    def __init__(self, folder: Traversable, name: str) -> None:
        self.name = f"{folder.name}/{name}"
        self._text = _content(folder, name)
        try:
            # Decimal, so that shares which sum to 1 on paper do so here.
            self._tables = tomllib.loads(self._text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise RegionRefused(f"{self.name}: {error}") from error

    def names(self, table: str) -> Iterable[str]:
        found = self._tables.get(table, {})
        if not isinstance(found, dict):
            raise self._refusal((table,), found, "a table")
        return found.keys()

    def text(self, *path: str, pattern: str = r"\S.*", among: Container[str] | None = None) -> str:
        value = self._at(path)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self._refusal(path, value, f"text like {pattern}")
        if among is not None and value not in among:
            raise self._refusal(path, value, "a name under [sources]")
        return value

    def whole(self, *path: str, low: int, high: int) -> int:
        value = self._at((*path, "value"))
        if type(value) is not int or not low <= value <= high:
            raise self._refusal((*path, "value"), value, f"a whole number, {low} to {high}")
        return value

    def number(self, *path: str, low: int, high: int) -> Decimal:
        value = self._at((*path, "value"))
        if not _is_number(value) or not low <= value <= high:
            raise self._refusal((*path, "value"), value, f"a number, {low} to {high}")
        return Decimal(value)

    def day(self, *path: str, low: date, high: date) -> date:
        value = self._at((*path, "value"))
        if not isinstance(value, date) or isinstance(value, datetime) or not low <= value <= high:
            raise self._refusal((*path, "value"), value, f"a date, {low} to {high}")
        return value

    def shares(self, *path: str, enum: type[E]) -> Mapping[E, Decimal]:
        value = self._at((*path, "value"))
        if (
            not isinstance(value, dict)
            or set(value) != set(enum)
            or not all(_is_number(share) and share >= 0 for share in value.values())
            or sum(value.values()) != 1
        ):
            raise self._refusal(
                (*path, "value"), value, f"shares of {', '.join(enum)}, 0 to 1, that sum to 1"
            )
        return {member: Decimal(value[member]) for member in enum}

    def _at(self, path: Sequence[str]) -> Any:
        found: Any = self._tables
        for name in path:
            if not isinstance(found, dict) or name not in found:
                raise self._refusal(path, None, "given")
            found = found[name]
        return found

    def _refusal(self, path: Sequence[str], value: object, bounds: str) -> RegionRefused:
        said = "missing" if value is None else _plainly(value)
        return RegionRefused(
            f"{self.name} line {self._line(path)}: {'.'.join(path)} is {said}, must be {bounds}"
        )

    def _line(self, path: Sequence[str]) -> int:
        """Where a value stands, or the table it is missing from: the parser does not tell."""
        *tables, field = path
        inside = ""
        best = 1
        for number, line in enumerate(self._text.splitlines(), start=1):
            if header := re.match(r"\s*\[([^]]+)\]", line):
                inside = header[1].strip()
                if inside == ".".join(tables):
                    best = number
            if inside == ".".join(tables) and re.match(rf"\s*{re.escape(field)}\s*=", line):
                return number
        return best


def _is_number(value: object) -> bool:
    """Tell numbers from TOML's true, inf and nan; comparing with the last would raise."""
    return type(value) is int or (isinstance(value, Decimal) and value.is_finite())


def _plainly(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_plainly(item)}" for key, item in value.items()) + "}"
    return repr(value) if isinstance(value, str) else str(value)
