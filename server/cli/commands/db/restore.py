import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from server.cli import operator, options
from server.cli.output import say
from server.services import safekeeping


def restore(
    file: Annotated[Path, typer.Argument(help="As backup made it.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="A register that is there already, if unused.")
    ] = False,
    keep_credentials: Annotated[
        bool,
        typer.Option(
            "--keep-credentials", help="Leave credentials as they were, revoked since or not."
        ),
    ] = False,
    database: options.Database = None,
) -> None:
    """Set a register back, whole or not at all; who was erased since is erased again.

    All credentials in it are revoked. A file that is replaced is kept as FILE.before-restore.

    [bold]Example[/]: burgernet db restore /backup/monday.sqlite --replace
    """
    settings = options.settings(database=database)
    ended = asyncio.run(
        safekeeping.restore(
            settings,
            file,
            replace=replace,
            keep_credentials=keep_credentials,
            by=operator.name(),
            now=datetime.now(UTC),
        )
    )
    say(f"{settings.database}: restored from {file}")
    if ended:
        say(f"{ended:,} credentials that were in it are revoked: issue those that are needed anew")
