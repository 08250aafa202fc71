"""Time: days since the opening, cut into stretches that lie within one calendar year.

Days are whole numbers, so that dates meet exactly; a rate acts for the share of its year that a
stretch covers, so that every calendar year counts as exactly 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import pairwise

import numpy as np

from simulation.arrays import Floats


class Step(IntEnum):
    """How often the base turns over; its value is the number of steps in a year."""

    YEAR = 1
    QUARTER = 4
    MONTH = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """From day `begin` to day `end` after the opening; `years` is its length [year]."""

    begin: int
    end: int
    years: float
    year: int
    """Which year of the projection it lies in, from 0."""

    @property
    def days(self) -> int:
        return self.end - self.begin


def edges(opening: date, years: int, step: Step) -> list[date]:
    """First days of the steps of a projection, and the day after the last of them."""
    months = range(0, 12, 12 // step)
    begins = [date(opening.year + y, 1 + m, 1) for y in range(years) for m in months]
    return [*begins, date(opening.year + years, 1, 1)]


def stretches(opening: date, dates: Iterable[date]) -> tuple[Stretch, ...]:
    """Stretches between dates, in their order; the dates must hold every 1 January."""
    return tuple(
        Stretch(
            begin=(begin - opening).days,
            end=(end - opening).days,
            years=(end - begin).days / (date(begin.year + 1, 1, 1) - date(begin.year, 1, 1)).days,
            year=begin.year - opening.year,
        )
        for begin, end in pairwise(sorted(set(dates)))
    )


def yearly(rate: Floats, stretches: Sequence[Stretch]) -> Floats:
    """Totals of each year of what goes on at a rate [1/year]; (…, stretch, place) to (…, year, …).

    Stretches are in order, and each year has one at least.
    """
    length = np.array([stretch.years for stretch in stretches])[:, None]
    begins = np.flatnonzero(np.diff([stretch.year for stretch in stretches], prepend=-1))
    return np.asarray(np.add.reduceat(rate * length, begins, axis=-2))
