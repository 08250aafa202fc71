"""GraphQL by server-sent events, as graphql-sse has it: a stream for each operation."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from server.transport.answers import (
    JSON,
    PLAIN,
    Answer,
    BadRequest,
    failure,
    masked,
    refusal,
    response,
)
from server.transport.http import asked_by, refused
from server.transport.negotiation import EVENTS, takes_events
from server.transport.places import NoPlace
from server.transport.service import Service

SILENCE: Final = 12.0
"""After so long without an event a comment is sent [s], so that no proxy hangs up."""

_HEADERS: Final = {
    **PLAIN,
    "content-type": f"{EVENTS}; charset=utf-8",
    "x-accel-buffering": "no",  # nginx would hold events back
}
_COMMENT: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata: \n\n"


def endpoint(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """Answer requests with a stream; what is no request at all is refused as over HTTP."""

    async def answer(request: Request) -> Response:
        try:
            if not takes_events(request.headers.get("accept")):
                raise BadRequest(406, "NOT_ACCEPTABLE", f"this answers in {EVENTS}")
            asked = await asked_by(request, service)
            return _Stream(await service.answers(asked, request), request, service)
        except BadRequest as bad:
            return refused(bad, JSON, service)
        except Exception as defect:
            return response({"errors": [masked(defect)]}, 500, JSON)

    return answer


class _Stream(StreamingResponse):
    """Holds a place as long as it is sent, and ends the subscription when its client leaves."""

    def __init__(
        self, answers: AsyncGenerator[Answer, None], request: Request, service: Service
    ) -> None:
        self._events = _events(answers, service.closing)
        self._request = request
        self._places = service.places
        super().__init__(self._events, headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._places.taken(self._request):
                async with aclosing(self._events):
                    await super().__call__(scope, receive, send)
        except NoPlace as full:
            await failure(429, "TOO_MANY_STREAMS", str(full))(scope, receive, send)


async def _events(
    answers: AsyncGenerator[Answer, None], closing: asyncio.Event
) -> AsyncGenerator[bytes, None]:
    # one task takes all answers, for a subscription may hold what belongs to a task
    arrived: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1)
    relaying = asyncio.create_task(_relay(answers, arrived))
    closed = asyncio.create_task(closing.wait())
    getting = asyncio.create_task(arrived.get())
    try:
        while not closed.done():
            await asyncio.wait([getting, closed], timeout=SILENCE, return_when="FIRST_COMPLETED")
            if not getting.done():
                yield _COMMENT
            elif (event := getting.result()) is None:
                return
            else:
                getting = asyncio.create_task(arrived.get())
                yield event
    finally:
        for task in (relaying, closed, getting):
            task.cancel()
        await asyncio.gather(relaying, closed, getting, return_exceptions=True)


async def _relay(
    answers: AsyncGenerator[Answer, None], arrived: asyncio.Queue[bytes | None]
) -> None:
    try:
        async with aclosing(answers):
            async for answer in answers:
                await arrived.put(_next(answer.told))
    except BadRequest as bad:
        await arrived.put(_next({"errors": [refusal(bad.code, str(bad))]}))
    except Exception as defect:
        await arrived.put(_next({"errors": [masked(defect)]}))
    await arrived.put(_COMPLETE)
    await arrived.put(None)


def _next(told: dict[str, object]) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(told) + b"\n\n"
