"""A register in a database of PostgreSQL: opened, made, and what its errors mean."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import errors
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from server.address import Server
from server.errors import DatabaseRefused
from server.registry import migrations
from server.registry.migrations import HEAD
from server.registry.postgres import engines, grants, keeping, scrubbing
from server.registry.postgres.side import SessionLock, Side, SnapshotWatch
from server.registry.safekeeping import Finding, Settle
from server.registry.store import READERS, Trouble

OLDEST = 14
"""Version of PostgreSQL; earlier ones are mended no longer."""


class Served:
    """A register in a database of PostgreSQL."""

    def __init__(self, server: Server, *, busy_timeout: float) -> None:
        self._server = server
        self._busy_timeout = busy_timeout
        self.readers = engines.readers(server, busy_timeout=busy_timeout, connections=READERS)
        self.writer = engines.writer(server, busy_timeout=busy_timeout)
        self._side = Side(server)

    def prepare(self) -> None:
        engine = self._engine()
        with _refusing(self._server):
            with engine.begin() as connection:
                _check_server(connection)
                found = migrations.revision(connection)
            if found != HEAD:
                with engine.begin() as connection:
                    _migrate(connection)

    def exists(self) -> bool:
        with _refusing(self._server), self._engine().connect() as connection:
            return bool(inspect(connection).get_table_names())

    def revision(self) -> str | None:
        with _refusing(self._server), self._engine().connect() as connection:
            return migrations.revision(connection)

    def check(self) -> list[Finding]:
        with _refusing(self._server):
            return keeping.check(self._engine())

    def save(self, to: Path, *, portably: bool) -> None:  # noqa: ARG002  there is no other way
        with _refusing(self._server):
            keeping.save(self._engine(), to)

    async def restore(self, file: Path, *, replace: bool, settle: Settle) -> None:
        with _refusing(self._server):
            async with self.writer.begin() as connection:
                await connection.run_sync(keeping.restore, file, replace=replace)
                async with AsyncSession(connection, expire_on_commit=False) as session:
                    await settle(session)
                    await session.commit()  # of the session alone: the transaction goes on

    def grant(self, role: str) -> None:
        """Let a role do what a server does; raises DatabaseRefused, and then grants nothing."""
        with _refusing(self._server), self._engine().begin() as connection:
            grants.grant(connection, role)

    async def scrub(self, *, wholly: bool) -> bool:
        return wholly and await asyncio.to_thread(scrubbing.scrub, self._engine())

    def delete_copies(self, of: Collection[str] | None) -> bool:  # noqa: ARG002  it has no files
        return True

    async def mark(self) -> str | None:
        try:
            found = await self._side.ask("SELECT mark FROM stamp")
        except psycopg.Error:
            return None
        return None if found is None else str(found)

    def watch(self) -> SnapshotWatch:
        return SnapshotWatch(self._side)

    def lock(self) -> SessionLock:
        return SessionLock(self._server)

    def trouble(self, error: SQLAlchemyError) -> Trouble | None:
        cause = getattr(error, "orig", None)
        if isinstance(cause, errors.LockNotAvailable | errors.TooManyConnections):
            return Trouble.BUSY
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return Trouble.AWAY
        # the server says which error it is; what has no number was never told by one
        away = isinstance(cause, psycopg.OperationalError) and (
            cause.sqlstate is None or cause.sqlstate.startswith(("08", "57P"))
        )
        return Trouble.AWAY if away else None

    async def close(self) -> None:
        await self._side.close()
        await self.readers.dispose()
        await self.writer.dispose()

    def _engine(self) -> Engine:
        """On the thread that asks, for what is done now and then."""
        return engines.for_the_schema(self._server, busy_timeout=self._busy_timeout)


@contextmanager
def _refusing(server: Server) -> Iterator[None]:
    try:
        yield
    except DatabaseRefused as refusal:
        raise DatabaseRefused(f"{server} {refusal}") from None
    except SQLAlchemyError as error:
        said = engines.said(getattr(error, "orig", None) or error)
        raise DatabaseRefused(f"{server} cannot be used as a register: {said}") from None


def _check_server(connection: Connection) -> None:
    version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    if int(version) < OLDEST * 10_000:
        raise DatabaseRefused(
            f"is kept by PostgreSQL {int(version) // 10_000}, {OLDEST} is the least"
        )
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise DatabaseRefused(f"keeps its texts in {encoding}, must be UTF8")


def _migrate(connection: Connection) -> None:
    """Make the tables, or bring those of an earlier version up to this one."""
    from server.registry.migrations import steps  # late: Alembic takes a while to import

    engines.lock_out_writers(connection)
    if migrations.revision(connection) != HEAD:  # another process may have been first
        steps.upgrade(connection)
