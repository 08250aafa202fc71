import asyncio
import sqlite3
from collections.abc import Collection
from pathlib import Path

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import DatabaseRefused
from server.registry.safekeeping import Finding, Settle
from server.registry.sqlite import copies, datafile, engines, keeping, scrubbing
from server.registry.sqlite.lock import FileLock
from server.registry.sqlite.stamps import Stamps
from server.registry.sqlite.watch import FileWatch
from server.registry.store import READERS, Trouble


class File:
    """A register in one SQLite file.

    Readers and the one writer have an engine each: how a transaction begins is decided per
    engine, a reader cannot write, and writers of this process queue for the one connection
    instead of polling SQLite's lock.
    """

    def __init__(self, path: Path, *, busy_timeout: float) -> None:
        self._path = path
        self._busy_timeout = busy_timeout
        self.readers = engines.readers(path, busy_timeout=busy_timeout, connections=READERS)
        self.writer = engines.writer(path, busy_timeout=busy_timeout)
        self._stamps = Stamps(path)

    def prepare(self) -> None:
        datafile.prepare(self._path, busy_timeout=self._busy_timeout)

    def exists(self) -> bool:
        return self._path.exists()

    async def scrub(self, *, wholly: bool) -> bool:
        return await scrubbing.scrub(self.writer, wholly=wholly)

    def delete_copies(self, of: Collection[str] | None) -> bool:
        return copies.delete(self._path, of)

    def revision(self) -> str | None:
        return keeping.revision(self._path)

    def check(self) -> list[Finding]:
        return keeping.check(self._path)

    def save(self, to: Path, *, portably: bool) -> None:
        keeping.save(self._path, to, portably=portably)

    async def restore(self, file: Path, *, replace: bool, settle: Settle) -> None:
        if self._path.exists() and not replace:
            raise DatabaseRefused(
                f"{self._path} is there already: say --replace to have it replaced"
            )
        draft = self._path.with_name(self._path.name + copies.DRAFT)
        try:
            await asyncio.to_thread(keeping.draw_up, file, draft)
            with datafile.refusing(file):
                await self._settle(draft, settle)
            await asyncio.to_thread(keeping.set_in_place, draft, self._path, file)
        finally:
            await asyncio.to_thread(copies.delete_drafts, self._path)

    async def _settle(self, draft: Path, settle: Settle) -> None:
        engine = engines.writer(draft, busy_timeout=self._busy_timeout)
        try:
            async with AsyncSession(engine, expire_on_commit=False) as session:
                await settle(session)
                await session.commit()
        finally:
            await engine.dispose()  # which ends its log

    async def mark(self) -> str | None:
        return self._stamps.read()  # in microseconds, on this very thread

    def watch(self) -> FileWatch:
        return FileWatch(self._path)

    def lock(self) -> FileLock:
        return FileLock(self._path)

    def trouble(self, error: SQLAlchemyError) -> Trouble | None:
        cause = getattr(error, "orig", None)
        if isinstance(error, OperationalError) and isinstance(cause, sqlite3.Error):
            name = getattr(cause, "sqlite_errorname", "")
            return Trouble.BUSY if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) else None
        return None

    async def close(self) -> None:
        self._stamps.close()
        await self.readers.dispose()
        await self.writer.dispose()
