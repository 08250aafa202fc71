"""Open counts: rounded and suppressed, so that a small cell points at nobody."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from server.registry.counting import Count

THRESHOLD: Final = 5
ROUNDING: Final = 5
RULES: Final = (
    f"Counts are rounded to multiples of {ROUNDING}, each by itself, so that they need not add up.",
    f"A count below {THRESHOLD}, nought included, is null.",
)


def protect(rows: Sequence[Count]) -> list[tuple[tuple[str, ...], int | None]]:
    """Keys as text, with the count that may be shown: the whole cube of the values that occur.

    A cell that nobody is in looks like one that a few are in.
    """
    known = [row for row in rows if None not in row.values]
    counts = {tuple(str(value) for value in row.values): row.count for row in known}
    axes = [sorted({key[axis] for key in counts}) for axis in range(len(next(iter(counts), ())))]
    return [(key, _shown(counts.get(key, 0))) for key in product(*axes)] if counts else []


def _shown(count: int) -> int | None:
    return None if count < THRESHOLD else ROUNDING * ((2 * count + ROUNDING) // (2 * ROUNDING))
