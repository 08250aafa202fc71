"""The register that a program works on: opened, and drawn where nothing is in it yet."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from server.errors import Code, DatabaseRefused, Refused
from server.registry import Database, datasets, reference
from server.sealing import KeyRing
from server.services import demo, replaying, unlocking
from server.settings import Settings

SEED = 1


@asynccontextmanager
async def opened(settings: Settings, *, tell: Callable[[str], None]) -> AsyncIterator[Database]:
    """Open the register of the settings; where nothing was ever put in it, draw the demo.

    Whoever is killed while drawing leaves nothing, and the next one draws. `tell` hears of it.
    """
    async with unlocked(settings) as database:
        if not await _is_founded(database):
            tell(f"no register in {settings.database} yet: drawing a SYNTHETIC one, no real person")
            async with database.writing() as session:
                # another process may have drawn it, while this one waited to write
                if not await datasets.is_founded(session):
                    await demo.fill(session, reference.load(settings.region), seed=SEED)
        yield database


@asynccontextmanager
async def served(settings: Settings, *, tell: Callable[[str], None]) -> AsyncIterator[Database]:
    """Open it as a server does; raises DatabaseRefused for real people without keys."""
    async with opened(settings, tell=tell) as database:
        await unlocking.check_served(database, settings.key_ring())
        yield database


@asynccontextmanager
async def existing(settings: Settings) -> AsyncIterator[Database]:
    """Open a register that must be there already; nothing is drawn in it."""
    async with unlocked(settings, make=False) as database:
        yield database


@asynccontextmanager
async def unlocked(settings: Settings, *, make: bool = True) -> AsyncIterator[Database]:
    """Open a register, made where there is none, with its own keys, or none at all.

    Raises DatabaseRefused where the keys of the settings are not all that it needs.
    """
    async with prepared(settings, make=make) as database:
        if (ring := settings.key_ring()) is not None:
            await unlocking.check(database, ring)
        yield database


def keys_of(settings: Settings) -> KeyRing:
    """The keys of personal data, which must be there; raises Refused and KeysRefused."""
    ring = settings.key_ring()
    if ring is None:
        raise Refused(
            Code.NO_KEYS,
            "there are no keys to seal personal data with: make some (burgernet keys new) and "
            "name their file in BURGERNET_KEYS_FILE",
        )
    return ring


async def seed(settings: Settings, *, seed: int) -> demo.Summary:
    """Draw the demo in a register that holds nothing yet; raises Refused if it does."""
    try:
        async with prepared(settings) as database, database.writing() as session:
            return await demo.fill(session, reference.load(settings.region), seed=seed)
    except Refused as refusal:
        raise Refused(refusal.code, f"{settings.database}: {refusal.message}") from None


@asynccontextmanager
async def prepared(settings: Settings, *, make: bool = True) -> AsyncIterator[Database]:
    """Open a register, made where there is none, whatever the keys; nothing is drawn in it."""
    database = Database(settings.database)
    try:
        if not await database.exists():
            if not make:
                raise DatabaseRefused(f"{settings.database}: there is no register")
            reference.load(settings.region)  # an unknown region leaves no empty register behind
        await database.prepare()
        await replaying.replay(database, settings.listed, now=datetime.now(UTC))
        yield database
    finally:
        await database.close()


async def _is_founded(database: Database) -> bool:
    async with database.reading() as session:
        return await datasets.is_founded(session)
