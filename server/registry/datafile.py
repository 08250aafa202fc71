"""The file a register lives in: made whole or not at all, and touched only if it is one."""

import os
import sqlite3
import tempfile
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from server.errors import DatabaseRefused
from server.registry import audit, stamps
from server.registry.tables import AuditHead, Stamp, Table

APPLICATION_ID = 0x42474E54  # "BGNT"; stands in the header of every register
SCHEMA_VERSION = 4

_ADDED = {
    2: ("run", "block"),
    3: ("stamp",),
    4: (
        *("action_report", "person", "address", "contact", "consent", "delivery"),
        *("adoption", "credential", "audit_line", "audit_head"),
        *("import", "import_row", "import_contact", "import_rejection"),
    ),
}
"""Tables that a version brought; what else a version changes gets a step of its own."""

_MAGIC = b"SQLite format 3\0"
_HEADER_LENGTH = 100


def prepare(path: Path) -> None:
    """Make a register at `path`, or accept the one that is there; raises DatabaseRefused."""
    try:
        if not path.exists():
            _create(path)
        _check(path)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseRefused(f"{path} cannot be used as a register: {error}") from error


def _create(path: Path) -> None:
    """Build it beside, then link: nobody ever sees half a register, nor overwrites another's."""
    if path.with_name(path.name + "-wal").exists():
        # SQLite would play the log of a register that is gone into the new one.
        raise DatabaseRefused(f"{path} is gone, but its log {path.name}-wal is still there")
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        draft = Path(folder) / "draft"
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            # The mode is kept in the file, and changing it later needs the file to oneself.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _statements(Table.metadata.sorted_tables):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.execute("COMMIT")
        draft.chmod(0o600)
        # If another process was first, theirs is checked like any other.
        with suppress(FileExistsError):
            os.link(draft, path)


def _statements(tables: Collection[SqlTable]) -> list[str]:
    """What makes tables and their indexes, and the rows that some begin with."""
    dialect = sqlite.dialect()
    statements: list[str] = []
    for table in tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]
    if Stamp.__table__ in tables:
        statements += stamps.marking()
    if AuditHead.__table__ in tables:
        statements.append(audit.BEGINNING)
    return statements


def _check(path: Path) -> None:
    """Judge by the bytes of the header: opening a file with SQLite may already change it."""
    with path.open("rb") as file:
        header = file.read(_HEADER_LENGTH)
    if not header:
        raise DatabaseRefused(f"{path} is empty: not a register, though it may have been one")
    if len(header) < _HEADER_LENGTH or not header.startswith(_MAGIC):
        raise DatabaseRefused(f"{path} is not an SQLite database")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise DatabaseRefused(f"{path} is a database of another program")
    _check_version(path, int.from_bytes(header[60:64], "big"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A change of version may so far stand in the log only.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        _check_version(path, version)
        connection.execute("PRAGMA journal_mode = WAL")
        if version < SCHEMA_VERSION:
            _migrate(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring a register of an earlier version up to this one, whole or not at all."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # read within the transaction: another process may have been first
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for later in range(version + 1, SCHEMA_VERSION + 1):
            for statement in _statements([Table.metadata.tables[name] for name in _ADDED[later]]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _check_version(path: Path, version: int) -> None:
    if version > SCHEMA_VERSION:
        raise DatabaseRefused(
            f"{path} was made by a newer version: schema {version}, this program knows "
            f"{SCHEMA_VERSION}"
        )
    if version < 1:
        raise DatabaseRefused(f"{path} has schema {version}, from before 1")
