import asyncio
from datetime import UTC, datetime

from server.cli import operator, options, progress
from server.cli.output import say
from server.cli.spoilt import tell
from server.registry import sealings
from server.services import register, resealing
from server.services.resealing import Done


def rotate(database: options.Database = None, quiet: options.Quiet = False) -> int:
    """Seal anew what earlier keys sealed, with the last key there is.

    Stopped or killed, it goes on where it was when it is typed again. A server may run meanwhile,
    if it was started with both keys. What does not open is left as it is and named; exit code 1
    then.

    [bold]Example[/]: burgernet keys new --file register.keys && burgernet keys rotate
    """
    settings = options.settings(database=database)
    ring = register.keys_of(settings)

    async def work() -> Done:
        async with register.existing(settings) as found:
            async with found.reading() as session:
                total = await sealings.left(session, ring)
            with progress.shown(total, "sealing anew", of="rows", quiet=quiet) as shown:
                return await resealing.reseal(
                    found, ring, who=operator.name(), now=datetime.now(UTC), tell=shown.reached
                )

    done = asyncio.run(work())
    if done.spoilt.count:
        tell(done.spoilt)
        say(f"{done.rows:,} rows sealed anew; the earlier keys stay needed for what does not open")
        return 1
    say(f"{done.rows:,} rows sealed anew; all that is sealed is sealed by {ring.current.id.hex()}")
    return 0
