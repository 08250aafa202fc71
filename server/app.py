"""Puts it together: settings to what lives long, and that to an application."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from strawberry import Schema
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server import health
from server.admission import Admitted
from server.credentials import Principal
from server.errors import Refused
from server.graphql.schema import ROOT_FIELDS
from server.graphql.schema import schema as own
from server.lifetime import Lifetime
from server.negotiation import Accepted
from server.registry.migrations import SCHEMA_VERSION
from server.registry.store import READERS
from server.rest.door import HEADERS, door, strayed
from server.rest.problems import Problem
from server.settings import Settings
from server.telemetry import Metrics, Observed, Telemetry, lag, tracer
from server.telling import charts
from server.transport.answers import failed, failure
from server.transport.documents import Documents
from server.transport.gate import Gate
from server.transport.routes import routes as transport
from server.transport.service import Service
from server.web import reading
from server.web import routes as web
from server.web.documents import documents as page_documents
from server.web.house import House
from simulation.version import MODEL_VERSION

log = logging.getLogger("server")
NOBODY: Final[Mapping[bytes, Principal]] = {}
VERSION: Final = version("burgernet-whatif")


def build(
    settings: Settings, *, schema: Schema = own, lent: Mapping[bytes, Principal] = NOBODY
) -> Starlette:
    """Make an application; its register and workers live as long as it runs.

    `lent` are principals by the digests of tokens that hold as long.
    """
    lifetime = Lifetime(settings, lent)
    documents = Documents.of(settings, own=page_documents().values())
    telemetry, readiness = _telemetry(settings, documents), health.Readiness()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with lifetime.entered(), lag.measured(telemetry.metrics.lag.observe):
            app.state.database = lifetime.database
            _watch(telemetry.metrics, lifetime)
            log.info("ready")
            try:
                yield
            finally:
                readiness.stop()
                if telemetry.tracer is not None:
                    await asyncio.to_thread(telemetry.tracer.close)
        log.info("stopped")

    house = House(reach=lifetime.reach, charge=lifetime.charge)
    service = Service(
        context=lifetime.context,
        settings=settings,
        documents=documents,
        closing=lifetime.closing,
        gate=lifetime.gate,
        schema=schema,
        places=lifetime.places,
    )
    routes = [
        *transport(service),
        Mount("/api", door(lifetime.reach, lifetime.charge, lifetime.hold)),
        *web.routes(house),
        *health.routes(telemetry.metrics, readiness, exposed=settings.metrics),
    ]
    app = Starlette(
        routes=routes,
        middleware=_middleware(settings, telemetry, routes, lifetime.gate),
        exception_handlers={HTTPException: partial(_refuse, house)},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.lifetime = lifetime
    return app


def _middleware(
    settings: Settings, telemetry: Telemetry, routes: list[BaseRoute], gate: Gate
) -> list[Middleware]:
    return [
        Middleware(Observed, telemetry=telemetry, routes=routes, failed=failed),
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=[
                *("authorization", "content-type", "if-none-match"),
                *("x-request-id", "traceparent"),
            ],
            expose_headers=[
                "api-version",
                "etag",
                "retry-after",
                "www-authenticate",
                "x-request-id",
            ],
        ),
        # who is behind a proxy is believed to be there only if the proxy is known
        Middleware(ProxyHeadersMiddleware, trusted_hosts=[*settings.trusted_proxies]),
        Middleware(Admitted, gate=gate, rest=HEADERS),
    ]


def _telemetry(settings: Settings, documents: Documents) -> Telemetry:
    about = {"version": VERSION, "model": MODEL_VERSION, "schema": str(SCHEMA_VERSION)}
    return Telemetry(
        metrics=Metrics(fields=ROOT_FIELDS, names=documents.names(), about=about),
        tracer=tracer(settings.tracing, version=VERSION),
    )


def _watch(metrics: Metrics, lifetime: Lifetime) -> None:
    workers, database = lifetime.workers, lifetime.database
    metrics.watch(
        simulations={"playing": lambda: workers.playing, "waiting": lambda: workers.waiting},
        connections={
            ("reading", "in_use"): lambda: database.readers_in_use,
            ("reading", "most"): lambda: READERS,
            ("writing", "in_use"): lambda: database.writers_in_use,
            ("writing", "most"): lambda: 1,
        },
        pictures=charts.rendered,
    )


async def _refuse(house: House, request: Request, error: Exception) -> Response:
    """Answer what no route takes: in JSON, and a browser with a page."""
    if request.scope["path"].startswith("/api/"):  # no mount takes a path with a line's end in it
        return await strayed(request, error)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404 and Accepted.of(request.headers.get("accept")).by_name("text/html"):
        try:
            return await reading.missing(house, request)
        except (Problem, Refused):  # its share is used up, or the register is empty
            pass
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    said = {404: "there is nothing at this path", 405: f"only {headers.get('Allow')} is taken here"}
    return failure(
        status, f"HTTP_{status}", said.get(status, "this cannot be answered"), headers=headers
    )
