"""A page to ask from in a browser: GraphiQL, from files of the own origin alone."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from server.transport.answers import PLAIN, failure

OWN: Final = Path(__file__).parent / "page"
OWN_FILES: Final = ("page.css", "start.js")
FETCHED: Final = ("graphiql.css", "graphiql.js", "graphql-ws.js", "react-dom.js", "react.js")
"""Files that `make ide` puts into the folder."""

_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {**PLAIN, "content-security-policy": _POLICY, "referrer-policy": "no-referrer"}


def page(folder: Path) -> Response:
    """Show the page, or where its files are missing one that says how to get them."""
    missing = [name for name in FETCHED if not (folder / name).is_file()]
    name = "missing.html" if missing else "graphiql.html"
    return HTMLResponse((OWN / name).read_text(), headers=_HEADERS)


def asset(folder: Path) -> Callable[[Request], Awaitable[Response]]:
    """Answer with one of the page's files, and with no other."""

    async def answer(request: Request) -> Response:
        name = request.path_params["name"]
        path = (OWN if name in OWN_FILES else folder) / name
        if name not in (*OWN_FILES, *FETCHED) or not path.is_file():
            return failure(404, "HTTP_404", "there is no such file; `make ide` fetches GraphiQL's")
        return FileResponse(path, headers={**PLAIN, "cache-control": "no-cache"})

    return answer
