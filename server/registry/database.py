import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.pool import QueuePool

from server.address import Address
from server.errors import Code, Refused
from server.registry.postgres.served import Served
from server.registry.safekeeping import Finding, Settle
from server.registry.sqlite.file import File
from server.registry.store import READERS, Lock, Store, Trouble, Watch
from server.telemetry import span


class Database:
    """A register; nothing is opened before the first piece of work.

    On both databases one piece of work writes at a time: what it has read is still so when it
    writes. Writers of this process queue here, in the order they came.
    """

    def __init__(self, address: Address, *, busy_timeout: float = 10.0) -> None:
        """`busy_timeout` is how long another process may hold the write lock [s]."""
        self.address = address
        self._store: Store = (
            File(address, busy_timeout=busy_timeout)
            if isinstance(address, Path)
            else Served(address, busy_timeout=busy_timeout)
        )

    async def prepare(self) -> None:
        """Make the register if there is none, refuse what is no register of this version."""
        await asyncio.to_thread(self._store.prepare)

    async def exists(self) -> bool:
        """Whether there is anything at the address, be it a register or not."""
        return await asyncio.to_thread(self._store.exists)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees one state of the register, and cannot change it."""
        with span("reading"):
            async with _Session(self._store.readers, expire_on_commit=False) as session:
                try:
                    await session.connection()
                except SQLAlchemyError as error:
                    self._refuse(error, f"{READERS} readings are under way; try again later")
                    raise
                try:
                    yield session
                except SQLAlchemyError as error:
                    self._refuse_asked(error)
                    raise

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a session and its transaction: kept if the block ends well, else undone."""
        with span("writing"):
            async with _Session(self._store.writer, expire_on_commit=False) as session:
                try:
                    await session.connection()
                except SQLAlchemyError as error:
                    self._refuse(error, "another is writing to the register; try again later")
                    raise
                try:
                    yield session
                    await session.flush()
                except SQLAlchemyError as error:
                    self._refuse_asked(error)
                    raise
                await self._commit(session)

    async def _commit(self, session: AsyncSession) -> None:
        try:
            await session.commit()
        except SQLAlchemyError as error:
            with suppress(SQLAlchemyError):
                await session.rollback()  # a transaction that could not end is still open
            if self._store.trouble(error) is Trouble.AWAY:
                raise Refused(
                    Code.UNCERTAIN,
                    "the connection to the register was lost while this was being kept: it may "
                    "have been kept or not; look before you ask for it again",
                ) from None
            raise

    def _refuse(self, error: SQLAlchemyError, busy: str) -> None:
        if isinstance(error, PoolTimeout) or self._store.trouble(error) is Trouble.BUSY:
            raise Refused(Code.BUSY, busy) from None
        self._refuse_away(error)

    def _refuse_asked(self, error: SQLAlchemyError) -> None:
        """For what was asked of the register, not for how it is."""
        if isinstance(error, DataError) or isinstance(getattr(error, "orig", None), OverflowError):
            raise Refused(
                Code.BAD_INPUT,
                "something in it is beyond what a register holds: a text with the sign NUL, a "
                "number over 2147483647, or a moment that in UTC lies outside the years 1 to 9999",
            ) from None
        self._refuse_away(error)

    def _refuse_away(self, error: SQLAlchemyError) -> None:
        if self._store.trouble(error) is Trouble.AWAY:
            raise Refused(
                Code.UNAVAILABLE, "the register cannot be reached just now; try again in a moment"
            ) from None

    @property
    def readers_in_use(self) -> int:
        """Connections that read just now, of `READERS`."""
        return _in_use(self._store.readers)

    @property
    def writers_in_use(self) -> int:
        """Whether the one connection that writes does so just now: 0 or 1."""
        return _in_use(self._store.writer)

    async def mark(self) -> str | None:
        """Mark of what the register holds now; None if it cannot be had at once.

        Another one after every change but those of runs; never one that was there before.
        """
        return await self._store.mark()

    def watch(self) -> Watch:
        return self._store.watch()

    def lock(self) -> Lock:
        """Open the lock of who conducts the runs; raises DatabaseRefused where that cannot be."""
        return self._store.lock()

    async def scrub(self, *, wholly: bool = True) -> bool:
        """Have what was deleted leave the files as well; whether it did.

        If not `wholly`, only what takes no time and waits for nobody.
        """
        return await self._store.scrub(wholly=wholly)

    async def delete_copies(self, *, of: Collection[str] | None = None) -> bool:
        """Delete our own copies of it, or those in which some people are; whether they are gone."""
        return await asyncio.to_thread(self._store.delete_copies, of)

    async def revision(self) -> str | None:
        """Step of the schema it is at; None where there is nothing. Raises DatabaseRefused."""
        return await asyncio.to_thread(self._store.revision)

    async def check(self) -> list[Finding]:
        """Look at all of it, and change nothing; raises DatabaseRefused for no register."""
        return await asyncio.to_thread(self._store.check)

    async def save(self, to: Path, *, portably: bool) -> None:
        """Save it as it is now, whole or not at all; raises DatabaseRefused."""
        await asyncio.to_thread(self._store.save, to, portably=portably)

    async def restore(self, file: Path, *, replace: bool, settle: Settle) -> None:
        """Make it what was saved, whole or not at all, if nobody uses it.

        Nothing is replaced before it has settled. Raises DatabaseRefused, and where there is one
        already unless it is to be replaced.
        """
        await self._store.restore(file, replace=replace, settle=settle)

    async def close(self) -> None:
        await self._store.close()


class _Session(AsyncSession):
    """The library's own, but a connection that is lost when all is done fails nothing any more."""

    async def close(self) -> None:
        try:
            await super().close()
        except DBAPIError as error:
            with suppress(SQLAlchemyError):
                await self.invalidate()  # else the pool would count it as in use for ever
            if not error.connection_invalidated:
                raise


def _in_use(engine: AsyncEngine) -> int:
    pool = engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0
