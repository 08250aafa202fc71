import asyncio
from pathlib import Path
from typing import Annotated

import typer

from server.cli import options
from server.cli.output import say
from server.services import safekeeping


def restore(
    file: Annotated[Path, typer.Argument(help="As backup made it.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="A register that is there already, if unused.")
    ] = False,
    database: options.Database = None,
) -> None:
    """Set a register back, whole or not at all; who was erased since is erased again.

    A file that is replaced is kept as FILE.before-restore.

    [bold]Example[/]: burgernet db restore /backup/monday.sqlite --replace
    """
    settings = options.settings(database=database)
    asyncio.run(safekeeping.restore(settings, file, replace=replace))
    say(f"{settings.database}: restored from {file}")
