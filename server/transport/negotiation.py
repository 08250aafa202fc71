"""Which media type an answer has: the one its client prefers."""

from server.transport.answers import GRAPHQL, JSON


def preferred(accept: str | None) -> str | None:
    """Media type of the answer; JSON unless the client prefers GraphQL's own."""
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
    anything = max(weights.get("*/*", 0.0), weights.get("application/*", 0.0))
    plain, own = weights.get(JSON, anything), weights.get(GRAPHQL, 0.0)
    if max(plain, own) <= 0:
        return None
    # named side by side with the same weight, its own type says more
    return GRAPHQL if own >= plain else JSON
