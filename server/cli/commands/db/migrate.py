import asyncio
from typing import Annotated

import typer

from server.cli import options
from server.cli.output import counted, say, write
from server.services import register, safekeeping
from server.settings import Settings


def migrate(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    database: options.Database = None,
) -> None:
    """Bring a register up to this program's schema, as every command does that opens it.

    [bold]Example[/]: burgernet db migrate --dry-run
    """
    settings = options.settings(database=database)
    steps = asyncio.run(safekeeping.pending(settings))
    for revision, does in steps:
        write(f"{revision}  {does}\n")
    if not steps:
        say(f"{settings.database}: up to date")
    elif not dry_run:
        asyncio.run(_gone(settings))
        say(f"{settings.database}: {counted(len(steps), 'step')} gone")


async def _gone(settings: Settings) -> None:
    async with register.prepared(settings):
        pass
