"""How far replications lie from the closed forms, for those who want to see for themselves."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from simulation.analytic import Expectation, expect
from simulation.arrays import Floats
from simulation.measures import Measure
from simulation.samples import Samples

FALSE_ALARM: Final = 1e-3
"""Chance that a sound run is called unsound, over all its statistics together."""
CHECKED: Final = (Measure.REACHABLE, Measure.UNREACHABLE, Measure.SOLVED_DIRECTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Means of the region, by measure and year, against their exact values."""

    z: dict[Measure, Floats]
    """Distance in standard errors; shape (year,), 0 where there is nothing to be off."""

    @property
    def statistics(self) -> int:
        """How many distances there are."""
        return sum(len(by_year) for by_year in self.z.values())

    @property
    def largest(self) -> float:
        """Distance farthest from nought."""
        return max(float(np.abs(by_year).max()) for by_year in self.z.values())

    @property
    def limit(self) -> float:
        """Distance that the largest passes by luck alone once in 1 / FALSE_ALARM runs."""
        return NormalDist().inv_cdf(1.0 - FALSE_ALARM / (2 * self.statistics))

    @property
    def holds(self) -> bool:
        return self.largest <= self.limit

    @property
    def words(self) -> str:
        """The same as a sentence."""
        verdict = "agrees with" if self.holds else "CONTRADICTS"
        return (
            f"The run {verdict} the closed form: the largest of {self.statistics} distances is "
            f"{self.largest:.1f} standard errors, {self.limit:.1f} are allowed."
        )


def verify(samples: Samples) -> Verification:
    """Hold the means of a run to the closed form.

    Where figures are drawn, each replication has a closed form of its own. The standard errors are
    exact for stocks; solved counts are taken for Poisson numbers, which they are but for the
    little that the base varies.
    """
    exact = expect(samples.plan)
    return Verification(
        z={measure: _distance(measure, samples.of(measure), exact) for measure in CHECKED}
    )


def _distance(measure: Measure, drawn: Floats, exact: Expectation) -> Floats:
    truth = exact.of(measure)
    variance = exact.variance(measure)
    spread = (truth if variance is None else variance).mean(axis=0)
    off = (drawn - truth).mean(axis=0)
    error = np.sqrt(spread / len(drawn))
    # without spread the two are equal up to rounding, or infinitely far apart
    certain: Floats = np.where(np.abs(off) < 1e-6, 0.0, np.inf)
    np.divide(off, error, out=certain, where=error > 0)
    return certain
