"""GraphQL by server-sent events, as graphql-sse has it: a stream for each operation."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.events import MEDIA, EventStream, event
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
from server.transport.negotiation import takes_events
from server.transport.places import NoPlace
from server.transport.service import Service


def endpoint(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """Answer requests with a stream; what is no request at all is refused as over HTTP."""

    async def answer(request: Request) -> Response:
        try:
            if not takes_events(request.headers.get("accept")):
                raise BadRequest(406, "NOT_ACCEPTABLE", f"this answers in {MEDIA}")
            asked = await asked_by(request, service)
            return _Stream(await service.answers(asked, request), request, service)
        except BadRequest as bad:
            return refused(bad, JSON, service)
        except Exception as defect:
            return response({"errors": [masked(defect)]}, 500, JSON)

    return answer


class _Stream(EventStream):
    """Holds a place as long as it is sent, and ends the subscription when its client leaves."""

    def __init__(
        self, answers: AsyncGenerator[Answer, None], request: Request, service: Service
    ) -> None:
        super().__init__(_events(answers), service.closing, PLAIN)
        self._request, self._places = request, service.places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._places.taken(self._request):
                await super().__call__(scope, receive, send)
        except NoPlace as full:
            await failure(429, "TOO_MANY_STREAMS", str(full))(scope, receive, send)


async def _events(answers: AsyncGenerator[Answer, None]) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(answers):
            async for answer in answers:
                yield _next(answer.told)
    except BadRequest as bad:
        yield _next({"errors": [refusal(bad.code, str(bad))]})
    except Exception as defect:
        yield _next({"errors": [masked(defect)]})
    yield event(b"", name="complete")


def _next(told: dict[str, object]) -> bytes:
    return event(orjson.dumps(told), name="next")
