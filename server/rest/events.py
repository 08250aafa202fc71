"""/runs/{id}/events: how far a run is, as server-sent events that a browser resumes by itself."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, aclosing
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.errors import Refused
from server.events import MEDIA, EventStream, event
from server.registry import RunState
from server.rest.answering import ASKING, Charge, Endpoint
from server.rest.declaring import Reach
from server.rest.examples import DIGEST
from server.rest.openapi import Json, headers, problems
from server.rest.parameters import read
from server.rest.problems import Problem
from server.rest.runs import RUN, Run, RunAsked
from server.services.runs import following
from server.services.runs.following import Seen

PATH: Final = "/runs/{id}/events"
Hold = Callable[[Request], AbstractContextManager[None]]
"""Holds a place of its client; raises Problem (429) where there is none left."""


def endpoint(reach: Callable[[], Reach], charge: Charge, hold: Hold) -> Endpoint:
    """Tell of a run until its end: each event is the resource `run`, its id where to resume."""

    async def answer(request: Request) -> Response:
        try:
            asked = read(request.scope["query_string"], request.path_params, RunAsked)
            await charge(request, ASKING)
            found = await following.known(reach().database, asked.id)
            after, now = _seen(request.headers.get("last-event-id")), Seen.of(found)
            if after == now and now.state.ended:
                return Response(status_code=204)  # so a browser is told not to come back
            events = _events(reach(), asked.id, after)
            return _Stream(events, reach().closing, request, hold)
        except Exception as error:
            return Problem.of(error).answer(request.url.path)

    return answer


class _Stream(EventStream):
    """Holds a place for as long as it is sent."""

    def __init__(
        self,
        events: AsyncGenerator[bytes, None],
        closing: asyncio.Event,
        request: Request,
        hold: Hold,
    ) -> None:
        super().__init__(events, closing, {"cache-control": "no-store"})
        self._request, self._hold = request, hold

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._hold(self._request):
                await super().__call__(scope, receive, send)
        except Problem as full:
            await full.answer(self._request.url.path)(scope, receive, send)


async def _events(reach: Reach, id_: str, after: Seen | None) -> AsyncGenerator[bytes, None]:
    """Tell how it goes on; ends before the run does where it cannot be looked at."""
    told = following.follow(reach.database, reach.runs.changes, id_, after=after)
    try:
        async with aclosing(told):
            async for standing in told:
                run = Run.of(standing, datetime.now(UTC))
                yield event(_told(run), id_=f"{run.state.name}-{run.replications_done}")
    except Refused:  # it was deleted meanwhile, or the register is busy: a browser comes back
        return


def _seen(event: str | None) -> Seen | None:
    """What a client knew who was cut off; what is no id of ours counts as nothing."""
    state, _, replications = (event or "").partition("-")
    if state not in RunState.__members__ or not replications.isdecimal():
        return None
    return Seen(RunState[state], int(replications[:9]))


def _told(run: Run) -> bytes:
    return run.model_dump_json(by_alias=True).encode()


OPERATION: Final[Json] = {
    "operationId": "runEvents",
    "summary": "How far a run is, as events",
    "description": "Server-sent events until the run's end: each is the resource `run`, now and "
    "whenever it is farther, and its id says where to go on. A browser that is cut off comes back "
    "with `Last-Event-ID` by itself; one that knows the end already gets a 204, and stays away. "
    "In silence a comment is sent every 12 s. A stream holds one of 20 places of its address.",
    "tags": ["open"],
    "parameters": [
        {
            "name": "id",
            "in": "path",
            "required": True,
            "description": "Run: what GraphQL's `startRun` tells as `inputHash`.",
            "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$", "examples": [DIGEST]},
        },
        {
            "name": "Last-Event-ID",
            "in": "header",
            "required": False,
            "description": "Id of the event that was told last; what is no id counts as nothing.",
            "schema": {"type": "string", "examples": ["RUNNING-250"]},
        },
    ],
    "responses": {
        "200": {
            "description": "The course of the run.",
            "headers": headers("API-Version"),
            "content": {
                MEDIA: {
                    "schema": {"type": "string", "description": "Its data are JSON, of `Run`."},
                    "example": event(_told(RUN.example), id_="SUCCEEDED-10000").decode(),
                }
            },
        },
        "204": {
            "description": "The client knows the end already.",
            "headers": headers("API-Version"),
        },
        **problems(400, 401, 404, 414, 429, 500, 503),
    },
}
