"""SQLite's connections: how each is opened, and how its transactions begin."""

import asyncio
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any, Final

import aiosqlite
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from server.errors import DatabaseRefused

SETTINGS: Final = ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")
"""Of every connection; that the log is written ahead stands in the file."""


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


def readers(path: Path, *, busy_timeout: float, connections: int) -> AsyncEngine:
    engine = _engine(path, begin="BEGIN", busy_timeout=busy_timeout, connections=connections)
    event.listen(engine.sync_engine, "connect", _only_read)
    return engine


def writer(path: Path, *, busy_timeout: float) -> AsyncEngine:
    return _engine(path, begin="BEGIN IMMEDIATE", busy_timeout=busy_timeout, connections=1)


def for_the_schema(path: Path, *, begin: str, busy_timeout: float = 10.0) -> Engine:
    """Look at tables or change them, in one transaction, on the thread that asks."""

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=busy_timeout
        )

    engine = create_engine("sqlite://", creator=opened, poolclass=NullPool)
    _listen(engine, begin=begin)
    return engine


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

    event.listen(engine.sync_engine, "do_connect", refuse_nothing)
    _listen(engine.sync_engine, begin=begin)
    return engine


def _listen(engine: Engine, *, begin: str) -> None:
    def connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver begins late and deferred, and not at all for DDL; so it begins nothing.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SETTINGS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", start)


def _only_read(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()
