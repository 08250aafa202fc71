"""Having what was deleted leave the files of a register as well."""

import logging
import sqlite3

import aiosqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from server.telemetry import kind

log = logging.getLogger("server")


async def scrub(writer: AsyncEngine, *, wholly: bool) -> bool:
    """Write the register anew, and empty its log.

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
    return wholly and emptied


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
