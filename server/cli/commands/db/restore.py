import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from server.cli import operator, options
from server.cli.output import say
from server.services import safekeeping
from server.services.safekeeping import Restoring


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
    nobody_was_erased: Annotated[
        bool,
        typer.Option(
            "--nobody-was-erased",
            help="Begin a list of erasures where there is none; else real people are not set back.",
        ),
    ] = False,
    database: options.Database = None,
) -> None:
    """Set a register back, whole or not at all; who was erased since is not in it.

    All credentials in it are revoked. A file that is replaced is kept as FILE.before-restore.

    [bold]Example[/]: burgernet db restore /backup/monday.sqlite --replace
    """
    settings = options.settings(database=database)
    how = Restoring(
        by=operator.name(),
        now=datetime.now(UTC),
        replace=replace,
        keep_credentials=keep_credentials,
        nobody_was_erased=nobody_was_erased,
    )
    ended = asyncio.run(safekeeping.restore(settings, file, how))
    say(f"{settings.database}: restored from {file}")
    if ended:
        say(f"{ended:,} credentials that were in it are revoked: issue those that are needed anew")
