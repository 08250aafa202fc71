import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from server.errors import Code, DatabaseRefused, Refused
from server.registry import datafile
from server.registry.scrubbing import scrub
from server.registry.stamps import Stamps
from server.telemetry import span

READERS = 8
"""Connections that read side by side."""


class _Connection(aiosqlite.Connection):
    """The driver's own, but it may be stopped twice.

    Who is cancelled while a connection closes has SQLAlchemy stop it as well; the driver would
    then wait for ever for its thread, which has ended, and keep the server from ending.
    """

    _stopping: asyncio.Future[None] | None = None

    def stop(self) -> asyncio.Future[None] | None:
        if self._stopping is None:
            self._stopping = super().stop()
        return self._stopping


class Database:
    """A register in one SQLite file; nothing is opened before the first piece of work.

    Readers and the one writer have an engine each: how a transaction begins is decided per
    engine, a reader cannot write, and writers of this process queue here, in the order they
    came, instead of polling SQLite's lock.
    """

    def __init__(self, path: Path, *, busy_timeout: float = 10.0) -> None:
        """`busy_timeout` is how long another process may hold the write lock [s]."""
        self.path = path
        self._busy_timeout = busy_timeout
        self._readers = _engine(path, begin="BEGIN", busy_timeout=busy_timeout, connections=READERS)
        self._writer = _engine(
            path, begin="BEGIN IMMEDIATE", busy_timeout=busy_timeout, connections=1
        )
        event.listen(self._readers.sync_engine, "connect", _only_read)
        self._stamps = Stamps(path)

    async def prepare(self) -> None:
        """Make the register if there is none, refuse what is no register of this version."""
        await asyncio.to_thread(datafile.prepare, self.path)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees one state of the register, and cannot change it."""
        with span("reading"):
            async with AsyncSession(self._readers, expire_on_commit=False) as session:
                try:
                    await session.connection()
                except PoolTimeout:
                    raise Refused(
                        Code.BUSY, f"{READERS} readings are under way; try again later"
                    ) from None
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a session and its transaction: kept if the block ends well, else undone."""
        with span("writing"):
            async with (
                AsyncSession(self._writer, expire_on_commit=False) as session,
                session.begin(),
            ):
                try:
                    await session.connection()
                except (PoolTimeout, OperationalError) as error:
                    if not _busy(error):
                        raise
                    raise Refused(
                        Code.BUSY, "another is writing to the register; try again later"
                    ) from None
                yield session

    @property
    def readers_in_use(self) -> int:
        """Connections that read just now, of `READERS`."""
        return _in_use(self._readers)

    @property
    def writers_in_use(self) -> int:
        """Whether the one connection that writes does so just now: 0 or 1."""
        return _in_use(self._writer)

    def mark(self) -> str | None:
        """Mark of what the register holds now, in microseconds; None if it cannot be had at once.

        Another one after every change but those of runs; never one that was there before.
        """
        return self._stamps.read()

    async def scrub(self) -> None:
        """Have what was deleted leave the files as well."""
        await asyncio.to_thread(scrub, self.path, busy_timeout=self._busy_timeout)

    async def close(self) -> None:
        self._stamps.close()
        await self._readers.dispose()
        await self._writer.dispose()


def _engine(path: Path, *, begin: str, busy_timeout: float, connections: int) -> AsyncEngine:
    # mode=rw: never does opening a file make one, empty and no register.
    url = URL.create(
        "sqlite+aiosqlite",
        database=path.absolute().as_uri(),
        query={"mode": "rw", "uri": "true", "timeout": str(busy_timeout)},
    )

    def opened(path: str, **how: Any) -> _Connection:
        connection = _Connection(partial(sqlite3.connect, path, **how), iter_chunk_size=64)
        connection._thread.daemon = True  # so SQLAlchemy does with the driver's own
        return connection

    # hidden: what is asked may name people, and must not reach a log
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"async_creator_fn": opened},
    )

    def refuse_nothing(*_: object) -> None:
        # Said here, for a failed opening leaves the driver's thread behind for a moment, which
        # then speaks to an event loop that may be closed.
        if not path.exists():
            raise DatabaseRefused(f"{path} is not there: it must be prepared first")

    def connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver begins late and deferred, and not at all for DDL; so it begins nothing.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "do_connect", refuse_nothing)
    event.listen(engine.sync_engine, "connect", connect)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def _busy(error: SQLAlchemyError) -> bool:
    """Whether it was only for another who writes."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", "")
    return isinstance(error, PoolTimeout) or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _in_use(engine: AsyncEngine) -> int:
    pool = engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0


def _only_read(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()
