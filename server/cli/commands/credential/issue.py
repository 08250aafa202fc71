import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from server.cli import operator, options
from server.cli.output import say, write
from server.credentials import Right, Role
from server.registry import Credential
from server.services import credentialing, register
from server.services.credentialing import Wanted


def issue(
    name: Annotated[str, typer.Option(help="Whose or what for it is, as it is listed.")],
    role: Annotated[list[Role], typer.Option(help="What it is given; may repeat.")],
    expires: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], help="The last day on which it holds, within a year."),
    ],
    municipality: Annotated[
        list[str] | None,
        typer.Option(help="CBS code of one whose people a registrar keeps; may repeat."),
    ] = None,
    scope: Annotated[
        list[Right] | None,
        typer.Option(help="What it is limited to; may repeat. Absent: all that its roles may."),
    ] = None,
    database: options.Database = None,
) -> None:
    r"""Give out a credential, and print its token: this once, for only its digest is kept.

    [bold]Examples[/]:

    burgernet credential issue --name "Policy" --role policy --expires 2027-06-30

    burgernet credential issue --name Desk --role registrar --municipality GM… \
        --expires 2027-06-30
    """
    settings = options.settings(database=database)
    ring = settings.key_ring()
    now = datetime.now(UTC)
    wanted = Wanted(
        name=name,
        roles=frozenset(role),
        municipalities=frozenset(municipality or ()),
        scopes=frozenset(scope) if scope else None,
        expires_at=expires.replace(tzinfo=UTC) + timedelta(days=1),
    )

    async def given() -> tuple[Credential, str]:
        async with register.existing(settings) as found, found.writing() as session:
            by = operator.name()
            return await credentialing.issue(session, wanted, ring=ring, by=by, now=now)

    credential, token = asyncio.run(given())
    say(f"credential {credential.id} holds until {credential.expires_at:%Y-%m-%d %H:%M} UTC")
    if ring is None:
        say("no keys are named (BURGERNET_KEYS_FILE): it holds at a server without keys alone")
    write(f"{token}\n")
