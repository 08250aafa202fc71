"""Connections beside the pools, for what is asked often or lasts as long as the process."""

import asyncio
from contextlib import suppress
from typing import Any

import psycopg

from server.address import Server
from server.registry.postgres.engines import CONDUCTING, arguments


class Side:
    """One connection, opened anew when it was lost; who asks meanwhile waits."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._turn = asyncio.Lock()

    async def ask(self, query: str) -> Any:
        """The one value that a query brings; raises psycopg.Error."""
        async with self._turn:
            lost = self._connection is not None
            try:
                return await self._asked(query)
            except psycopg.OperationalError:
                await self._drop()
                if not lost:
                    raise
            return await self._asked(query)

    async def close(self) -> None:
        await self._drop()

    async def _asked(self, query: str) -> Any:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(
                self._server.url, autocommit=True, **arguments(self._server, busy_timeout=1.0)
            )
        row = await (await self._connection.execute(query.encode())).fetchone()
        return None if row is None else row[0]

    async def _drop(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(psycopg.Error):
                await connection.close()


class SnapshotWatch:
    """Asks which transactions a reader would see; whatever any of them commits changes that.

    That of other databases of the same server as well: then it is looked in vain. Unlike LISTEN
    it loses nothing with its connection, and goes through a pooler.
    """

    def __init__(self, side: Side) -> None:
        self._side = side
        self._seen: str | None = None

    async def changed(self) -> bool:
        before = self._seen
        try:
            self._seen = await self._side.ask("SELECT pg_current_snapshot()::text")
        except psycopg.Error:  # seen once it is back
            self._seen = None
        return self._seen != before

    async def close(self) -> None: ...


class SessionLock:
    """Held by a connection of its own."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def take(self) -> bool:
        try:
            if self._connection is None:
                self._connection = await psycopg.AsyncConnection.connect(
                    self._server.url, autocommit=True, **arguments(self._server, busy_timeout=1.0)
                )
            return bool(await self._ask(f"SELECT pg_try_advisory_lock({CONDUCTING})"))
        except psycopg.OperationalError:
            await self.release()
            return False

    async def held(self) -> bool:
        try:
            return bool(await self._ask("SELECT true"))
        except psycopg.OperationalError:
            return False

    async def release(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(psycopg.Error):
                await connection.close()

    async def _ask(self, query: str) -> Any:
        if self._connection is None:
            return None
        row = await (await self._connection.execute(query.encode())).fetchone()
        return None if row is None else row[0]
