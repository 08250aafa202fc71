"""What counts teach: a prior that weighs next to nothing, and the counts.

Every prior is centred on what was expected before; low and high are the 5 % and 95 % points. A
count that is only known to lie between two numbers teaches as much: its chance is that of all of
them together. Posteriors are summed on a grid, so that few events leave them wide.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from simulation.arrays import Counts, Floats
from simulation.bounds import OutOfBounds

LOW, HIGH = 0.05, 0.95
_POINTS: Final = 4_000
_BEYOND: Final = 1e-9
"""Chance of what lies beyond either end of a grid, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Counts known to lie from `low` to `high`, both included; raises OutOfBounds."""

    low: Counts
    high: Counts

    def __post_init__(self) -> None:
        if (
            self.low.shape != self.high.shape
            or not ((self.low >= 0) & (self.low <= self.high)).all()
        ):
            raise OutOfBounds("low", "{field} does not lie from 0 to high")

    @property
    def noted(self) -> bool:
        """Whether any of it surely happened."""
        return bool(self.low.any())

    @property
    def middle(self) -> Floats:
        """Where it surely happened, the middle; else 0."""
        return np.where(self.low > 0, 0.5 * (self.low + self.high), 0.0)


@dataclass(frozen=True, slots=True)
class Posterior:
    mean: float
    low: float
    high: float


def rate(events: Between, exposure: Floats, *, expected: float) -> Posterior:
    """Of a rate [1/year] with a prior Gamma(½, ½/expected); events and exposure [year] by period.

    Of exact counts it is Gamma(½ + events, ½/expected + exposure). The prior is worth half an event
    in the time that half an event is expected in; its shape is that of Jeffreys' prior, with which
    intervals cover about what they say.
    """
    inverse_scale = 0.5 / expected + float(exposure.sum())
    ends = (
        special.gammaincinv(0.5 + events.low.sum(), _BEYOND) / inverse_scale,
        special.gammainccinv(0.5 + events.high.sum(), _BEYOND) / inverse_scale,
    )
    # by its root, in which the prior is finite at nought
    root = _midpoints(*np.sqrt(ends))
    λ = root**2
    counts, unlike = _all(events)
    mean = λ[:, None, None] * exposure[:, None]
    chances = special.xlogy(counts, mean) - mean - special.gammaln(counts + 1.0)
    weight = -0.5 / expected * λ + _together(chances, unlike)
    return _summed(λ, weight)


def chance(successes: Between, trials: Floats, *, expected: float) -> Posterior:
    """Of a chance [-] with a prior Beta(1, 1/expected − 1); successes and trials by period.

    Of exact counts it is Beta(1 + successes, 1/expected − 1 + failures). The prior is the flattest
    Beta with that mean and no peak at either end.
    """
    b, of = 1.0 / expected - 1.0, float(trials.sum())
    low, high = float(successes.low.sum()), float(successes.high.sum())
    p = _midpoints(
        special.betaincinv(1.0 + low, b + of - low, _BEYOND),
        special.betainccinv(1.0 + high, b + of - high, _BEYOND),
    )
    counts, unlike = _all(successes)
    others = np.maximum(trials[:, None] - counts, 0.0)
    ways = special.gammaln(trials[:, None] + 1.0) - special.gammaln(counts + 1.0)
    ways = ways - special.gammaln(others + 1.0)
    at = p[:, None, None]
    chances = ways + special.xlogy(counts, at) + special.xlog1py(others, -at)
    weight = (b - 1.0) * np.log1p(-p) + _together(chances, unlike | (counts > trials[:, None]))
    return _summed(p, weight)


def _all(known: Between) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Every count of each period that it may be, shape (period, count), and which it may not be."""
    width = int((known.high - known.low).max(initial=0)) + 1
    counts = known.low[:, None] + np.arange(width, dtype=np.float64)
    return counts, counts > known.high[:, None]


def _together(chances: Floats, unlike: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """Logarithm of the chance of all periods, by point of the grid."""
    return np.asarray(special.logsumexp(np.where(unlike, -np.inf, chances), axis=-1).sum(axis=-1))


def _summed(points: Floats, weight: Floats) -> Posterior:
    share = np.exp(weight - weight.max())
    share /= share.sum()
    upto = np.cumsum(share) - 0.5 * share
    low, high = np.interp((LOW, HIGH), upto, points)
    return Posterior(float(share @ points), float(low), float(high))


def _midpoints(low: float, high: float) -> Floats:
    return low + (high - low) * (np.arange(_POINTS) + 0.5) / _POINTS
