"""What a register is kept in: SQLite and PostgreSQL do each of this in their own way."""

from collections.abc import Collection
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from server.registry.safekeeping import Finding, Settle

DISK_FULL = "53100"
"""How PostgreSQL says so."""
READERS = 8
"""Connections that read side by side."""


class Trouble(Enum):
    """What kept somebody from the register, and passes by itself."""

    BUSY = auto()
    """Others are at work."""
    AWAY = auto()
    """The connection was lost, or cannot be had."""


def full(error: SQLAlchemyError) -> str | None:
    """What the database says where its disk took no more; None of any other trouble."""
    cause = getattr(error, "orig", None)
    of_file = getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))
    if of_file or getattr(cause, "sqlstate", None) == DISK_FULL:
        return str(cause).partition("\n")[0]
    return None


class Watch(Protocol):
    """Sees what any connection of any process commits to a register."""

    async def changed(self) -> bool:
        """Whether anything was committed since this was last asked; at most a millisecond."""

    async def close(self) -> None: ...


class Lock(Protocol):
    """Had by one process at most; it is freed with its process, however that ends."""

    async def take(self) -> bool:
        """Take it, unless another has it."""

    async def held(self) -> bool:
        """Whether it is still had: a connection that is lost takes its lock with it."""

    async def release(self) -> None: ...


class Store(Protocol):
    readers: AsyncEngine
    """Sees one state of the register for as long as a transaction, and cannot change it."""
    writer: AsyncEngine
    """Of one connection: who writes waits here for others of this process, and then for others."""

    def prepare(self) -> None:
        """Make the register where there is none, or take it up to this version's schema.

        Raises DatabaseRefused, in one line, for what is no register; it blocks.
        """

    def exists(self) -> bool:
        """Whether there is anything, be it a register or not; raises DatabaseRefused; it blocks."""

    async def scrub(self, *, wholly: bool) -> bool:
        """Have what was deleted leave the files; whether all of it did. What fails is logged.

        If not `wholly`, only what takes no time and waits for nobody.
        """

    def delete_copies(self, of: Collection[str] | None) -> bool:
        """Delete our own copies, or those in which some people are or may be; it blocks.

        Whether they are gone. What fails is logged.
        """

    def revision(self) -> str | None:
        """Step of the schema it is at; None where there is nothing. Raises DatabaseRefused."""

    def check(self) -> list[Finding]:
        """Look at all of it, and change nothing. Raises DatabaseRefused; it blocks."""

    def save(self, to: Path, *, portably: bool) -> None:
        """Save it as it is now, whole or not at all. Raises DatabaseRefused; it blocks."""

    async def restore(self, file: Path, *, replace: bool, settle: Settle) -> None:
        """Make it what was saved and has settled, whole or not at all, if nobody uses it.

        Raises DatabaseRefused, and where there is one already unless it is to be replaced.
        """

    async def mark(self) -> str | None: ...

    def watch(self) -> Watch: ...

    def lock(self) -> Lock:
        """Open the lock of who conducts the runs."""

    def trouble(self, error: SQLAlchemyError) -> Trouble | None: ...

    async def close(self) -> None: ...
