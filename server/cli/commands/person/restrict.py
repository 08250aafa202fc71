import asyncio

from server.cli import options, sought
from server.cli.output import say
from server.registry.audit import Purpose
from server.services import restricting


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

    registration, _ = asyncio.run(sought.done(settings, who, purpose, restricting.restrict))
    say(f"the person of registration {registration}: kept, and not used until released")
