"""Pages to read: how it is computed, how accessible it is, and that nothing is there."""

from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.rest.answering import ASKING
from server.telling.language import phrase, words
from server.web import rendering
from server.web.address import pairs_of
from server.web.house import House
from server.web.whatif import language_of

DRAWN_UP: Final = date(2026, 11, 28)
"""Of the statement on accessibility: the day on which it was last held against the site."""


async def method(house: House, request: Request) -> Response:
    return await _page(house, request, "method.html")


async def accessibility(house: House, request: Request) -> Response:
    said = words(language_of(pairs_of(request)))
    contact = house.reach().settings.accessibility_contact
    return await _page(
        house,
        request,
        "accessibility.html",
        contact=contact or said(phrase("not filled in yet by whoever offers this site")),
        drawn_up=said.date(DRAWN_UP),
    )


async def missing(house: House, request: Request) -> Response:
    """Where nothing is, for somebody with a browser."""
    return await _page(house, request, "missing.html", status=404)


async def _page(
    house: House, request: Request, template: str, *, status: int = 200, **told: str
) -> Response:
    await house.charge(request, ASKING)
    language = language_of(pairs_of(request))
    region, path = await house.region(), request.url.path
    text = rendering.html(
        template,
        language,
        here=path,
        otherwise=rendering.switched(path, request.url.query, language),
        region=region.name,
        synthetic=region.synthetic,
        **told,
    )
    return rendering.answer(text, status=status)
