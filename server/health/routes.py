"""GET /livez, /readyz and /metrics."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Any, Final, Literal

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.health.readiness import Readiness
from server.telemetry import Metrics

log = logging.getLogger("server.health")
FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
Who = Literal["local", "all", "off"]


def routes(metrics: Metrics, readiness: Readiness, *, exposed: Who) -> list[Route]:
    """Make the routes; what they look at stands in the application's state once it is there."""
    found = [Route("/livez", _alive), Route("/readyz", _ready(readiness))]
    if exposed != "off":
        found.append(Route("/metrics", _measured(metrics, readiness, exposed)))
    return found


async def _alive(_: Request) -> Response:
    """Answer that this process does; what it works with is none of its business."""
    return _told({"status": "alive"})


def _ready(readiness: Readiness) -> Callable[[Request], Awaitable[Response]]:
    was_ready = True

    async def ready(request: Request) -> Response:
        nonlocal was_ready
        checks = await readiness.checks(getattr(request.app.state, "database", None))
        failed = [name for name, check in checks.items() if not check.ok]
        if bool(failed) is was_ready:  # say it once, however often it is asked
            was_ready = not failed
            log.log(
                logging.WARNING if failed else logging.INFO,
                "not ready: %s" if failed else "ready again%s",
                ", ".join(failed),
            )
        told = {
            "status": "not ready" if failed else "ready",
            "failed": failed,
            "checks": {name: check.formatted() for name, check in checks.items()},
        }
        return _told(told, status=503 if failed else 200)

    return ready


def _measured(
    metrics: Metrics, readiness: Readiness, exposed: Who
) -> Callable[[Request], Awaitable[Response]]:
    async def measured(request: Request) -> Response:
        if exposed == "local" and not _is_local(request):
            raise HTTPException(404)
        checks = await readiness.checks(getattr(request.app.state, "database", None))
        runs = checks.get("runs")
        metrics.count_runs(runs.told["states"] if runs is not None and runs.ok else None)
        body, media = metrics.exposed(request.headers.get("accept", ""))
        return Response(body, headers={"content-type": media, "cache-control": "no-store"})

    return measured


def _is_local(request: Request) -> bool:
    """Whether a program on this machine asks, and asks itself rather than for somebody else.

    A proxy on this machine is local too: what betrays it is a header of its trade, or the name
    of the public host. A page in a browser here cannot choose that name either.
    """
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        asked = request.url.hostname or ""
    except ValueError:  # a Host that is none
        return False
    return _is_loopback(request.client.host) and _is_loopback(asked)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _told(told: Mapping[str, Any], status: int = 200) -> Response:
    return Response(
        orjson.dumps(told),
        status,
        {"content-type": "application/json", "cache-control": "no-store"},
    )
