"""What listens: uvicorn, with our own patience and our own end."""

import asyncio
import gc
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from math import ceil
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from server.app import build
from server.credentials import Principal
from server.settings import Settings, SettingsRefused
from server.telemetry import logs
from server.telling import charts
from server.transport.patience import PatientProtocol, PatientSocket
from server.transport.reading import MOST_BYTES

log = logging.getLogger("server")


def serve(
    settings: Settings,
    *,
    lent: Mapping[bytes, Principal],
    begin: Callable[[], None] = lambda: None,
) -> None:
    """Serve until stopped; `lent` are principals by the digests of their tokens.

    `begin` is called once nothing can keep it from serving. Raises SettingsRefused for a host and
    port on which it cannot.
    """
    logs.configure(settings.log_format, settings.log_level)
    with taken(settings.host, settings.port) as sockets:
        app = build(settings, lent=lent)
        begin()
        gc.freeze()  # what is there now stays: to look through it again took the event loop 60 ms
        Thread(target=_warm, name="warming", daemon=True).start()
        where = f"http://{settings.host}:{sockets[0].getsockname()[1]}"
        log.info("GraphQL on %s/graphql, the what-if page on %s/", where, where)
        server(app, settings).run(sockets)


@contextmanager
def taken(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Listen on all addresses of a host until the block ends; raises SettingsRefused."""
    with ExitStack() as kept:
        yield [kept.enter_context(one) for one in _listening(host, port)]


def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        for family, address in sorted({(one[0], one[4]) for one in found}):
            yield socket.create_server(address, family=family)
    except OSError as error:
        said = (error.strerror or str(error)).partition(" (")[0]  # it says the address once more
        raise SettingsRefused(
            f"host={host}, port={port}: {said}; name another port (--port, BURGERNET_PORT) or an "
            "address of this machine (--host, BURGERNET_HOST)"
        ) from None


def _warm() -> None:
    """Have charts ready; without them all else is still answered."""
    try:
        charts.warm()
    except charts.NotDrawn as error:
        log.warning("no charts can be drawn: %s", error)


def server(app: Starlette, settings: Settings) -> uvicorn.Server:
    """Make what listens."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,  # as configured above, and no line that tells a path
        access_log=False,
        server_header=False,
        proxy_headers=False,  # it would believe whoever is on this machine; see `build`
        timeout_keep_alive=5,
        timeout_graceful_shutdown=ceil(settings.answer_within),  # no answer takes longer
        http=PatientProtocol,
        ws=PatientSocket,
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,  # each socket would hold a compressor's memory
    )
    return _Server(config, app.state.lifetime.closing)


class _Server(uvicorn.Server):
    """uvicorn's own, but event streams hear of its end: it would wait for theirs."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self.closing = closing

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.closing.set()
        await super().shutdown(sockets)
