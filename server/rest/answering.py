"""Answers a request to a resource: negotiated, charged, compared by ETag, only then computed."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from server.credentials import shown
from server.graphql.limits import work
from server.negotiation import has
from server.presence import Gone, while_there
from server.rest.declaring import API_VERSION, AnyResource, Reach, Ready, Told
from server.rest.formats import ENDING, MEDIA, laid_out, preferred
from server.rest.parameters import Asked, Format, read, written
from server.rest.problems import Problem
from server.services.access import view

ASKING: Final = 10
"""What a request takes of its client's share before anything is told [points]."""
PROGRAM: Final = version("burgernet-whatif")
METHODS: Final = ("GET", "HEAD", "OPTIONS")

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
        asking = replace(reach(), principal=shown.held_by(request.scope).principal)
        answering = _answered(request, resource, asking, asked, format_, charge)
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
        book = work.workbook(ready.numbers) if format_ is Format.XLSX else 0
        await charge(request, ready.points + book)
        return await _laid(reach, ready, format_, _address(request, asked))

    laid = None
    if ready.version is None:  # only the answer says which answer it is
        laid = await lay()
        decides = laid
    else:
        told = asked.model_dump(mode="json", exclude={"format"})
        decides = orjson.dumps([ready.version, told, view(reach.principal)])
    headers = _headers(resource, asked, format_, decides)
    if not reach.principal.is_anonymous:  # for nobody else's eyes
        headers["cache-control"] = "private, no-cache"
    if has(headers["etag"], request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    if laid is None and request.method != "HEAD":
        laid = await lay()
    answer = Response(laid, headers=headers)
    if laid is None:  # what GET says, but for the length: that would take all the work
        del answer.headers["content-length"]
    return answer


async def _laid(reach: Reach, ready: Ready[Told], format_: Format, address: str) -> bytes:
    told = await ready.tell()
    lay = partial(laid_out, told, format_, address=address)
    if format_ is Format.XLSX:  # takes seconds where it is large
        return await reach.workers.run(lambda stop: lay(stop=stop))
    return await reach.workers.quick(lay)


def _address(request: Request, asked: Asked) -> str:
    """Where the same is answered, as JSON if nothing else is said."""
    query = written(asked.model_copy(update={"format": None}), without=request.path_params)
    return request.url.path + (f"?{query}" if query else "")


def _headers(
    resource: AnyResource, asked: Asked, format_: Format, decides: bytes
) -> dict[str, str]:
    digest = hashlib.sha256(f"{API_VERSION} {PROGRAM} {format_}\n".encode() + decides).hexdigest()[
        :32
    ]
    headers = {
        "content-type": MEDIA[format_],
        "etag": f'"{digest}"',
        "cache-control": "public, no-cache",  # may be kept, and is asked after each time
        "vary": "accept, authorization",
    }
    if format_ is not Format.JSON:
        name = "-".join(filter(None, ("burgernet", resource.file, asked.mark)))
        headers["content-disposition"] = f'attachment; filename="{name}.{ENDING[format_]}"'
    return headers
