"""The register that a program works on: opened, and drawn where there is none."""

from server.registry import Database, reference
from server.services import demo
from server.settings import Settings

SEED = 1


async def opened(settings: Settings) -> tuple[Database, demo.Summary | None]:
    """Open the register of the settings; where there is none, make a demo and say what it holds."""
    database = Database(settings.database)
    is_new = not settings.database.exists()
    await database.prepare()
    if not is_new:
        return database, None
    async with database.writing() as session:
        return database, await demo.fill(session, reference.load(settings.region), seed=SEED)
