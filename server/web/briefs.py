"""The what-if of an address as a brief: to read here, and on paper."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.brief import CHARTS, Brief, as_html, as_pdf, brief_of, style
from server.presence import Gone, while_there
from server.rest.problems import Problem
from server.telling.language import words
from server.web.address import asked_of, led_to, pairs_of
from server.web.house import House
from server.web.outcomes import ready
from server.web.rendering import HEADERS

STYLE: Final = "/brief.css"


async def page(house: House, request: Request) -> Response:
    return await _answered(house, request, paper=False)


async def paper(house: House, request: Request) -> Response:
    return await _answered(house, request, paper=True)


async def sheet(_: House, __: Request) -> Response:
    """How it looks, on a screen and in print."""
    return Response(
        style(), media_type="text/css", headers={**HEADERS, "cache-control": "no-cache"}
    )


async def _answered(house: House, request: Request, *, paper: bool) -> Response:
    try:
        return await while_there(request, _written(house, request, paper=paper))
    except Gone:
        return Response(status_code=499)  # nobody reads it
    except Exception as error:
        problem = Problem.of(error)
        if problem.status >= 500:
            return problem.answer(request.url.path)
        # the page says what is wrong, in words, beside the levers
        return led_to(request.url.query)


async def _written(house: House, request: Request, *, paper: bool) -> Response:
    asked = asked_of(pairs_of(request))
    outcome = await (await ready(house, request, asked, CHARTS)).outcome()
    reach = house.reach()

    def written() -> Brief:
        host = f"{request.url.scheme}://{request.url.netloc}"
        return brief_of(outcome, words(asked.language), on=reach.today, host=host)

    headers = {**HEADERS, "cache-control": "no-cache"}
    if paper:
        file = await reach.workers.run(lambda _: as_pdf(written()))
        headers["content-disposition"] = 'attachment; filename="burgernet-notitie.pdf"'
        return Response(file, media_type="application/pdf", headers=headers)
    text = await reach.workers.run(lambda _: as_html(written(), stylesheet=STYLE))
    return HTMLResponse(text, headers=headers)
