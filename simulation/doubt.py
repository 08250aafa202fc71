"""The doubt in figures: what the ledger's low and high say of a value nobody knows.

Low and high are the 5 % and 95 % points of a figure's distribution. Where low is the least that
there can be, it is a bound and not such a point, and the ledger's value takes its place: as the
mean of a Gamma or Beta, as the median of a Lognormal.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from scipy import optimize, special

from simulation.analytic import expect
from simulation.arrays import Floats
from simulation.assumptions import Assumption, Distribution, Parameter
from simulation.measures import Measure
from simulation.run import BLOCK
from simulation.samples import Samples
from simulation.streams import Cause, stream
from simulation.whatif import WhatIf

LOW, HIGH = 0.05, 0.95
Quantile = Callable[[Floats], Floats]


def doubtful(whatif: WhatIf) -> tuple[Parameter, ...]:
    """Figures that have a distribution, and that the what-if leaves as they are."""
    return tuple(
        parameter
        for parameter in Parameter
        if whatif.figure(parameter).distribution is not Distribution.FIXED
        and whatif.figure(parameter).value is not None
        and parameter not in whatif.settled
    )


def draw(
    whatif: WhatIf, *, seed: int, rows: int, parameters: Iterable[Parameter] | None = None
) -> dict[Parameter, Floats]:
    """Draw a set of figures for each row; shapes (row,), rows rounded up to whole blocks.

    By default all that are doubtful. Every figure of every block has a stream of its own, so that
    two what-ifs, with one seed, have the same figures where they doubt the same.
    """
    blocks = range(-(-rows // BLOCK))
    names = list(Parameter)
    return {
        name: quantile(
            whatif.figure(name),
            np.concatenate(
                [
                    stream(seed, block, Cause.FIGURES, names.index(name)).random(BLOCK)
                    for block in blocks
                ]
            ),
        )
        for name in (doubtful(whatif) if parameters is None else parameters)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Where the variance of what may happen comes from; shapes (year,), NaN where undefined."""

    measure: Measure
    years: tuple[int, ...]
    chance: Floats
    """By luck, whatever the figures: E_θ Var(y | θ)."""
    figures: Floats
    """By not knowing the figures θ: Var_θ E(y | θ)."""

    @property
    def total(self) -> Floats:
        return self.chance + self.figures


def split(samples: Samples, measure: Measure, municipality: str | None = None) -> Split:
    """Split the variance over replications that each have figures of their own.

    What is expected given the figures of a replication has a closed form; the rest is its luck.
    Without drawn figures all is luck. COST_PER_SOLVED, a ratio of means, has no variance.
    """
    drawn = samples.of(measure, municipality)
    undefined = np.nan if measure is Measure.COST_PER_SOLVED else 0.0
    given = expect(samples.plan).of(measure, municipality)
    return Split(
        measure=measure,
        years=tuple(samples.plan.years),
        chance=((drawn - given) ** 2).mean(axis=0) + undefined,
        figures=given.var(axis=0) + undefined,
    )


def quantile(figure: Assumption, share: Floats) -> Floats:
    """Value of a figure at or below which this share of its distribution lies.

    Raises ValueError for a figure without a distribution.
    """
    if figure.value is None or figure.low is None or figure.high is None:
        raise ValueError(f"{figure.name} has no distribution")
    law = _LAWS[figure.distribution](figure.low, figure.value, figure.high, figure.floor)
    return np.clip(law(np.asarray(share, dtype=float)), figure.floor, figure.ceiling)


@cache
def _gamma(low: float, value: float, high: float, floor: float) -> Quantile:
    """Two quantiles fix shape and scale; or, where low is a bound, the mean and one quantile."""

    def unit(shape: float, share: float) -> float:
        return float(special.gammaincinv(shape, share))

    def off(log_shape: float) -> float:
        shape = np.exp(log_shape)
        if low > floor:
            return float(unit(shape, HIGH) / unit(shape, LOW) - high / low)
        return float(unit(shape, HIGH) / shape - high / value)

    shape = float(np.exp(optimize.brentq(off, np.log(0.2), np.log(1e9))))
    scale = high / unit(shape, HIGH)
    return lambda share: np.asarray(scale * special.gammaincinv(shape, share))


@cache
def _beta(low: float, value: float, high: float, floor: float) -> Quantile:
    """Two quantiles; or the mean and one quantile.

    Where both ends are bounds, the mean alone, as flat as a chance nobody knows anything of; where
    the value is a bound too, a density that falls from there.
    """

    def two(logs: Floats) -> list[float]:
        a, b = np.exp(logs)
        return [special.betaincinv(a, b, LOW) / low - 1, special.betaincinv(a, b, HIGH) / high - 1]

    def one(log_weight: float) -> float:
        a, b = np.exp(log_weight) * np.array([value, 1.0 - value])
        return float(special.betaincinv(a, b, HIGH)) - high

    if low > floor:
        # a Beta of about this mean and spread; the ends of a posterior lie close to both
        spread = (high - low) / (2.0 * special.ndtri(HIGH))
        weight = max(value * (1.0 - value) / spread**2 - 1.0, 1.0)
        found = optimize.root(two, np.log([weight * value, weight * (1.0 - value)]), tol=1e-10)
        if np.abs(two(found.x)).max() > 1e-6:
            raise ValueError(f"no Beta has {low} and {high} as its 5 % and 95 % points")
        a, b = np.exp(found.x)
    elif value == floor:
        a, b = 1.0, np.log(1.0 - HIGH) / np.log(1.0 - high)
    elif high >= 1.0:
        a, b = 2.0 * value, 2.0 * (1.0 - value)
    else:
        weight = np.exp(optimize.brentq(one, np.log(1.5), np.log(1e6)))
        a, b = weight * value, weight * (1.0 - value)
    return lambda share: np.asarray(special.betaincinv(a, b, share))


@cache
def _lognormal(low: float, value: float, high: float, floor: float) -> Quantile:
    """Two quantiles; or, where low is a bound, the median and one quantile."""
    z = special.ndtri(HIGH)
    median = np.sqrt(low * high) if low > floor else value
    spread = np.log(high / median) / z
    return lambda share: np.asarray(median * np.exp(spread * special.ndtri(share)))


_LAWS: Final[dict[Distribution, Callable[[float, float, float, float], Quantile]]] = {
    Distribution.GAMMA: _gamma,
    Distribution.BETA: _beta,
    Distribution.LOGNORMAL: _lognormal,
}
