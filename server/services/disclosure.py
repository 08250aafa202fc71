"""Open counts: rounded and suppressed, so that a small cell points at nobody."""

from collections.abc import Sequence
from typing import Final

from server.registry.counting import Count

THRESHOLD: Final = 5
ROUNDING: Final = 5
RULES: Final = (
    f"Counts are rounded to multiples of {ROUNDING}, each by itself, so that they need not add up.",
    f"A count below {THRESHOLD} is null; so is one that was not counted at all.",
)


def protect(rows: Sequence[Count]) -> list[tuple[tuple[str, ...], int | None]]:
    """Keys as text, with the count that may be shown."""
    return [
        (tuple(str(value) for value in row.values), _shown(row.count))
        for row in rows
        if None not in row.values
    ]


def _shown(count: int) -> int | None:
    return None if count < THRESHOLD else ROUNDING * ((2 * count + ROUNDING) // (2 * ROUNDING))
