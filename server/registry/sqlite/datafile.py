"""The file a register lives in: made whole or not at all, and touched only if it is one."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from server.errors import DatabaseRefused
from server.registry import migrations
from server.registry.migrations import HEAD, SCHEMA_VERSION, VERSION_TABLE
from server.registry.sqlite import backup, engines

APPLICATION_ID = 0x42474E54  # "BGNT"; stands in the header of every register

_MAGIC = b"SQLite format 3\0"
_HEADER_LENGTH = 100
_UNSTEPPED = 3
"""The last version of which the file alone says what it is: Alembic has kept it since."""


def prepare(path: Path, *, busy_timeout: float = 10.0) -> None:
    """Make a register at `path`, or take the one that is there; raises DatabaseRefused."""
    with refusing(path):
        if not path.exists():
            _create(path)
        check_header(path)
        with engines.for_the_schema(path, begin="BEGIN").begin() as connection:
            found = standing(connection)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection_:
            connection_.execute("PRAGMA journal_mode = WAL")
        if found != HEAD:
            bring_up(path, busy_timeout=busy_timeout, keep=f"{path.name}.before-{HEAD}")


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except DatabaseRefused as refusal:
        raise DatabaseRefused(f"{path} {refusal}") from None
    except SQLAlchemyError as error:
        said = getattr(error, "orig", None) or type(error).__name__
        raise DatabaseRefused(f"{path} cannot be used as a register: {said}") from error
    except OSError as error:
        said = error.strerror or str(error)
        raise DatabaseRefused(f"{path} cannot be used as a register: {said}") from error
    except sqlite3.Error as error:
        raise DatabaseRefused(f"{path} cannot be used as a register: {error}") from error


def _create(path: Path) -> None:
    """Build it beside, then link: nobody ever sees half a register, nor overwrites another's."""
    if path.with_name(path.name + "-wal").exists():
        # SQLite would play the log of a register that is gone into the new one.
        raise DatabaseRefused(f"is gone, but its log {path.name}-wal is still there")
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        draft = Path(folder) / "draft"
        fill(draft, _upgrade)
        draft.chmod(0o600)
        # If another process was first, theirs is checked like any other.
        with suppress(FileExistsError):
            os.link(draft, path)


def fill(path: Path, with_tables: Callable[[Connection], object]) -> None:
    """Make of an empty file a register, whose tables are made in one transaction.

    Raises DatabaseRefused where part of it is left in the log.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        # The mode is kept in the file, and changing it later needs the file to oneself.
        file.execute("PRAGMA journal_mode = WAL")
        file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with engines.for_the_schema(path, begin="BEGIN IMMEDIATE").begin() as connection:
        with_tables(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    if path.with_name(f"{path.name}-wal").exists():
        # SQLite ends the log when it closes, and says nothing where a full disk keeps it from that
        raise DatabaseRefused("cannot be made: the disk took not all of it")


def bring_up(path: Path, *, busy_timeout: float = 10.0, keep: str | None = None) -> None:
    """Bring a register up to this version, whole or not at all; `keep` names a copy made before."""
    engine = engines.for_the_schema(path, begin="BEGIN IMMEDIATE", busy_timeout=busy_timeout)
    with engine.begin() as connection:
        found = standing(connection)  # another process may have been first
        if found == HEAD:
            return
        if keep is not None:
            # it reads what was before, for a reader of the log never waits for who writes
            backup.copy(path, path.with_name(keep))
        _upgrade(connection, unstepped=found)


def _upgrade(connection: Connection, *, unstepped: str | None = None) -> None:
    from server.registry.migrations import steps  # late: Alembic takes a while to import

    if unstepped is not None and not inspect(connection).has_table(VERSION_TABLE):
        steps.stamp(connection, unstepped)
    steps.upgrade(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def standing(connection: Connection) -> str:
    """Step that a register is at; raises DatabaseRefused for what is none, or no longer whole."""
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    _check_version(version)  # a change of version may so far stand in the log only
    if version <= _UNSTEPPED and not inspect(connection).has_table(VERSION_TABLE):
        migrations.check_whole(connection, revision := f"{version:0{len(HEAD)}d}")
        return revision
    found = migrations.revision(connection)
    if found is None:
        raise DatabaseRefused("is damaged: there is no table in it")
    return found


def check_header(path: Path) -> None:
    """Judge by the bytes of the header: opening a file with SQLite may already change it."""
    with path.open("rb") as file:
        header = file.read(_HEADER_LENGTH)
    if not header:
        raise DatabaseRefused("is empty: not a register, though it may have been one")
    if len(header) < _HEADER_LENGTH or not header.startswith(_MAGIC):
        raise DatabaseRefused("is not an SQLite database")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise DatabaseRefused("is a database of another program")
    _check_version(int.from_bytes(header[60:64], "big"))
    # with a log beside it, the file itself may be behind; SQLite knows what to do
    if not path.with_name(path.name + "-wal").exists() and header[24:28] == header[92:96]:
        page = int.from_bytes(header[16:18], "big")
        whole = int.from_bytes(header[28:32], "big") * (65_536 if page == 1 else page)
        if (there := path.stat().st_size) < whole:
            raise DatabaseRefused(f"is cut short: {there} of {whole} bytes are there")


def _check_version(version: int) -> None:
    if version > SCHEMA_VERSION:
        raise DatabaseRefused(
            f"was made by a newer version: schema {version}, this program knows {SCHEMA_VERSION}"
        )
    if version < 1:
        raise DatabaseRefused(f"has schema {version}, from before 1")
