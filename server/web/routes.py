"""The pages, and the files that they need."""

from collections.abc import Awaitable, Callable

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.rest.problems import Problem
from server.web import briefs, counts, pictures, reading, rendering, runs, whatif
from server.web.house import House

Page = Callable[[House, Request], Awaitable[Response]]


def routes(house: House) -> list[BaseRoute]:
    squeezed = [Middleware(GZipMiddleware, minimum_size=1_000)]

    def route(path: str, answer: Page, method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                return await answer(house, request)
            except Exception as error:
                return Problem.of(error).answer(request.url.path)

        return Route(path, endpoint, methods=[method], middleware=squeezed)

    return [
        route("/", whatif.page),
        route("/counts", counts.page),
        route("/run", runs.start, "POST"),
        route("/run/{id}/cancel", runs.cancel, "POST"),
        route("/method", reading.method),
        route("/accessibility", reading.accessibility),
        route("/brief", briefs.page),
        route("/brief.pdf", briefs.paper),
        route(briefs.STYLE, briefs.sheet),
        route("/chart/{name}.{form}", pictures.picture),
        Route("/favicon.ico", rendering.icon),
        Route("/assets/{name}", rendering.asset, middleware=squeezed),
    ]
