"""Answers a request to a resource: negotiated, charged, compared by ETag, only then computed."""

import hashlib
from collections.abc import Awaitable, Callable
from functools import partial
from importlib.metadata import version
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from server.presence import Gone, while_there
from server.rest.declaring import API_VERSION, AnyResource, Reach, Ready, Told
from server.rest.negotiation import preferred
from server.rest.parameters import Asked, Format, read
from server.rest.problems import Problem
from server.rest.tabular import Csv, JsonLines, pieces

ASKING: Final = 10
"""What a request takes of its client's share before anything is told [points]."""
PROGRAM: Final = version("burgernet-whatif")
METHODS: Final = ("GET", "HEAD", "OPTIONS")
CONTENT_TYPE: Final = {
    Format.JSON: "application/json",
    Format.CSV: Csv.media,
    Format.JSONL: JsonLines.media,
}

Charge = Callable[[Request, int], Awaitable[None]]
"""Takes a cost off what a client has left; raises Problem (429, `retry-after`) past that."""
Endpoint = Callable[[Request], Awaitable[Response]]


async def free(_request: Request, _cost: int) -> None:
    """Charge nobody."""


def endpoint(resource: AnyResource, reach: Callable[[], Reach], charge: Charge) -> Endpoint:
    """Answer requests to a resource; whatever goes wrong is told as a problem."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": ", ".join(METHODS)})
        asked = read(request.scope["query_string"], request.path_params, resource.asked)
        format_ = preferred(asked.format, request.headers.get("accept"))
        await charge(request, ASKING + asked.lookup)
        answering = _answered(request, resource, reach(), asked, format_, charge)
        return await while_there(request, answering)

    async def answer_whatever_comes(request: Request) -> Response:
        try:
            return await answer(request)
        except Gone:
            return Response(status_code=499)  # nobody reads it
        except Exception as error:
            return Problem.of(error).answer(request.url.path)

    return answer_whatever_comes


async def _answered(
    request: Request,
    resource: AnyResource,
    reach: Reach,
    asked: Asked,
    format_: Format,
    charge: Charge,
) -> Response:
    ready: Ready[Told] = await resource.ready(reach, asked)

    async def lay() -> bytes:
        await charge(request, ready.points)
        return await _laid(reach, ready, format_)

    laid = None
    if ready.version is None:  # only the answer says which answer it is
        laid = await lay()
        decides = laid
    else:
        decides = orjson.dumps([ready.version, asked.model_dump(mode="json", exclude={"format"})])
    headers = _headers(resource.name, format_, decides)
    if _known(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    if laid is None and request.method != "HEAD":
        laid = await lay()
    answer = Response(laid, headers=headers)
    if laid is None:  # what GET says, but for the length: that would take all the work
        del answer.headers["content-length"]
    return answer


async def _laid(reach: Reach, ready: Ready[Told], format_: Format) -> bytes:
    told = await ready.tell()
    return await reach.workers.quick(partial(laid_out, told, format_))


def laid_out(told: Told, format_: Format) -> bytes:
    if format_ is Format.JSON:
        return told.model_dump_json(by_alias=True).encode()
    table = told.table()
    layout = Csv(table.columns) if format_ is Format.CSV else JsonLines(table.columns)
    return b"".join(pieces(layout, table.rows))


def _headers(name: str, format_: Format, decides: bytes) -> dict[str, str]:
    digest = hashlib.sha256(f"{API_VERSION} {PROGRAM} {format_}\n".encode() + decides).hexdigest()[
        :32
    ]
    headers = {
        "content-type": CONTENT_TYPE[format_],
        "etag": f'"{digest}"',
        "cache-control": "public, no-cache",  # may be kept, and is asked after each time
        "vary": "accept",
    }
    if format_ is not Format.JSON:
        headers["content-disposition"] = f'attachment; filename="{name}.{format_}"'
    return headers


def _known(request: Request, etag: str) -> bool:
    """Whether the client has this very answer already."""
    given = request.headers.get("if-none-match", "")
    return etag in (one.strip().removeprefix("W/") for one in given.split(",")) or given == "*"
