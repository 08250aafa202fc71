"""Whom an action meets within a part of a step: the mean of who is listed, given its beginning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from simulation import law
from simulation.arrays import Counts, Floats
from simulation.horizon import Stretch
from simulation.plan import Plan

_PLACES, _WEIGHTS = np.polynomial.legendre.leggauss(4)
NODES: Final = 0.5 * (_PLACES + 1.0)
WEIGHTS: Final = 0.5 * _WEIGHTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """Means over a part of what its beginning leads to; shapes (…, municipality)."""

    stay: Floats
    """Of one who was reachable, still is; with classes."""
    linger: Floats
    """Of one who was reachable, is a ghost; with classes."""
    keep: Floats
    """Of a ghost, still is listed."""
    arrived: Floats
    """Newcomers who are reachable [participant]."""
    arrived_lingering: Floats
    """Newcomers who are ghosts [entry]."""

    def reachable(self, reachable: Counts) -> Floats:
        """Mean of the reachable of all classes, for those of the beginning."""
        return _over_classes(reachable, self.stay) + self.arrived

    def unreachable(self, reachable: Counts, unreachable: Counts) -> Floats:
        """Mean of the unreachable, likewise."""
        lingering = _over_classes(reachable, self.linger)
        return np.asarray(lingering + unreachable * self.keep + self.arrived_lingering)


def meanwhile(plan: Plan, parts: Sequence[Stretch], held: npt.NDArray[np.intp]) -> list[Meanwhile]:
    """Of every part; `held` says on which stretch of the plan it lies."""
    rates = plan.rates
    length = np.array([part.years for part in parts])[:, None, None]
    h, γ = rates.departure[..., held, :, :], rates.ghost_share[..., held, :, :]
    δ, new = rates.removal[..., held, :, None], rates.newcomers[..., held, :, :]

    def mean(of: Callable[[Floats], Floats]) -> Floats:
        at_nodes = (w * of(length * x) for x, w in zip(NODES, WEIGHTS, strict=True))
        return np.asarray(sum(at_nodes))

    stay = mean(lambda t: law.staying(h, t))
    linger = mean(lambda t: law.becoming_unreachable(h, γ, δ, t))
    keep = mean(lambda t: law.staying(δ, t))
    arrived = mean(lambda t: new * law.arrived_reachable(h, t)).sum(axis=-1)
    lingering = mean(lambda t: new * law.arrived_unreachable(h, γ, δ, t)).sum(axis=-1)
    return [
        Meanwhile(
            stay=stay[..., i, :, :],
            linger=linger[..., i, :, :],
            keep=keep[..., i, :, 0],
            arrived=arrived[..., i, :] * rates.shares,
            arrived_lingering=lingering[..., i, :] * rates.shares,
        )
        for i in range(len(parts))
    ]


def _over_classes(counts: Counts, chance: Floats) -> Floats:
    return np.asarray(np.einsum("...k,...k->...", counts, chance))
