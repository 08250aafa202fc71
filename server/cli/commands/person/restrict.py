import asyncio

from server.cli import options, sought
from server.cli.output import say
from server.registry.audit import Purpose
from server.services import register, restricting


def restrict(
    id: sought.Registration = None,
    telephone: sought.Telephone = False,
    email: sought.Email = False,
    purpose: sought.Why = Purpose.REQUEST,
    database: options.Database = None,
) -> None:
    """Have all that is held of a person kept, and not used: no alert, no export, no change.

    [bold]Example[/]: burgernet person restrict 4711
    """
    settings = options.settings(database=database)
    who = sought.read(id, telephone=telephone, email=email)

    async def work() -> int:
        async with register.existing(settings) as known, known.writing() as session:
            registration = await sought.found(session, who, settings)
            errand = await sought.errand(session, purpose, settings)
            await restricting.restrict(session, registration, errand)
            return registration

    say(f"the person of registration {asyncio.run(work())}: kept, and not used until released")
