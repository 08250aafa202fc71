"""Having what was deleted leave the files of a register as well."""

import asyncio
import logging
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

import aiosqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from server.telemetry import kind

log = logging.getLogger("server")

COPIES: Final = ".before-*"
"""Names of the copies made before a change of the schema, or a restore, past the register's own."""
DRAFTS: Final = ".restoring*"
"""Names of what a restore that was killed left behind."""


async def scrub(writer: AsyncEngine, path: Path, *, erased: datetime, wholly: bool) -> bool:
    """Write the register anew, empty its log, and delete our own copies from before an erasure.

    SQLite writes noughts over what is deleted (`secure_delete`), but not over what it once moved
    within a page; and its log keeps pages as they were. What cannot be done now is logged, and
    done the next time. If not `wholly`, only the log is emptied, unless others work on it.
    Returns whether all is gone.
    """
    emptied = False
    try:
        # the one connection that writes: two of one process must not empty a log
        async with writer.connect() as connection:
            file = (await connection.get_raw_connection()).driver_connection
            assert isinstance(file, aiosqlite.Connection)  # noqa: S101  the driver of the address
            emptied = await (_scrubbed(file) if wholly else _emptied_at_once(file))
        if wholly and not emptied:
            log.warning("the register's log still holds what was erased: it is being read")
    except (sqlite3.Error, SQLAlchemyError) as error:
        log.warning("the register's file may still hold what was erased: %s", kind(error))
    await asyncio.to_thread(_delete_copies, path, erased)
    return wholly and emptied


def _delete_copies(path: Path, erased: datetime) -> None:
    for copy in path.absolute().parent.glob(path.name + COPIES):
        # a register that was cleaned after the erasure has been changed since
        if copy.stat().st_mtime <= erased.timestamp():
            copy.unlink(missing_ok=True)
    # as old as what it was restored from, whenever it was made
    for left in path.absolute().parent.glob(path.name + DRAFTS):
        left.unlink(missing_ok=True)


async def _scrubbed(file: aiosqlite.Connection) -> bool:
    try:
        await _row(file, "VACUUM")
    finally:
        emptied = await _emptied(file)
    return emptied


async def _emptied_at_once(file: aiosqlite.Connection) -> bool:
    (patience,) = await _row(file, "PRAGMA busy_timeout")
    await _row(file, "PRAGMA busy_timeout = 0")
    try:
        return await _emptied(file)
    finally:
        await _row(file, f"PRAGMA busy_timeout = {int(patience)}")


async def _emptied(file: aiosqlite.Connection) -> bool:
    return (await _row(file, "PRAGMA wal_checkpoint(TRUNCATE)"))[0] == 0


async def _row(file: aiosqlite.Connection, statement: str) -> tuple[int, ...]:
    async with file.execute(statement) as cursor:
        row = await cursor.fetchone()
    return () if row is None else tuple(row)
