"""What is sealed and does not open, told by its place: never what was in it."""

from server.cli.output import say
from server.services.resealing import Spoilt


def tell(spoilt: Spoilt) -> None:
    """A line for each of the first, and for how many more there are."""
    for place in spoilt.places:
        say(
            f"{place.table}.{place.column} of {place.row} does not open: changed, or moved from "
            "its place"
        )
    if more := spoilt.count - len(spoilt.places):
        say(f"and {more:,} more do not open")
