"""How an answer is laid out: as the query says, else as the header Accept prefers."""

import re
from collections.abc import Mapping
from typing import Final

from server.rest.parameters import Format
from server.rest.problems import Problem
from server.rest.workbook import MEDIA as WORKBOOK

MEDIA: Final[Mapping[Format, str]] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv",
    Format.JSONL: "application/jsonl",
    Format.XLSX: WORKBOOK,
}
"""Formats that have a media type of their own; EXCEL is CSV, and is asked for by name."""
_WEIGHT: Final = re.compile(r"q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)", re.ASCII)


def preferred(asked: Format | None, accept: str | None) -> Format:
    """Format of an answer; raises Problem where a client takes none of them."""
    if asked is not None:
        return asked
    ranges = _ranges(accept)
    weights = {format_: _weight(media, ranges) for format_, media in MEDIA.items()}
    best = max(weights, key=lambda format_: weights[format_])  # of several the first
    if weights[best] <= 0:
        known = ", ".join(MEDIA.values())
        raise Problem(406, "NOT_ACCEPTABLE", f"Accept takes none of {known}, which are all")
    return best


def _ranges(accept: str | None) -> dict[str, float]:
    """Weight of each media range; everything, where nothing is said."""
    ranges: dict[str, float] = {}
    for part in (accept or "*/*").split(","):
        media, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = next((one for one in parameters if one.startswith("q=")), "q=1")
        found = _WEIGHT.fullmatch(weight)
        ranges[media] = max(ranges.get(media, 0.0), float(found[1]) if found else 0.0)
    return ranges


def _weight(media: str, ranges: Mapping[str, float]) -> float:
    """Weight of a media type: that of the narrowest range it is in."""
    kind = media.partition("/")[0]
    return next((ranges[one] for one in (media, f"{kind}/*", "*/*") if one in ranges), 0.0)
