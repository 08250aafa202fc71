"""GraphQL over HTTP: one POST, one JSON answer, and a JSON answer to whatever else is sent."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.graphql.context import Context
from server.telemetry import defect
from server.transport.answers import GRAPHQL, JSON, BadRequest, failed, failure, response
from server.transport.executing import execute
from server.transport.negotiation import preferred
from server.transport.reading import Asked, body_of, read


def endpoint(
    context: Callable[[Request], Context],
) -> Callable[[Request], Awaitable[Response]]:
    """Answer requests; `context` makes what one of them may reach."""

    async def answer(request: Request) -> Response:
        media = preferred(request.headers.get("accept"))
        try:
            if media is None:
                raise BadRequest(406, "NOT_ACCEPTABLE", f"this answers in {JSON} or {GRAPHQL}")
            asked = read(await body_of(request))
            return await _while_there(request, _answered(asked, context(request), media))
        except BadRequest as bad:
            return failure(bad.status, bad.code, str(bad), media or JSON)
        except Exception as error:
            return failed(defect(error), media or JSON)

    return answer


async def _while_there(request: Request, answering: Coroutine[Any, Any, Response]) -> Response:
    """Answer for as long as the client is there: what it left behind is stopped."""
    answer = asyncio.create_task(answering)
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait([answer, gone], return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise BadRequest(499, "GONE", "the client did not wait")
        return await answer
    finally:
        for task in (answer, gone):
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _answered(asked: Asked, context: Context, media: str) -> Response:
    answer = await execute(asked, context)
    return response(answer.told, 200 if answer.executed or media == JSON else 400, media)
