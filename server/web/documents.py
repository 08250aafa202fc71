"""The GraphQL that the page asks: documents of its own, which are trusted as those of manifests."""

from functools import cache

from server.web.rendering import ASSETS


@cache
def documents() -> dict[str, str]:
    """Their texts, by name."""
    return {path.stem: path.read_text() for path in sorted(ASSETS.glob("*.graphql"))}
