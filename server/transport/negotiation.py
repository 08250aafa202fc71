"""Which media type an answer has: the one its client prefers."""

from typing import Final

from server.events import MEDIA as EVENTS
from server.negotiation import Accepted
from server.transport.answers import GRAPHQL, JSON

PAGE: Final = "text/html"


def preferred(accept: str | None) -> str | None:
    """Media type of the answer; JSON unless the client prefers GraphQL's own."""
    accepted = Accepted.of(accept)
    plain, own = accepted.weight(JSON), accepted.by_name(GRAPHQL)
    if max(plain, own) <= 0:
        return None
    # named side by side with the same weight, its own type says more
    return GRAPHQL if own >= plain else JSON


def wants_page(accept: str | None) -> bool:
    """Whether it is a browser that shows what comes; `*/*` alone is none."""
    accepted = Accepted.of(accept)
    page = accepted.by_name(PAGE)
    return page > 0 and page > max(accepted.by_name(JSON), accepted.by_name(GRAPHQL))


def takes_events(accept: str | None) -> bool:
    return Accepted.of(accept).weight(EVENTS) > 0
