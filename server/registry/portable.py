"""A register as one file that either database can be restored from: gzipped JSON, a row a line.

What is sealed stays sealed: without its keys the file tells no more than the register does.
"""

import gzip
import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, MetaData, delete, func, insert, select, text
from sqlalchemy import Table as SqlTable

from server.errors import DatabaseRefused
from server.registry.migrations import HEAD, VERSION_TABLE

FORMAT: Final = 1
GZIP: Final = b"\x1f\x8b"
"""What the file begins with."""
BATCH: Final = 1_000
_MADE_ANEW: Final = ("stamp", "sealing_key")
"""The one's mark must be one that was never there; the other is made of what is filled in."""


def write(connection: Connection, to: Path, *, at: str) -> int:
    """Write all that a reading of the register sees, which is `at` a step; how many rows."""
    # no name and no time in its head: the same register makes the same file
    with to.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        digest, rows = hashlib.sha256(), -1
        for line in _lines(connection, at):
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
            head: Any = next(lines, None)
            if not isinstance(head, dict) or head.get("burgernet") != FORMAT:
                raise DatabaseRefused("is no portable backup of a register, or of a newer version")
            if head["revision"] > HEAD:
                raise DatabaseRefused(f"was made by a newer version: schema {head['revision']}")
            steps.upgrade(connection, head["revision"])
            rows = _fill(connection, lines)
            _number_on(connection, head["numbers"])
        steps.upgrade(connection)
    except (EOFError, gzip.BadGzipFile, OSError, ValueError, KeyError, TypeError) as error:
        raise DatabaseRefused(f"is damaged or cut short ({type(error).__name__})") from None
    return rows


def _lines(connection: Connection, at: str) -> Iterator[bytes]:
    tables = _tables(connection)
    yield _line(
        {
            "burgernet": FORMAT,
            "revision": at,
            "numbers": {table.name: _last(connection, table) for table in tables if _draws(table)},
        }
    )
    for table in tables:
        if table.name in _MADE_ANEW:
            continue
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
        for row in connection.execute(query):
            yield _line([table.name, *map(_told, row)])


def _checked(packed: Iterable[bytes]) -> Iterator[Any]:
    """Lines but the last, which must fit them: else ValueError."""
    digest, rows, end = hashlib.sha256(), -1, None
    for line in packed:
        told = json.loads(line)
        if isinstance(told, dict) and "sha256" in told:
            end = told
            continue
        if end is not None:
            raise ValueError("something follows the end")
        digest.update(line)
        rows += 1
        yield told
    if end != {"rows": rows, "sha256": digest.hexdigest()}:
        raise ValueError("the end does not fit")


def _fill(connection: Connection, lines: Iterator[Any]) -> int:
    tables = {table.name: table for table in _tables(connection)}
    for table in reversed(tables.values()):
        if table.name not in _MADE_ANEW:
            connection.execute(delete(table))  # what the steps themselves put in
    rows = 0
    for name, group in groupby(lines, key=lambda line: line[0]):
        kinds = [(column.name, column.type.python_type) for column in tables[name].columns]
        batch: list[dict[str, Any]] = []
        for line in group:
            batch.append(_row(kinds, line[1:]))
            if len(batch) == BATCH:
                connection.execute(insert(tables[name]), batch)
                rows, batch = rows + BATCH, []
        if batch:
            connection.execute(insert(tables[name]), batch)
        rows += len(batch)
    return rows


def _row(kinds: list[tuple[str, type[Any]]], values: list[Any]) -> dict[str, Any]:
    return {name: _read(kind, value) for (name, kind), value in zip(kinds, values, strict=True)}


def _tables(connection: Connection) -> list[SqlTable]:
    """As they are, not as the code has them: those of an earlier version are saved as well."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def _draws(table: SqlTable) -> bool:
    """Whether it draws numbers that nothing may ever get again."""
    return table.name in ("participant", "action")


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
