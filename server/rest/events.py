"""/runs/{id}/events: how far a run is, as server-sent events that a browser resumes by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

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


def endpoint(reach: Callable[[], Reach], charge: Charge) -> Endpoint:
    """Tell of a run until its end: each event is the resource `run`, its id where to resume."""

    async def answer(request: Request) -> Response:
        try:
            asked = read(request.scope["query_string"], request.path_params, RunAsked)
            await charge(request, ASKING)
            await runs.standing(reach(), asked.id)
            after = _seen(request.headers.get("last-event-id"))
            events = _events(reach(), asked.id, after)
            return StreamingResponse(events, headers=HEADERS, media_type="text/event-stream")
        except Exception as error:
            return Problem.of(error).answer(request.url.path)

    return answer


async def _events(reach: Reach, id_: str, after: Seen | None) -> AsyncIterator[str]:
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
                if (standing := coming.result()) is None:
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
