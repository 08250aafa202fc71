"""Looking after a register: whether it is whole, copies of it, and setting one back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import DatabaseRefused
from server.registry import Database, erasures, holdings
from server.registry.postgres.served import Served
from server.registry.safekeeping import Finding
from server.services import credentialing, inspecting, register, replaying
from server.settings import Settings
from server.telemetry import kind

BUSY = 10.0
"""How long another may hold the tables [s]."""


async def check(settings: Settings) -> Sequence[Finding]:
    """What is found; raises DatabaseRefused for what is no register."""
    async with _there(settings) as database:
        found = await database.check()
        if any(one.what == "schema" and not one.ok for one in found):
            return found  # what else is in it, tables of another step tell otherwise
        return [*found, *await inspecting.inspect(database, settings.listed)]


async def back_up(settings: Settings, to: Path, *, portably: bool) -> None:
    """Save the register while others work on it; raises DatabaseRefused where `to` is there."""
    if await asyncio.to_thread(to.exists):
        raise DatabaseRefused(f"{to} is there already: name a file that is not")
    async with _there(settings) as database:
        await database.save(to, portably=portably)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """How a register is set back."""

    by: str
    now: datetime
    replace: bool = False
    """One that is there already."""
    keep_credentials: bool = False
    nobody_was_erased: bool = False
    """Where there is no list, one is begun: so whoever restores says."""


async def restore(settings: Settings, file: Path, how: Restoring) -> int:
    """Set a register back without those whom the list of erasures names; raises DatabaseRefused.

    How many credentials it ended: one that was revoked since holds in what was saved, and nothing
    tells which. Both are done before it takes the place of another: whatever fails, or is killed,
    leaves that one as it was.
    """
    entries, ended = await replaying.read(settings.listed), 0

    async def settle(session: AsyncSession) -> None:
        nonlocal ended
        if entries is None:
            await _check_listed(session, settings.listed, how)
        await replaying.erase_again(session, entries or (), now=how.now)
        if not how.keep_credentials:
            ended = await credentialing.revoke_all(session, by=how.by, now=how.now)

    database = Database(settings.database)
    try:
        await database.restore(file, replace=how.replace, settle=settle)
    finally:
        await database.close()
    # whatever the keys: it cleans the files of whom it erased again
    async with register.prepared(settings, make=False):
        return ended


async def _check_listed(session: AsyncSession, listed: Path | None, how: Restoring) -> None:
    """Raise DatabaseRefused, without its name, where nothing tells who was erased since."""
    await replaying.check_never_erased(session, listed)
    if not await holdings.are_of_people(session):
        return
    if listed is None:
        raise DatabaseRefused(
            "is not set back: it holds people, and no list of erasures is named "
            "(BURGERNET_ERASURES)"
        )
    if not how.nobody_was_erased:
        raise DatabaseRefused(
            f"is not set back: it holds people, and there is no list of erasures, {listed}: set "
            "that back first, or name it (BURGERNET_ERASURES); if nobody was ever erased, say "
            "--nobody-was-erased"
        )
    try:
        await asyncio.to_thread(erasures.found, listed)
    except OSError as error:
        said = error.strerror or kind(error)
        raise DatabaseRefused(f"is not set back: {listed} cannot be written: {said}") from None


async def grant(settings: Settings, role: str) -> None:
    """Let a role of PostgreSQL do what a server does, and no more; raises DatabaseRefused."""
    address = settings.database
    if isinstance(address, Path):
        raise DatabaseRefused(f"{address}: a file has no roles; its owner alone may open it")
    await asyncio.to_thread(Served(address, busy_timeout=BUSY).grant, role)


async def pending(settings: Settings) -> list[tuple[str, str]]:
    """Steps of the schema that are still to be gone, each with what it does."""
    from server.registry.migrations import steps  # late: Alembic takes a while to import

    database = Database(settings.database)
    try:
        return steps.pending(await database.revision())
    finally:
        await database.close()


@asynccontextmanager
async def _there(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database)
    try:
        if not await database.exists():
            raise DatabaseRefused(f"{settings.database}: there is no register")
        yield database
    finally:
        await database.close()
