"""/runs/{id}/events: how far a run is, as server-sent events that a browser resumes by itself."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, aclosing
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from server.errors import Code, Refused
from server.registry import RunState
from server.rest import runs
from server.rest.answering import ASKING, Charge, Endpoint
from server.rest.declaring import Reach
from server.rest.parameters import read
from server.rest.problems import Problem
from server.rest.runs import Run, RunAsked
from server.services.runs import following
from server.services.runs.following import Seen

PATH: Final = "/runs/{id}/events"
SILENCE: Final = 12.0
"""After so long without an event a comment is sent [s], so that no proxy hangs up."""
HEADERS: Final = {
    "cache-control": "no-store",
    "x-accel-buffering": "no",  # nginx would hold events back
}

Hold = Callable[[Request], AbstractContextManager[None]]
"""Holds a place of its client; raises Problem (429) where there is none left."""


def endpoint(reach: Callable[[], Reach], charge: Charge, hold: Hold) -> Endpoint:
    """Tell of a run until its end: each event is the resource `run`, its id where to resume."""

    async def answer(request: Request) -> Response:
        try:
            asked = read(request.scope["query_string"], request.path_params, RunAsked)
            await charge(request, ASKING)
            found = await runs.standing(reach(), asked.id)
            after, now = _seen(request.headers.get("last-event-id")), Seen.of(found)
            if after == now and now.state.ended:
                return Response(status_code=204)  # so a browser is told not to come back
            return _Stream(_events(reach(), asked.id, after), request, hold)
        except Exception as error:
            return Problem.of(error).answer(request.url.path)

    return answer


class _Stream(StreamingResponse):
    """Holds a place for as long as it is sent."""

    def __init__(self, events: AsyncGenerator[str, None], request: Request, hold: Hold) -> None:
        super().__init__(events, headers=HEADERS, media_type="text/event-stream")
        self._events, self._request, self._hold = events, request, hold

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._hold(self._request):
                async with aclosing(self._events):
                    await super().__call__(scope, receive, send)
        except Problem as full:
            await full.answer(self._request.url.path)(scope, receive, send)


async def _events(reach: Reach, id_: str, after: Seen | None) -> AsyncGenerator[str, None]:
    told = following.follow(reach.database, reach.runs.changes, id_, after=after)
    closed = asyncio.ensure_future(reach.closing.wait())
    async with aclosing(told):
        coming = asyncio.ensure_future(anext(told, None))
        try:
            while not closed.done():
                await asyncio.wait([coming, closed], timeout=SILENCE, return_when="FIRST_COMPLETED")
                if not coming.done():
                    yield ":\n\n"
                    continue
                try:
                    standing = coming.result()
                except Refused as refusal:
                    if refusal.code is Code.UNKNOWN_RUN:  # it was deleted meanwhile
                        return
                    raise  # cut off: a browser comes back, and goes on
                if standing is None:
                    return
                coming = asyncio.ensure_future(anext(told, None))
                run = Run.of(standing, datetime.now(UTC))
                data = run.model_dump_json(by_alias=True)
                yield f"id: {run.state.name}-{run.replications_done}\ndata: {data}\n\n"
        finally:
            for waited in (coming, closed):
                waited.cancel()
            await asyncio.gather(coming, closed, return_exceptions=True)


def _seen(event: str | None) -> Seen | None:
    """What a client knew who was cut off; what is no id of ours counts as nothing."""
    state, _, replications = (event or "").partition("-")
    if state not in RunState.__members__ or not replications.isdecimal():
        return None
    return Seen(RunState[state], int(replications[:9]))
