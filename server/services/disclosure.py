"""What may be shown of counts: rounded, small ones hidden, and nothing to subtract them from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

Key = tuple[str, ...]

THRESHOLD: Final = 10
"""Least count that is shown. A cell that falls out of sight has just been below it: that must be
no cell that points at a person, which those below 8 are taken to do."""
ROUNDING: Final = 5
GUARD: Final = 25
"""What the hidden cells of a table add up to at least, where its total follows from another."""
RULES: Final = (
    f"A count below {THRESHOLD} is null, nought included; any other is rounded to a multiple of "
    f"{ROUNDING}.",
    "A total adds up what is shown: what is hidden is in no total, so nothing can be subtracted "
    "from one to find it.",
    f"Where a table of actions hides a count, it hides others with it until they are {GUARD} "
    "together.",
    "Counted on 1 January only, by fixed tables; of people, what was published of a day stays so, "
    "whatever is corrected or erased later.",
)


def shown(count: int) -> int | None:
    """A count as it may be shown; None: it may not."""
    return None if count < THRESHOLD else ROUNDING * ((2 * count + ROUNDING) // (2 * ROUNDING))


def known(shown: int | None) -> tuple[int, int]:
    """Least and most that a count may be, of which this is shown."""
    if shown is None:
        return 0, THRESHOLD - 1
    return max(THRESHOLD, shown - ROUNDING // 2), shown + ROUNDING // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cube:
    """Cells that everyone is in once: all that is published of them is a projection of these.

    Its axes are fixed: a cell that nobody is in looks like one that a few are in.
    """

    dimensions: tuple[str, ...]
    cells: Mapping[Key, int | None]

    def by(self, dimensions: Sequence[str]) -> list[tuple[Key, int | None]]:
        """Project on some dimensions: sums of what is shown, None where nothing is."""
        axes = [self.dimensions.index(name) for name in dimensions]
        sums: dict[Key, int | None] = {}
        for cell, count in self.cells.items():
            key = tuple(cell[axis] for axis in axes)
            before = sums.setdefault(key, None)
            if count is not None:
                sums[key] = (before or 0) + count
        return sorted(sums.items())


def publish(counts: Mapping[Key, int], axes: Mapping[str, Iterable[str]]) -> Cube:
    """Round and hide the counts of a closed cube, whose axes have these values and no other."""
    return as_shown({cell: shown(count) for cell, count in counts.items()}, axes)


def as_shown(cells: Mapping[Key, int | None], axes: Mapping[str, Iterable[str]]) -> Cube:
    """A cube of which these cells were published."""
    values = [[str(value) for value in of] for of in axes.values()]
    return Cube(
        dimensions=tuple(str(name) for name in axes),
        cells={cell: cells.get(cell) for cell in product(*values)},
    )


def complemented(cube: Cube, counts: Mapping[Key, int], *, along: str) -> Cube:
    """Hide more, the smallest first, until those hidden for a value of `along` are enough together.

    Such a cube shares its totals with others: one cell hidden alone would follow from them.
    """
    axis, cells = cube.dimensions.index(along), dict(cube.cells)
    for value in {cell[axis] for cell in cells}:
        line = sorted((counts.get(cell, 0), cell) for cell in cells if cell[axis] == value)
        hidden = sum(count for count, cell in line if cells[cell] is None)
        shown = [(count, cell) for count, cell in line if cells[cell] is not None]
        if len(shown) == len(line):
            continue
        for count, cell in shown:
            if hidden >= GUARD:
                break
            cells[cell] = None
            hidden += count
    return replace(cube, cells=cells)
