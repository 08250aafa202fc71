"""The register that a program works on: opened, and drawn where there is none."""

from server.registry import Database, datasets, reference
from server.services import demo
from server.settings import Settings

SEED = 1


async def opened(settings: Settings) -> tuple[Database, demo.Summary | None]:
    """Open the register of the settings; where nothing is in it yet, draw the demo.

    Says what was drawn. Whoever is killed while drawing leaves nothing, and the next one draws.
    """
    database = Database(settings.database)
    await database.prepare()
    async with database.reading() as session:
        if await datasets.is_founded(session):
            return database, None
    async with database.writing() as session:
        if await datasets.is_founded(session):  # by another process, while this one waited
            return database, None
        region = reference.load(settings.region)
        return database, await demo.fill(session, region, seed=SEED)
