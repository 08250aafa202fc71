import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from server.cli import operator, options
from server.cli.output import say
from server.registry import Credential
from server.services import credentialing, register


def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="As it is listed; not the token.")],
    database: options.Database = None,
) -> None:
    """End a credential; what is open with it is closed within seconds.

    [bold]Example[/]: burgernet credential revoke 0123456789abcdef0123456789abcdef
    """
    settings = options.settings(database=database)

    async def ended() -> Credential:
        async with register.existing(settings) as found, found.writing() as session:
            return await credentialing.revoke(
                session, id, by=operator.name(), now=datetime.now(UTC)
            )

    credential = asyncio.run(ended())
    say(f"credential {credential.id} was ended at {credential.revoked_at:%Y-%m-%d %H:%M} UTC")
