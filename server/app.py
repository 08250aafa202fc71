"""Puts it together: settings to register and workers, and those to an application."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Mount
from strawberry import Schema
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server import health
from server.errors import DatabaseRefused, RegionRefused
from server.graphql.budget import Budget
from server.graphql.context import Context
from server.graphql.schema import ROOT_FIELDS
from server.graphql.schema import schema as own
from server.registry.database import READERS, Database
from server.registry.datafile import SCHEMA_VERSION
from server.rest.declaring import Reach
from server.rest.door import door
from server.rest.problems import Problem
from server.services import register
from server.services.extent import extent
from server.services.rationing import RateLimited, Rates
from server.services.runs.conducting import conducting
from server.services.runs.executor import Threads
from server.services.workers import Workers
from server.settings import Settings
from server.telemetry import Metrics, Observed, Telemetry, defect, lag, tracer
from server.transport.answers import failed, failure
from server.transport.documents import Documents
from server.transport.places import NoPlace
from server.transport.routes import routes as transport
from server.transport.service import Service
from simulation.version import MODEL_VERSION

log = logging.getLogger("server")
VERSION: Final = version("burgernet-whatif")


def build(settings: Settings, *, schema: Schema = own) -> Starlette:
    """Make an application; its register and workers live as long as it runs."""
    documents = Documents.of(settings)
    telemetry = _telemetry(settings, documents)
    readiness = health.Readiness()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        workers = Workers(
            side_by_side=settings.simulations,
            waiting=settings.waiting,
            seconds=settings.answer_within,
        )
        async with (
            _reported(),
            register.opened(settings, tell=log.info) as database,
            conducting(
                database,
                Threads(settings.run_threads),
                keep=timedelta(days=settings.keep_runs),
                clock=lambda: datetime.now(UTC),
            ) as runs,
            lag.measured(telemetry.metrics.lag.observe),
        ):
            app.state.database, app.state.workers, app.state.runs = database, workers, runs
            async with database.reading() as session:
                app.state.extent = await extent(session)
            app.state.rates = Rates(per_minute=settings.cost_per_minute)
            _watch(telemetry.metrics, workers, database)
            log.info("ready")
            try:
                yield
            finally:
                log.info("stopping: %d simulations under way", workers.playing)
                readiness.stop()
                await asyncio.to_thread(workers.close)
                if telemetry.tracer is not None:
                    await asyncio.to_thread(telemetry.tracer.close)
        log.info("stopped")

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

    async def charge(request: Request, points: int) -> None:
        rates: Rates = app.state.rates
        client = request.client.host if request.client else None
        try:
            await rates.take(rates.who(client, request.headers), points)
        except RateLimited as limited:
            again = {"retry-after": str(limited.wait)}
            raise Problem(429, limited.code, limited.message, headers=again) from None

    @contextmanager
    def hold(request: Request) -> Iterator[None]:
        try:
            with service.places.taken(request):
                yield
        except NoPlace as full:
            raise Problem(429, "TOO_MANY_STREAMS", str(full)) from None

    def reach() -> Reach:
        return Reach(
            database=app.state.database,
            workers=app.state.workers,
            runs=app.state.runs,
            settings=settings,
            today=date.today(),  # noqa: DTZ011  likewise
            closing=closing,
        )

    closing = asyncio.Event()
    service = Service(
        context=context,
        settings=settings,
        documents=documents,
        closing=closing,
        schema=schema,
    )
    routes = [
        *transport(service),
        Mount("/api", door(reach, charge, hold)),
        *health.routes(telemetry.metrics, readiness, exposed=settings.metrics),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Observed, telemetry=telemetry, routes=routes, failed=failed),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["content-type", "if-none-match", "x-request-id", "traceparent"],
                expose_headers=["api-version", "etag", "retry-after", "x-request-id"],
            ),
            # who is behind a proxy is believed to be there only if the proxy is known
            Middleware(ProxyHeadersMiddleware, trusted_hosts=[*settings.trusted_proxies]),
        ],
        exception_handlers={HTTPException: _refuse},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.closing, app.state.service = closing, service
    return app


@asynccontextmanager
async def _reported() -> AsyncIterator[None]:
    """Log why the server does not start: whoever runs it says only that it did not."""
    try:
        yield
    except (DatabaseRefused, RegionRefused) as refusal:
        log.critical("%s", refusal)
        raise
    except Exception as error:
        defect(error)
        raise


def _telemetry(settings: Settings, documents: Documents) -> Telemetry:
    about = {"version": VERSION, "model": MODEL_VERSION, "schema": str(SCHEMA_VERSION)}
    return Telemetry(
        metrics=Metrics(fields=ROOT_FIELDS, names=documents.names(), about=about),
        tracer=tracer(settings.tracing, version=VERSION),
    )


def _watch(metrics: Metrics, workers: Workers, database: Database) -> None:
    metrics.watch(
        simulations={"playing": lambda: workers.playing, "waiting": lambda: workers.waiting},
        connections={
            ("reading", "in_use"): lambda: database.readers_in_use,
            ("reading", "most"): lambda: READERS,
            ("writing", "in_use"): lambda: database.writers_in_use,
            ("writing", "most"): lambda: 1,
        },
    )


async def _refuse(_: Request, error: Exception) -> Response:
    """Answer in JSON what no route takes."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    said = {404: "there is nothing at this path", 405: f"only {headers.get('Allow')} is taken here"}
    return failure(
        status, f"HTTP_{status}", said.get(status, "this cannot be answered"), headers=headers
    )
