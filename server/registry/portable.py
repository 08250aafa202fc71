"""A register as one file that either database can be restored from: gzipped JSON, a row a line.

What is sealed stays sealed: without its keys the file tells no more than the register does.
"""

import gzip
import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, MetaData, delete, func, insert, select, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import DataError, IntegrityError

from server.errors import DatabaseRefused
from server.registry.migrations import HEAD, VERSION_TABLE
from server.registry.tables import AuditHead

FORMAT: Final = 1
GZIP: Final = b"\x1f\x8b"
"""What the file begins with."""
LONGEST: Final = 100_000_000
"""Line that is read; the longest are blocks of runs [bytes]."""
BATCH: Final = 1_000
"""Rows read or put in at once."""
HEAP: Final = 8_000_000
"""Rows put in at once, by the lines that they are read from [bytes]."""
_NUMBERED: Final = ("participant", "action")
"""Tables that draw numbers which nothing may ever get again."""
_LAST: Final = 2**31 - 1
"""Number that can be drawn on either database."""
_MADE_ANEW: Final = ("stamp", "sealing_key")
"""The one's mark must be one that was never there; the other is made of what is filled in."""
_DAMAGES: Final = (
    *(EOFError, OSError, zlib.error),
    *(ValueError, KeyError, TypeError, RecursionError),
    *(DataError, IntegrityError),
)
"""What reading a spoilt file ends in; its rows are told by none of them."""


def write(connection: Connection, to: Path, *, at: str) -> int:
    """Write all that a reading of the register sees, which is `at` a step; how many rows."""
    # no name and no time in its head: the same register makes the same file
    with to.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        digest, rows = hashlib.sha256(), -1
        with closing(_lines(connection, at)) as lines:
            for line in lines:
                digest.update(line)
                packed.write(line)
                rows += 1
        packed.write(_line({"rows": rows, "sha256": digest.hexdigest()}))
    return rows


def load(connection: Connection, file: Path) -> int:
    """Fill a register that has no table yet, in the caller's transaction; how many rows.

    Raises DatabaseRefused, without the file's name, for one that is damaged, or of a newer version.
    """
    from server.registry.migrations import steps  # late: Alembic takes a while to import

    try:
        with gzip.open(file, "rb") as packed:
            lines = _checked(packed)
            revision, numbers = _head(next(lines, (None, 0))[0])
            steps.upgrade(connection, revision)
            rows = _fill(connection, lines)
            _number_on(connection, numbers)
        steps.upgrade(connection)
    except _DAMAGES as error:
        raise DatabaseRefused(f"is damaged or cut short ({type(error).__name__})") from None
    if connection.scalar(select(func.count()).select_from(AuditHead)) != 1:
        raise DatabaseRefused("is damaged: its audit trail has no head")
    return rows


def _head(told: Any) -> tuple[str, dict[str, int]]:
    """Step of the schema it was made at, and the last numbers drawn; raises DatabaseRefused."""
    from server.registry.migrations import steps

    if not isinstance(told, dict) or told.get("burgernet") != FORMAT:
        raise DatabaseRefused("is no portable backup of a register, or of a newer version")
    revision, numbers = told.get("revision"), told.get("numbers")
    if revision not in steps.known():
        if isinstance(revision, str) and revision.isdecimal() and revision > HEAD:
            raise DatabaseRefused(f"was made by a newer version: schema {revision[:10]}")
        raise DatabaseRefused("is damaged: its revision is no step of the schema")
    if not isinstance(numbers, dict) or not numbers.keys() <= set(_NUMBERED):
        raise DatabaseRefused(f"is damaged: its numbers must be of {' and '.join(_NUMBERED)}")
    for name, last in numbers.items():
        if type(last) is not int or not 0 <= last <= _LAST:
            raise DatabaseRefused(f"is damaged: numbers.{name} must be in [0, {_LAST}]")
    return revision, numbers


def _lines(connection: Connection, at: str) -> Generator[bytes]:
    """All lines but the last; raises DatabaseRefused for one that could not be read again."""
    tables = _tables(connection)
    yield _line(
        {
            "burgernet": FORMAT,
            "revision": at,
            "numbers": {
                table.name: _last(connection, table) for table in tables if table.name in _NUMBERED
            },
        }
    )
    for table in tables:
        if table.name in _MADE_ANEW:
            continue
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
        with closing(connection.execute(query)) as rows:
            for row in rows:
                line = _line([table.name, *map(_told, row)])
                if len(line) > LONGEST:
                    said = f"has a row of more than {LONGEST:,} bytes in {table.name}"
                    raise DatabaseRefused(said)
                yield line


def _checked(packed: gzip.GzipFile) -> Iterator[tuple[Any, int]]:
    """Lines but the last, which must fit them (else ValueError), and how long each is [bytes]."""
    digest, rows, end = hashlib.sha256(), -1, None
    while line := packed.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise DatabaseRefused(f"is damaged: line {rows + 2} has more than {LONGEST:,} bytes")
        told = json.loads(line)
        if isinstance(told, dict) and "sha256" in told:
            end = told
            continue
        if end is not None:
            raise ValueError("something follows the end")
        digest.update(line)
        rows += 1
        yield told, len(line)
    if end != {"rows": rows, "sha256": digest.hexdigest()}:
        raise ValueError("the end does not fit")


def _fill(connection: Connection, lines: Iterator[tuple[Any, int]]) -> int:
    tables = {table.name: table for table in _tables(connection)}
    for table in reversed(tables.values()):
        if table.name not in _MADE_ANEW:
            connection.execute(delete(table))  # what the steps themselves put in
    rows = 0
    for name, group in groupby(lines, key=lambda line: line[0][0]):
        kinds = [(column.name, column.type.python_type) for column in tables[name].columns]
        for batch in _heaps(group):
            connection.execute(insert(tables[name]), [_row(kinds, line[1:]) for line in batch])
            rows += len(batch)
    return rows


def _heaps(lines: Iterator[tuple[Any, int]]) -> Iterator[list[Any]]:
    """Some at a time: neither many, nor of many bytes."""
    heap, size = [], 0
    for line, length in lines:
        heap.append(line)
        size += length
        if len(heap) == BATCH or size >= HEAP:
            yield heap
            heap, size = [], 0
    if heap:
        yield heap


def _row(kinds: list[tuple[str, type[Any]]], values: list[Any]) -> dict[str, Any]:
    return {name: _read(kind, value) for (name, kind), value in zip(kinds, values, strict=True)}


def _tables(connection: Connection) -> list[SqlTable]:
    """As they are, not as the code has them: those of an earlier version are saved as well."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def _last(connection: Connection, table: SqlTable) -> int:
    """The last number that was drawn, of an entry that may be gone by now."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return connection.scalar(query, {"name": table.name}) or 0
    query = text("SELECT last_value FROM pg_sequences WHERE sequencename = :name")
    drawn = connection.scalar(query, {"name": f"{table.name}_id_seq"})
    highest = connection.scalar(select(func.max(table.c.id)))
    return max(drawn or 0, highest or 0)


def _number_on(connection: Connection, numbers: dict[str, int]) -> None:
    """Have the next number be past those that were drawn."""
    for name, last in numbers.items():
        if connection.dialect.name == "sqlite":
            connection.execute(
                text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name}
            )
            connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
                {"name": name, "last": last},
            )
        elif last:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                {"name": name, "last": last},
            )


def _line(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _told(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: type[Any], value: Any) -> Any:
    if value is None:
        return None
    if kind is bytes:
        return b64decode(value, validate=True)
    return kind.fromisoformat(value) if kind in (date, datetime) else value
