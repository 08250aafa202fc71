import asyncio
import logging
from typing import Annotated

import typer

from server.cli import options, playing
from server.telemetry import logs

log = logging.getLogger("server")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.", min=0, max=65535)] = None,
) -> None:
    """Serve GraphQL over the register; where there is none, over a synthetic one.

    [bold]Example[/]: burgernet serve --port 8080
    """
    settings = options.settings(host=host, port=port)
    logs.configure(settings.log_format, settings.log_level)
    asyncio.run(playing.make_sure(settings, tell=log.info))
    from server import listening as web  # late: the other commands need no web server

    web.serve(settings)
