"""Where a step is cut into parts, because the base changes too much in one.

What an action meets is the mean of the chances at both ends of a part: a trapezium, off by
T²/12 · p″. Steps are cut until that is below BIAS, judged by the base that is expected at both ends
of each stretch, in every municipality; a base that begins anew from nought is cut to days.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from simulation.arrays import Floats
from simulation.fates import fates
from simulation.plan import Plan
from simulation.whatif import Link

BIAS: Final = 2e-4
"""Most that the chance of resolution may be off, of itself."""
DAYS: Final = 365.25


def cuts(plan: Plan, grid: list[date]) -> Iterator[date]:
    """First days of all stretches, and days that cut the steps of a grid in equal parts."""
    begins = [plan.whatif.opening + timedelta(days=part.begin) for part in plan.stretches]
    yield from begins
    sharpest = _sharpness(plan)
    for begin, end in pairwise(sorted({*grid, *begins})):
        stretch = bisect_right(begins, begin) - 1
        days = (end - begin).days
        parts = math.ceil(days / DAYS * math.sqrt(sharpest[stretch] / 12.0 / BIAS))
        parts = min(days, parts)
        yield from (begin + timedelta(days=days * i // parts) for i in range(1, parts))


def _sharpness(plan: Plan) -> Floats:
    """Largest |p″| / p of all rows, ends and municipalities; shape (stretch,) [1/year²]."""
    rates = plan.rates
    length = np.array([stretch.years for stretch in plan.stretches])[:, None, None]
    there = fates(plan, np.array([0.0, 1.0]))
    first = plan.opening.reachable[..., None, None, :, :]
    reachable = first * there.stay + there.arrived * rates.shares[:, None]
    outside = np.stack(rates.outside, axis=-2)

    leaving = rates.departure[..., None, :, :]
    flow = rates.registrations[..., None, :, :] - leaving * reachable
    growth = np.diff(outside, axis=-2) / length
    audience = np.maximum(reachable.sum(axis=-1) + outside, 1.0)
    steep = ((flow.sum(axis=-1) + growth) / audience) ** 2
    bend = -(leaving * flow).sum(axis=-1) / audience
    if plan.whatif.link is Link.POWER:
        ε = rates.elasticity[..., None, :]
        bend = ε * (bend + (ε - 1.0) * steep)
    else:
        highest = rates.ceiling if plan.whatif.link is Link.CEILING else 1.0
        missing = np.log1p(-np.minimum(rates.resolution / highest, 0.999))[..., None, :]
        bend = bend + missing * steep
    counts = ~rates.ended[:, None] & (plan.audience_today > 0)[..., None, None, :]
    sharp = np.where(counts, np.abs(bend), 0.0)
    over = tuple(axis for axis in range(sharp.ndim) if axis != sharp.ndim - 3)
    return np.asarray(sharp.max(axis=over))
