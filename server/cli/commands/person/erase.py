import asyncio
from typing import Annotated

import typer

from server.cli import options, sought
from server.cli.output import say
from server.registry.audit import Purpose
from server.services import erasing, register


def erase(
    id: sought.Registration = None,
    telephone: sought.Telephone = False,
    email: sought.Email = False,
    yes: Annotated[bool, typer.Option("--yes", help="It cannot be undone, and is meant.")] = False,
    purpose: sought.Why = Purpose.REQUEST,
    database: options.Database = None,
) -> None:
    """Erase a person, with all registrations; a backup that is restored loses them again.

    [bold]Example[/]: burgernet person erase 4711 --yes
    """
    if not yes:
        raise typer.BadParameter("cannot be undone: say --yes", param_hint="'erase'")
    settings = options.settings(database=database)
    who = sought.read(id, telephone=telephone, email=email)

    async def work() -> int:
        async with register.existing(settings) as known:
            registration = await sought.found(known, who, purpose, settings)
            async with known.reading() as session:
                errand = await sought.errand(session, purpose, settings)
            await erasing.erase(known, settings.listed, registration, errand)
            return registration

    say(f"the person of registration {asyncio.run(work())}: erased")
