"""The chance that a scenario solves more actions directly than the baseline does.

Counted, not expected: in each replication the same actions happen to both, each with one number
that says how hard it is, and what is compared is how many each of them solved. Years are short:
most end in a tie, so that ties stand apart.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from simulation.arrays import Floats
from simulation.comparison import Difference
from simulation.measures import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Advantage:
    """Shares of the replications, which add up to 1 [-]; all of one shape, () or (year,)."""

    more: Floats
    as_many: Floats
    fewer: Floats
    replications: int

    @classmethod
    def of(cls, extra: Floats) -> Self:
        """Count what is above, at and below nought; replications come first."""
        return cls(
            more=np.asarray((extra > 0).mean(axis=0)),
            as_many=np.asarray((extra == 0).mean(axis=0)),
            fewer=np.asarray((extra < 0).mean(axis=0)),
            replications=len(extra),
        )

    def error(self, share: Floats) -> Floats:
        """How well one of the three is computed: its standard error; NaN with one replication."""
        known = self.replications if self.replications > 1 else np.nan
        return np.asarray(np.sqrt(share * (1.0 - share) / known))


def over_horizon(difference: Difference, municipality: str | None = None) -> Advantage | None:
    """Chance to solve more directly over all years, shape (); None in closed form."""
    extra = difference.over_horizon(Measure.SOLVED_DIRECTLY, municipality)
    return None if extra is None else Advantage.of(extra)


def by_year(difference: Difference, municipality: str | None = None) -> Advantage | None:
    """Chance to solve more directly in each year, shape (year,); None in closed form."""
    extra = difference.of(Measure.SOLVED_DIRECTLY, municipality)
    return None if extra is None else Advantage.of(extra)
