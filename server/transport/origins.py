"""From which pages a browser may ask what CORS does not cover: sockets, and whatever GET asks."""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_ELSEWHERE: Final = ("cross-site", "same-site")


def welcome(connection: HTTPConnection, allowed: Collection[str]) -> bool:
    """Whether a request comes from the own origin, from an allowed one, or from no page at all."""
    origin = connection.headers.get("origin")
    if origin is not None:
        # a proxy may speak TLS for this server, so schemes are not compared
        return origin in allowed or urlsplit(origin).netloc == connection.headers.get("host", "")
    # an image, a script or a link of another page has no origin
    return connection.headers.get("sec-fetch-site") not in _ELSEWHERE
