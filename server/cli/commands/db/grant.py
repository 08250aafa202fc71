import asyncio
from typing import Annotated

import typer

from server.cli import options
from server.cli.output import say
from server.services import safekeeping


def grant(
    role: Annotated[str, typer.Argument(help="A role of PostgreSQL that may sign in.")],
    database: options.Database = None,
) -> None:
    """Let a role do what a server does, and no more; typed as the owner of the tables.

    Of the audit trail it may read and add lines, and the schema it may not change: that is done
    as the owner (migrate). What the role could do to the tables besides is taken back.

    [bold]Example[/]: burgernet db grant burgernet_server
    """
    settings = options.settings(database=database)
    asyncio.run(safekeeping.grant(settings, role))
    say(f"{settings.database}: {role} may do what a server does")
