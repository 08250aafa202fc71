"""Puts it together: settings to register and workers, and those to an application."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.graphql.context import Context
from server.services import register
from server.services.runs.conducting import conducting
from server.services.workers import Workers
from server.settings import Settings
from server.transport.answers import failure
from server.transport.http import endpoint
from server.transport.patience import PatientProtocol

log = logging.getLogger("server")


def build(settings: Settings) -> Starlette:
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
            try:
                yield
            finally:
                await asyncio.to_thread(workers.close)

    def context(request: Request) -> Context:
        state = request.app.state
        return Context(
            database=state.database,
            workers=state.workers,
            runs=state.runs,
            settings=settings,
            today=date.today(),  # noqa: DTZ011  the day it is where the register is kept
        )

    app = Starlette(
        routes=[Route("/graphql", endpoint(context), methods=["POST"])],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["POST"],
                allow_headers=["content-type"],
            )
        ],
        exception_handlers={HTTPException: _refuse},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def serve(settings: Settings) -> None:
    """Serve until stopped."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    log.info("GraphQL on http://%s:%d/graphql (POST)", settings.host, settings.port)
    uvicorn.run(
        build(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,
        http=PatientProtocol,
        limit_concurrency=512,
    )


async def _refuse(_: Request, error: Exception) -> Response:
    """Answer in JSON what no route takes."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    said = {404: "there is nothing here but POST /graphql", 405: "only POST is taken here"}
    response = failure(status, f"HTTP_{status}", said.get(status, "this cannot be answered"))
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response
