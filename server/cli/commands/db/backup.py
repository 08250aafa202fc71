import asyncio
from pathlib import Path
from typing import Annotated

import typer

from server.cli import options
from server.cli.output import say
from server.services import safekeeping


def backup(
    file: Annotated[Path, typer.Argument(help="Must not be there yet.")],
    portable: Annotated[
        bool,
        typer.Option(
            "--portable", help="For either database; of PostgreSQL a backup always is that."
        ),
    ] = False,
    database: options.Database = None,
) -> None:
    """Save a register as it is at this moment, while others work on it; whole or not at all.

    It holds people as the register does, under the same keys: keep it as long as you may, and
    the list of erasures longer.

    [bold]Example[/]: burgernet db backup /backup/monday.sqlite
    """
    settings = options.settings(database=database)
    asyncio.run(safekeeping.back_up(settings, file, portably=portable))
    say(f"{file}: the register of {settings.database}")
