"""What counts teach: a prior that weighs next to nothing, and the counts.

Every prior is centred on what was expected before; low and high are the 5 % and 95 % points.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from simulation.arrays import Counts, Floats

LOW, HIGH = 0.05, 0.95
_ELASTICITIES: Final = 80
_CHANCES: Final = 120


@dataclass(frozen=True, slots=True)
class Posterior:
    mean: float
    low: float
    high: float


def rate(events: int, exposure: float, *, expected: float) -> Posterior:
    """Of a rate [1/year]: Gamma(½ + events, ½/expected + exposure), exposure in [year].

    The prior is worth half an event in the time that half an event is expected in; its shape is
    that of Jeffreys' prior, with which intervals cover about what they say.
    """
    shape, inverse_scale = 0.5 + events, 0.5 / expected + exposure
    low, high = special.gammaincinv(shape, (LOW, HIGH)) / inverse_scale
    return Posterior(shape / inverse_scale, float(low), float(high))


def chance(successes: int, trials: int, *, expected: float) -> Posterior:
    """Of a chance [-]: Beta(1 + successes, 1/expected − 1 + failures).

    The prior is the flattest Beta with that mean and no peak at either end.
    """
    a, b = 1.0 + successes, 1.0 / expected - 1.0 + trials - successes
    low, high = special.betaincinv(a, b, (LOW, HIGH))
    return Posterior(a / (a + b), float(low), float(high))


def elasticity(
    solved: Counts, actions: Counts, base: Floats, *, expected: float, chance: float
) -> Posterior:
    """Of the elasticity ε [%/%] of the chance of resolution to the base, within [0, 1].

    A logistic regression over municipalities and years: logit p = α + β ln x, where x is `base`
    relative to the mean of its year; all three arrays have the shape (municipality, year). Each
    year has a chance of its own, integrated out: else whatever changed with the years (telephones,
    practice) were taken for the base, which mostly grew with them. So only differences between
    municipalities teach. The slope β = ε/(1 − p) makes ε the elasticity at the year's mean base,
    which is what the link POWER means by it; a log link would be that very link, but lets p pass 1.
    Priors: ε ~ Beta(1, 1/expected − 1), each year's p ~ Beta(1, 1/chance − 1). The posterior is
    summed on a grid, not approximated, so that few events leave it wide.
    """
    ε = _midpoints(0.0, 1.0, _ELASTICITIES)
    weight = (1.0 / expected - 2.0) * np.log1p(-ε)
    for year in range(actions.shape[1]):
        known = (actions[:, year] > 0) & (base[:, year] > 0.0)
        if not known.any():
            continue
        n, k = actions[known, year], solved[known, year]
        x = np.log(base[known, year])
        x -= np.average(x, weights=n)
        p = _midpoints(*_range_of_chance(int(k.sum()), int(n.sum()), x), _CHANCES)
        slope = ε[:, None] / (1.0 - p)
        logit = np.log(p / (1.0 - p)) + slope * x[:, None, None]
        told = np.tensordot(k, logit, 1) - np.tensordot(n, np.logaddexp(0.0, logit), 1)
        weight = weight + special.logsumexp(told + (1.0 / chance - 2.0) * np.log1p(-p), axis=-1)
    share = np.exp(weight - weight.max())
    share /= share.sum()
    upto = np.concatenate([[0.0], np.cumsum(share)])
    edges = np.linspace(0.0, 1.0, _ELASTICITIES + 1)
    low, high = np.interp((LOW, HIGH), upto, edges)
    return Posterior(float(share @ ε), float(low), float(high))


def _range_of_chance(solved: int, actions: int, x: Floats) -> tuple[float, float]:
    """Where the chance at the mean base can be at all, whatever the elasticity in [0, 1]."""
    observed = (solved + 1.0) / (actions + 2.0)
    doubt = 8.0 * np.sqrt(observed * (1.0 - observed) / actions)
    low, high = (observed - doubt) * np.exp(-x.max()), (observed + doubt) * np.exp(-x.min())
    return max(float(low), 0.0), min(float(high), 1.0)


def _midpoints(low: float, high: float, number: int) -> Floats:
    return low + (high - low) * (np.arange(number) + 0.5) / number
