import asyncio
import re
from typing import Annotated

import typer

from server.cli import options
from server.cli.output import say, write
from server.registry import audit
from server.registry.audit import Broken, Head
from server.services import register


def verify(
    known: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NUMBER:DIGEST",
            help="A line that this printed earlier and that was kept elsewhere; may repeat.",
        ),
    ] = None,
    database: options.Database = None,
) -> int:
    """Hold each line of the audit trail to those before it; exit code 1 if it is broken.

    It prints the last line's number and digest. Keep them away from the register: with them it is
    found as well that the trail was written anew, or cut off at its end.

    [bold]Example[/]: burgernet audit verify --known $(cat audit.head)
    """
    settings = options.settings(database=database)
    heads = [_head(text) for text in known or ()]

    async def verified() -> Broken | Head:
        async with register.existing(settings) as found, found.reading() as session:
            return await audit.broken(session, known=heads) or await audit.head(session)

    head = asyncio.run(verified())
    if isinstance(head, Broken):
        say(f"the audit trail is broken at line {head.number}: {head.why}")
        return 1
    say(f"the audit trail is whole: {head.number:,} lines")
    write(f"{head.number}:{head.digest.hex()}\n")
    return 0


def _head(text: str) -> Head:
    found = re.fullmatch("([0-9]{1,15}):([0-9a-f]{64})", text)
    if found is None:
        raise typer.BadParameter(
            f"{text!r} is not NUMBER:DIGEST, as this prints it", param_hint="'--known'"
        )
    return Head(int(found[1]), bytes.fromhex(found[2]))
