"""The what-if page: an address in, a page out; a form that was sent becomes an address first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.errors import Code
from server.presence import Gone, while_there
from server.registry import RunState
from server.rest.parameters import written
from server.rest.problems import Problem
from server.services.outcome import Outcome
from server.services.runs import following
from server.telling.charts import ChartKind
from server.telling.language import Language, words
from server.web import form, rendering
from server.web.address import Asked, Pairs, asked_of, comparison_of, led_to, pairs_of
from server.web.documents import documents
from server.web.form import Fields
from server.web.house import House
from server.web.outcomes import ready
from server.web.result import Result, result_of
from server.web.saying import complaint, progress, texts
from server.web.view import levers_of, taken_along

STARTABLE: Final = (Code.TOO_LARGE, Code.TOO_SLOW)
"""What is refused an answer at once, and may be played in the background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that one page shows."""

    asked: Asked | None
    shown: Fields
    result: Result | None = None
    run: dict[str, Any] | None = None
    problem: Problem | None = None


async def page(house: House, request: Request) -> Response:
    """Answer a request for a what-if, whatever comes."""
    pairs = pairs_of(request)
    language = language_of(pairs)
    sent = form.fields_sent(pairs)
    shown = sent or form.fields_shown(request.url.query, language)
    asked = None
    try:
        asked = (
            asked_of(pairs) if sent is None else form.asked_by(sent, (await house.region()).ledger)
        )
        if sent is not None:
            return led_to(written(asked))
        shown = form.fields_shown(written(asked), language)
        told = await while_there(request, _told(house, request, asked, shown))
    except Gone:
        return Response(status_code=499)  # nobody reads it
    except Exception as error:
        told = Told(asked=asked, shown=shown, problem=Problem.of(error))
    return await _answered(house, told, language)


async def complained(house: House, request: Request, error: Exception) -> Response:
    """The page of an address that nothing came of."""
    language = language_of(pairs_of(request))
    shown = form.fields_shown(request.url.query, language)
    return await _answered(
        house, Told(asked=None, shown=shown, problem=Problem.of(error)), language
    )


def language_of(pairs: Pairs) -> Language:
    """Dutch, unless the other one is asked for by its name."""
    return Language.__members__.get(dict(pairs).get("language", ""), Language.NL)


async def _told(house: House, request: Request, asked: Asked, shown: Fields) -> Told:
    """Play what is asked, or take it off the shelf; raises Problem, Refused and OutOfBounds."""
    run = None
    if asked.run is not None:
        found = await following.known(house.reach().database, asked.run)
        run = progress(found, datetime.now(UTC), words(asked.language))
        if found.run.state is not RunState.SUCCEEDED:
            return Told(asked=asked, shown=shown, run=run)
    asking = await ready(house, request, asked, list(ChartKind))
    key = (*asking.key, asked.language, asked.year, house.reach().today)
    result = house.shelf.find(key)
    if result is None:
        result = await _drawn(house, await asking.outcome(), asked)
        house.shelf.put(key, result)
    return Told(asked=asked, shown=shown, run=run, result=result)


async def _drawn(house: House, outcome: Outcome, asked: Asked) -> Result:
    reach = house.reach()
    return await reach.workers.run(
        lambda stop: result_of(outcome, words(asked.language), today=reach.today, stop=stop)
    )


async def _answered(house: House, told: Told, language: Language) -> Response:
    text = await _html(house, told, language)
    if told.problem is None:
        return rendering.answer(text)
    return rendering.answer(text, status=told.problem.status, **told.problem.headers)


async def _html(house: House, told: Told, language: Language) -> str:
    region, said = await house.region(), words(language)
    query = "" if told.asked is None else written(told.asked)
    faults = () if told.problem is None else told.problem.faults
    startable = told.problem is not None and told.problem.code in STARTABLE
    return rendering.html(
        "whatif.html",
        language,
        here="/",
        otherwise=rendering.switched("/", query, language),
        region=region.name,
        synthetic=region.synthetic,
        query=query,
        rest="" if told.asked is None else comparison_of(told.asked),
        result=told.result,
        run=told.run,
        waiting=told.run is not None and not told.run["ended"],
        problem=None if told.problem is None else complaint(told.problem, said, startable),
        formats=taken_along(said),
        texts=texts(said),
        documents=documents(),
        blank=defaultdict(str),
        **levers_of(told.shown, faults, query, region.towns, region.ledger, said),
    )
