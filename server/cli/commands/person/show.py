import asyncio
import json

from server.cli import options, sought
from server.cli.output import write
from server.registry.audit import Purpose
from server.services import handing_over


def show(
    id: sought.Registration = None,
    telephone: sought.Telephone = False,
    email: sought.Email = False,
    purpose: sought.Why = Purpose.REQUEST,
    database: options.Database = None,
) -> None:
    """Print all that is held of a person as JSON, who looked included; the audit trail tells it.

    [bold]Example[/]: burgernet person show --telephone < number.txt > file.json
    """
    settings = options.settings(database=database)
    who = sought.read(id, telephone=telephone, email=email)

    _, file = asyncio.run(sought.done(settings, who, purpose, handing_over.hand_over))
    write(json.dumps(file, indent=2, ensure_ascii=False) + "\n")
