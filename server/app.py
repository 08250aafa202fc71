"""Puts it together: settings to register and workers, and those to an application."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from strawberry import Schema
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server.graphql.budget import Budget
from server.graphql.context import Context
from server.graphql.schema import schema as own
from server.services import register
from server.services.extent import extent
from server.services.rationing import Rates
from server.services.runs.conducting import conducting
from server.services.workers import Workers
from server.settings import Settings
from server.transport.answers import failure
from server.transport.patience import PatientProtocol, PatientSocket
from server.transport.reading import MOST_BYTES
from server.transport.routes import routes
from server.transport.service import Service

log = logging.getLogger("server")


def build(settings: Settings, *, schema: Schema = own) -> Starlette:
    """Make an application; its register and workers live as long as it runs."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        workers = Workers(
            side_by_side=settings.simulations,
            waiting=settings.waiting,
            seconds=settings.answer_within,
        )
        async with (
            register.opened(settings, tell=log.info) as database,
            conducting(
                database,
                threads=settings.run_threads,
                keep=timedelta(days=settings.keep_runs),
                clock=lambda: datetime.now(UTC),
            ) as runs,
        ):
            app.state.database, app.state.workers, app.state.runs = database, workers, runs
            async with database.reading() as session:
                app.state.extent = await extent(session)
            app.state.rates = Rates(per_minute=settings.cost_per_minute)
            try:
                yield
            finally:
                await asyncio.to_thread(workers.close)

    def context(connection: HTTPConnection) -> Context:
        state = connection.app.state
        client = connection.client.host if connection.client else None
        budget = Budget(
            rates=state.rates,
            who=state.rates.who(client, connection.headers),
            extent=state.extent,
            settings=settings,
        )
        return Context(
            database=state.database,
            workers=state.workers,
            runs=state.runs,
            settings=settings,
            budget=budget,
            today=date.today(),  # noqa: DTZ011  the day it is where the register is kept
        )

    closing = asyncio.Event()
    app = Starlette(
        routes=routes(Service(context=context, settings=settings, closing=closing, schema=schema)),
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["content-type"],
            ),
            # who is behind a proxy is believed to be there only if the proxy is known
            Middleware(ProxyHeadersMiddleware, trusted_hosts=[*settings.trusted_proxies]),
        ],
        exception_handlers={HTTPException: _refuse},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.closing = closing
    return app


def serve(settings: Settings) -> None:
    """Serve until stopped."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    log.info("GraphQL on http://%s:%d/graphql", settings.host, settings.port)
    server(build(settings), settings).run()


def server(app: Starlette, settings: Settings) -> uvicorn.Server:
    """Make what listens."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
        http=PatientProtocol,
        proxy_headers=False,
        ws=PatientSocket,
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,  # each socket would hold a compressor's memory
    )
    return _Server(config, app.state.closing)


class _Server(uvicorn.Server):
    """uvicorn's own, but event streams hear of its end: it would wait for theirs."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self.closing = closing

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.closing.set()
        await super().shutdown(sockets)


async def _refuse(_: Request, error: Exception) -> Response:
    """Answer in JSON what no route takes."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    said = {404: "there is nothing at this path", 405: f"only {headers.get('Allow')} is taken here"}
    return failure(
        status, f"HTTP_{status}", said.get(status, "this cannot be answered"), headers=headers
    )
