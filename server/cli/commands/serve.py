import asyncio
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from server.cli import options
from server.services import lending, register
from server.services.lending import Loan
from server.settings import Settings
from server.telemetry import logs

log = logging.getLogger("server")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.", min=0, max=65535)] = None,
) -> None:
    """Serve GraphQL over the register; where there is none, over a synthetic one.

    A synthetic register without credentials is served on this machine alone, with a token of each
    role that is told once and holds until the server stops.

    [bold]Example[/]: burgernet serve --port 8080
    """
    settings = options.settings(host=host, port=port)
    logs.configure(settings.log_format, settings.log_level)
    loans = asyncio.run(_lent(settings))
    from server import listening as web  # late: the other commands need no web server

    def tell() -> None:
        if sys.stderr.isatty() or settings.log_format == "text":  # no line of a log of JSON
            _tell(loans)

    web.serve(settings, lent=lending.principals(loans), begin=tell)


async def _lent(settings: Settings) -> Sequence[Loan]:
    """Refuse what is no register here, in one line, and not where the server starts."""
    async with register.served(settings, tell=log.info) as database:
        return await lending.lend(database, settings, now=datetime.now(UTC))


def _tell(loans: Sequence[Loan]) -> None:
    """Tell tokens to whoever started this; no logger hears them."""
    if not loans:
        return
    lines = ["Tokens of this demo, until it stops; BURGERNET_TOKEN or 'Authorization: Bearer …':"]
    for loan in loans:
        roles = " ".join(sorted(loan.principal.roles))
        places = " ".join(sorted(loan.principal.municipalities))
        lines.append(f"  {roles:<13} {loan.token} {places}".rstrip())
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()
