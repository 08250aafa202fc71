"""The register that a command works on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server import registry
from server.cli.output import say
from server.errors import Code, Refused
from server.registry import Database, reference
from server.services import demo, projecting
from server.settings import Settings

SEED = 1


async def seed(settings: Settings, *, seed: int) -> demo.Summary:
    """Draw the demo in a register that holds nothing yet; raises Refused if it does."""
    region = reference.load(settings.region)
    try:
        async with _prepared(settings) as database, database.writing() as session:
            return await demo.fill(session, region, seed=seed)
    except Refused as refusal:
        raise Refused(refusal.code, f"{settings.database}: {refusal.message}") from None


async def make_sure(settings: Settings) -> None:
    """Draw the demo if there is no register, or one that nothing was ever put in."""
    async with _filled(settings):
        pass


async def opening(settings: Settings, *, start: int) -> projecting.Opening:
    """Count the register as a projection finds it; where there is none, draw the demo first."""
    async with _filled(settings) as database, database.reading() as session:
        return await projecting.opening(session, start=start)


@asynccontextmanager
async def _prepared(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database)
    try:
        await database.prepare()
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _filled(settings: Settings) -> AsyncIterator[Database]:
    if not settings.database.exists():
        reference.load(settings.region)  # an unknown region leaves no empty register behind
    async with _prepared(settings) as database:
        if not await _holds_something(database):
            say(f"no register in {settings.database} yet: drawing a SYNTHETIC one")
            try:
                async with database.writing() as session:
                    await demo.fill(session, reference.load(settings.region), seed=SEED)
            except Refused as refusal:
                # another process may have been first; theirs is as good
                if refusal.code is not Code.REGISTER_NOT_EMPTY:
                    raise
        yield database


async def _holds_something(database: Database) -> bool:
    async with database.reading() as session:
        try:
            await registry.datasets.current(session)
        except Refused:
            return False
    return True
