"""Looking after a register: whether it is whole, copies of it, and setting one back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from server.errors import DatabaseRefused
from server.registry import Database
from server.registry.postgres.served import Served
from server.registry.safekeeping import Finding
from server.services import credentialing, register
from server.settings import Settings

BUSY = 10.0
"""How long another may hold the tables [s]."""


async def check(settings: Settings) -> Sequence[Finding]:
    """What is found; raises DatabaseRefused for what is no register."""
    async with _there(settings) as database:
        return await database.check()


async def back_up(settings: Settings, to: Path, *, portably: bool) -> None:
    """Save the register while others work on it; raises DatabaseRefused where `to` is there."""
    if await asyncio.to_thread(to.exists):
        raise DatabaseRefused(f"{to} is there already: name a file that is not")
    async with _there(settings) as database:
        await database.save(to, portably=portably)


async def restore(
    settings: Settings,
    file: Path,
    *,
    replace: bool,
    keep_credentials: bool,
    by: str,
    now: datetime,
) -> int:
    """Set a register back, then erase again whom the list of erasures names.

    How many credentials it ended: one that was revoked since holds in what was saved, and nothing
    tells which. Raises DatabaseRefused where the register is in use, or there and not to be
    replaced.
    """
    database = Database(settings.database)
    try:
        await database.restore(file, replace=replace)
    finally:
        await database.close()
    # to open it is to bring it up to date, and to replay
    async with register.prepared(settings, make=False) as restored:
        if keep_credentials:
            return 0
        async with restored.writing() as session:
            return await credentialing.revoke_all(session, by=by, now=now)


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
