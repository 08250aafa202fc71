"""One chart of a what-if, as a file to take along."""

from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.presence import Gone, while_there
from server.rest.problems import Problem
from server.telling.charts import Chart, ChartKind, draw, png, svg
from server.telling.language import words
from server.web.address import asked_of, pairs_of
from server.web.house import House
from server.web.outcomes import ready
from server.web.rendering import HEADERS

MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png"}
_DRAWN: Final[dict[str, Callable[[Chart], bytes]]] = {
    "svg": lambda chart: svg(chart, headed=True).encode(),
    "png": lambda chart: png(chart, headed=True),
}


async def picture(house: House, request: Request) -> Response:
    try:
        return await while_there(request, _picture(house, request))
    except Gone:
        return Response(status_code=499)  # nobody reads it
    except Exception as error:
        return Problem.of(error).answer(request.url.path)


async def _picture(house: House, request: Request) -> Response:
    name, form = request.path_params["name"], request.path_params["form"]
    kinds = {kind.value: kind for kind in ChartKind}
    if name not in kinds or form not in MEDIA:
        known = f"{', '.join(kinds)} as {' or '.join(MEDIA)}"
        raise Problem(404, "HTTP_404", f"there is no {name}.{form}; there are {known}")
    asked = asked_of(pairs_of(request))
    outcome = await (await ready(house, request, asked, [kinds[name]])).outcome()

    def drawn(chart: Chart) -> bytes:
        return _DRAWN[form](chart)

    file = await house.reach().workers.run(
        lambda stop: drawn(draw(kinds[name], outcome, words(asked.language), stop=stop))
    )
    headers = {
        **HEADERS,
        "cache-control": "no-cache",
        "content-disposition": f'attachment; filename="burgernet-{name}.{form}"',
    }
    return Response(file, media_type=MEDIA[form], headers=headers)
