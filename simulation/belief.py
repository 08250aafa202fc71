"""What one would have to believe: where, in two figures, one scenario beats another."""

from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np

from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds, within
from simulation.doubt import doubtful, draw
from simulation.futures import benefit, expected, refuse_changed
from simulation.region import Region
from simulation.whatif import WhatIf

POINTS: Final = (2, 50)
DRAWS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Values of a figure, from least to greatest; the ledger's range where none is given."""

    parameter: Parameter
    least: float
    greatest: float

    @classmethod
    def of(
        cls,
        whatif: WhatIf,
        parameter: Parameter,
        *,
        least: float | None = None,
        greatest: float | None = None,
    ) -> "Axis":
        """Raise OutOfBounds where neither ledger nor caller gives a range, or it is none."""
        figure = whatif.figure(parameter)
        low = figure.low if least is None else least
        high = figure.high if greatest is None else greatest
        if parameter is Parameter.PARTICIPANTS:
            raise OutOfBounds(parameter.value, "{field} counts people; it cannot be an axis")
        if low is None or high is None:
            raise OutOfBounds(parameter.value, "{field} has no range in the ledger: give both ends")
        for end in (low, high):
            within(parameter.value, end, figure.floor, figure.ceiling)
        if not low < high:
            raise OutOfBounds(
                parameter.value, "{field} from {low:g} to {high:g} is no range", low=low, high=high
            )
        return cls(parameter=parameter, least=low, greatest=high)

    def values(self, points: int) -> Floats:
        return np.linspace(self.least, self.greatest, points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """Where a scenario is worth more than its baseline; other figures as the ledger has them."""

    x: Axis
    y: Axis
    benefit: Floats
    """Of the scenario over the baseline, whole horizon [euro of 2014]; shape (y, x)."""
    boundary: tuple[tuple[float, float], ...]
    """Points (x, y) on the lines of the grid where the benefit is nought, by interpolation."""
    share: float
    """Of what the ledger holds possible of the two figures, the part where it wins; NaN: no say."""


def belief(
    whatif: WhatIf,
    baseline: WhatIf,
    region: Region,
    *,
    price: float,
    x: Axis,
    y: Axis,
    points: int = 25,
    seed: int = 1,
    threads: int = 2,
    stop: Event | None = None,
) -> Belief:
    """Benefit of one what-if over another on a grid of points × points of two figures.

    `price` is what an action solved directly is worth [euro of 2014]; see `futures.benefit`. Raises
    OutOfBounds where a what-if changes one of the two, or the horizons differ.
    """
    within("points", points, *POINTS)
    if x.parameter is y.parameter:
        raise OutOfBounds(
            "y", "{field}={parameter} is on the other axis already", parameter=y.parameter
        )
    for each in (whatif, baseline):
        for axis in (x, y):
            refuse_changed(each, axis.parameter)
    if (whatif.start, whatif.years) != (baseline.start, baseline.years):
        raise OutOfBounds("baseline", "{field} must have the same years")

    def gain(drawn: dict[Parameter, Floats]) -> Floats:
        one, other = (
            expected(each, region, drawn, benefit(price), threads=threads, stop=stop)
            for each in (whatif, baseline)
        )
        return one - other

    across, up = np.meshgrid(x.values(points), y.values(points))
    grid = gain({x.parameter: across.ravel(), y.parameter: up.ravel()}).reshape(across.shape)
    known = [axis.parameter for axis in (x, y) if axis.parameter in doubtful(whatif)]
    share = float("nan")
    if known:
        share = float((gain(draw(whatif, seed=seed, rows=DRAWS, parameters=known)) > 0).mean())
    return Belief(x=x, y=y, benefit=grid, boundary=_boundary(across, up, grid), share=share)


def _boundary(across: Floats, up: Floats, grid: Floats) -> tuple[tuple[float, float], ...]:
    """Where the sign changes between two neighbours, along either axis."""
    points: list[tuple[float, float]] = []
    for before, after in (
        (np.s_[:, :-1], np.s_[:, 1:]),
        (np.s_[:-1, :], np.s_[1:, :]),
    ):
        a, b = grid[before], grid[after]
        turns = (a > 0) != (b > 0)
        along = (a / np.where(turns, a - b, 1.0))[turns]
        xs, ys = (
            here[before][turns] + along * (here[after] - here[before])[turns]
            for here in (across, up)
        )
        points += zip(xs.tolist(), ys.tolist(), strict=True)
    return tuple(sorted(points))
