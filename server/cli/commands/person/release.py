import asyncio

from server.cli import options, sought
from server.cli.output import say
from server.registry.audit import Purpose
from server.services import register, restricting


def release(
    id: sought.Registration = None,
    telephone: sought.Telephone = False,
    email: sought.Email = False,
    purpose: sought.Why = Purpose.REQUEST,
    database: options.Database = None,
) -> None:
    """Have what is held of a person used again.

    [bold]Example[/]: burgernet person release 4711
    """
    settings = options.settings(database=database)
    who = sought.read(id, telephone=telephone, email=email)

    async def work() -> int:
        async with register.existing(settings) as known, known.writing() as session:
            registration = await sought.found(session, who, settings)
            errand = await sought.errand(session, purpose, settings)
            await restricting.release(session, registration, errand)
            return registration

    say(f"the person of registration {asyncio.run(work())}: used again")
