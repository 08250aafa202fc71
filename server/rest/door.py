"""The application behind /api: resources, their description, and a problem for all else."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import cache
from typing import Final

import orjson
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.rest import actions, events
from server.rest.answering import METHODS, Charge, endpoint, free
from server.rest.comparisons import COMPARISONS
from server.rest.counts import ACTION_COUNTS, PARTICIPANT_COUNTS
from server.rest.declaring import API_VERSION, ROOT, AnyResource, Reach
from server.rest.ledger import ASSUMPTIONS, SCENARIO_LIST
from server.rest.municipalities import MUNICIPALITIES
from server.rest.openapi import described
from server.rest.problems import Problem
from server.rest.projections import PROJECTIONS
from server.rest.run_series import RUN_SERIES
from server.rest.runs import RUN

RESOURCES: Final[tuple[AnyResource, ...]] = (
    PROJECTIONS,
    COMPARISONS,
    ASSUMPTIONS,
    SCENARIO_LIST,
    MUNICIPALITIES,
    PARTICIPANT_COUNTS,
    ACTION_COUNTS,
    RUN,
    RUN_SERIES,
)
OTHERS: Final = {actions.PATH: actions.OPERATION, events.PATH: events.OPERATION}
"""What is no table, by its path."""
DESCRIPTION: Final = f"{ROOT}/openapi.json"
HEADERS: Final[Mapping[str, str]] = {
    "api-version": API_VERSION,
    "link": f'<{DESCRIPTION}>; rel="service-desc"',
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
}


@cache
def _description() -> bytes:
    """The OpenAPI document, put together once: every application has the same."""
    return orjson.dumps(described(RESOURCES, OTHERS))


def door(
    reach: Callable[[], Reach], charge: Charge = free, hold: events.Hold = lambda _: nullcontext()
) -> ASGIApp:
    """Answer whatever is asked below /api; to be mounted there."""
    version = ROOT.removeprefix("/api")
    document = _description()

    async def description(_: Request) -> Response:
        # pages of others may read it, as those who publish lists of APIs must
        headers = {"access-control-allow-origin": "*", "cache-control": "public, no-cache"}
        return Response(document, headers=headers, media_type="application/json")

    app = Starlette(
        routes=[
            Route(f"{version}/openapi.json", description),
            Route(version + actions.PATH, actions.endpoint(reach, charge)),
            Route(version + events.PATH, events.endpoint(reach, charge, hold)),
            *(
                Route(version + resource.path, endpoint(resource, reach, charge), methods=METHODS)
                for resource in RESOURCES
            ),
        ],
        exception_handlers={HTTPException: refuse},
    )
    app.router.redirect_slashes = False
    return _WithHeaders(app)


async def refuse(request: Request, error: Exception) -> Response:
    """Tell in a problem what no route takes."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    said = {
        404: f"there is nothing here; {DESCRIPTION} says what there is",
        405: f"only {', '.join(METHODS)} are taken here",
    }
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    detail = said.get(status, "this cannot be answered")
    return Problem(status, f"HTTP_{status}", detail, headers=headers).answer(request.url.path)


async def strayed(request: Request, error: Exception) -> Response:
    """The same, for a path below /api that was not brought here."""
    answer = await refuse(request, error)
    answer.headers.update(HEADERS)
    return answer


class _WithHeaders:
    """Puts on every answer what the rules for the government's APIs ask of each."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self.routes = app.routes
        """So that whoever counts answers knows them by their paths."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, sending)
