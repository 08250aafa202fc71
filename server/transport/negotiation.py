"""Which media type an answer has: the one its client prefers."""

from typing import Final

from server.transport.answers import GRAPHQL, JSON

PAGE: Final = "text/html"
EVENTS: Final = "text/event-stream"


def preferred(accept: str | None) -> str | None:
    """Media type of the answer; JSON unless the client prefers GraphQL's own."""
    weights = _weights(accept)
    plain, own = _weight(JSON, weights), weights.get(GRAPHQL, 0.0)
    if max(plain, own) <= 0:
        return None
    # named side by side with the same weight, its own type says more
    return GRAPHQL if own >= plain else JSON


def wants_page(accept: str | None) -> bool:
    """Whether it is a browser that shows what comes; `*/*` alone is none."""
    weights = _weights(accept)
    page = weights.get(PAGE, 0.0)
    return page > 0 and page > max(weights.get(JSON, 0.0), weights.get(GRAPHQL, 0.0))


def takes_events(accept: str | None) -> bool:
    return _weight(EVENTS, _weights(accept)) > 0


def _weights(accept: str | None) -> dict[str, float]:
    weights: dict[str, float] = {}
    for offer in (accept or "*/*").split(","):
        media, *parameters = (part.strip().lower() for part in offer.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        weights[media] = max(weight, weights.get(media, 0.0))
    return weights


def _weight(media: str, weights: dict[str, float]) -> float:
    """Weight of a media type, its own or that of the narrowest range around it."""
    kind = media.partition("/")[0]
    return weights.get(media, weights.get(f"{kind}/*", weights.get("*/*", 0.0)))
