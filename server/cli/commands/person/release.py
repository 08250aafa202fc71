import asyncio

from server.cli import options, sought
from server.cli.output import say
from server.registry.audit import Purpose
from server.services import restricting


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

    registration, _ = asyncio.run(sought.done(settings, who, purpose, restricting.release))
    say(f"the person of registration {registration}: used again")
