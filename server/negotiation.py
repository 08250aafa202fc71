"""What a client says of itself in its headers: which media types it takes, which answers it has."""

import re
from dataclasses import dataclass
from typing import Final, Self

_WEIGHT: Final = re.compile(r"q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Accepted:
    """Media types that a client takes, by their weights."""

    _ranges: dict[str, float]

    @classmethod
    def of(cls, accept: str | None) -> Self:
        """Read the header Accept; where it says nothing, everything is taken."""
        ranges: dict[str, float] = {}
        for part in (accept or "*/*").split(","):
            media, *parameters = (one.strip().lower() for one in part.split(";"))
            weight = next((one for one in parameters if one.startswith("q=")), "q=1")
            found = _WEIGHT.fullmatch(weight)
            ranges[media] = max(ranges.get(media, 0.0), float(found[1]) if found else 0.0)
        return cls(ranges)

    def weight(self, media: str) -> float:
        """Weight of a media type: that of the narrowest range it is in."""
        kind = media.partition("/")[0]
        ranges = (media, f"{kind}/*", "*/*")
        return next((self._ranges[one] for one in ranges if one in self._ranges), 0.0)

    def by_name(self, media: str) -> float:
        """Weight of a media type where it is named itself; a range around it counts for nothing."""
        return self._ranges.get(media, 0.0)


def has(tag: str, if_none_match: str | None) -> bool:
    """Whether a client has the answer with this tag, by the header If-None-Match.

    Tags are compared weakly, as RFC 9110 has it of this header. `*` is none: it asks whether there
    is an answer at all, which nobody knows before it is made.
    """
    given = (one.strip().removeprefix("W/") for one in (if_none_match or "").split(","))
    return tag.removeprefix("W/") in given
