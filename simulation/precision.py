"""How many replications an answer needs, from its exact variance instead of by trial."""

import math
from statistics import NormalDist
from typing import Final

import numpy as np

from simulation.analytic import Expectation, expect
from simulation.arrays import Floats
from simulation.bounds import OutOfBounds, within
from simulation.measures import Measure
from simulation.plan import Plan
from simulation.replications import REPLICATIONS

CONFIDENCE: Final = 0.95
PRECISIONS: Final = (1e-4, 1.0)


def replications_for(
    plan: Plan, precision: float, measure: Measure = Measure.SOLVED_DIRECTLY
) -> int:
    """Replications after which every year's mean is known to within `precision` of itself.

    That is half the 95 % interval of the mean, relative to it. Known exactly is the variance of
    stocks; solved counts are taken for Poisson numbers. Where figures are drawn, their doubt
    counts as well. At least 1; raises OutOfBounds for a precision that is out of reach, and for a
    measure of which no variance is known.
    """
    within("precision", precision, *PRECISIONS)
    exact = expect(plan)
    mean, variance = exact.of(measure), _variance(exact, measure)
    middle, spread = mean.mean(axis=0), variance.mean(axis=0) + mean.var(axis=0)
    relative = np.divide(spread, middle**2, out=np.zeros_like(spread), where=middle > 0)
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    needed = math.ceil(float(relative.max()) * (z / precision) ** 2)
    if needed > REPLICATIONS[1]:
        least = z * math.sqrt(float(relative.max()) / REPLICATIONS[1])
        raise OutOfBounds(
            "precision",
            "{field}={precision:g} takes {needed} replications, {most} is the most: {least:.2g} is "
            "within reach",
            precision=precision,
            needed=needed,
            most=REPLICATIONS[1],
            least=least,
        )
    return max(1, needed)


def _variance(exact: Expectation, measure: Measure) -> Floats:
    if measure in (Measure.SOLVED_DIRECTLY, Measure.ACTIONS):
        return exact.of(measure)
    variance = exact.variance(measure)
    if variance is None:
        raise OutOfBounds(
            "measure", "{field}={measure} has no variance in closed form", measure=measure
        )
    return variance
