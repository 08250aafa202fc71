"""What is too large for one answer: started and cancelled from the page, script or no script."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from server.graphql.limits import work
from server.rest import computing
from server.rest.answering import ASKING
from server.rest.parameters import written
from server.rest.problems import Problem
from server.services.runs import asking
from server.transport.origins import welcome
from server.web import form, whatif
from server.web.address import Asked, Pairs, asked_of, led_to, pairs_of
from server.web.house import House

MOST_BYTES: Final = 65_536
"""Of a form that is sent."""


async def start(house: House, request: Request) -> Response:
    """Start what a form or an address asks, and lead to the page that shows how far it is."""

    async def started() -> str:
        asked = await _asked(house, request)
        reach = house.reach()
        await house.charge(request, ASKING + asked.lookup + work.CASE * (1 + len(asked.scenarios)))
        asking.drawn(asked.sampling())
        laid = await computing.lay_out(
            reach, asked, asked.whatifs, most_cells=reach.settings.most_run_cells
        )
        question = asking.question(
            tuple(plan.whatif for plan in laid.plans),
            compared=True,
            sampling=laid.sampling,
            opening=laid.found,
            most_megabytes=reach.settings.most_run_megabytes,
        )
        async with reach.database.writing() as session:
            run = await asking.start(
                session, question, most=reach.settings.most_runs, now=datetime.now(UTC)
            )
        reach.runs.changes.tell()
        return written(asked.model_copy(update={"run": run.id}))

    return await _led(house, request, started)


async def cancel(house: House, request: Request) -> Response:
    """Cancel a run, and lead to the page that says so."""

    async def cancelled() -> str:
        reach, id_ = house.reach(), request.path_params["id"]
        async with reach.database.writing() as session:
            await asking.cancel(session, id_, now=datetime.now(UTC))
        reach.runs.changes.tell()
        return request.url.query

    return await _led(house, request, cancelled)


async def _led(house: House, request: Request, doing: Callable[[], Awaitable[str]]) -> Response:
    """Do what a form of the own page asks, and go on at the address that it gives."""
    try:
        if not welcome(request, house.reach().settings.allowed_origins):
            raise Problem(403, "FOREIGN_ORIGIN", "only the page itself may start and cancel runs")
        return led_to(await doing())
    except Exception as error:
        return await whatif.complained(house, request, error)


async def _asked(house: House, request: Request) -> Asked:
    """What the body asks, or without one the address; raises Problem."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Problem(413, "BODY_TOO_LARGE", f"a form has {MOST_BYTES} bytes at most")
    sent = form.fields_sent(_pairs(body))
    return (
        asked_of(pairs_of(request))
        if sent is None
        else form.asked_by(sent, (await house.region()).ledger)
    )


def _pairs(body: bytes) -> Pairs:
    return parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True)
