"""The law of the base while its hazards stay the same: closed forms of what becomes of people.

A reachable participant stops being reachable at hazard h [1/year]; a share γ of those stays
listed as an unreachable entry, which is removed at hazard δ [1/year]. New ones come at rate Λ.
Competing exits are never taken one after another, nor h·t for a chance.
"""

from typing import Final

import numpy as np

from simulation.arrays import Floats

_NODES: Final = np.polynomial.legendre.leggauss(16)
CLOSE: Final = 1e-3
"""Where |h − δ|·t is below this, the difference quotient is integrated, not subtracted."""


def staying(hazard: Floats, t: Floats) -> Floats:
    """Chance e^(−ht) that what ends at a hazard is still there after t [year]."""
    return np.exp(-hazard * t)


def becoming_unreachable(h: Floats, γ: Floats, δ: Floats, t: Floats) -> Floats:
    """Chance γh(e^(−δt) − e^(−ht))/(h − δ) that one reachable now is a listed ghost after t."""
    return γ * h * np.exp(-δ * t) * t * _mean_decay((h - δ) * t)


def arrived_reachable(h: Floats, t: Floats) -> Floats:
    """Expected reachable after t for each registration a year: (1 − e^(−ht))/h [year]."""
    return t * _mean_decay(h * t)


def arrived_unreachable(h: Floats, γ: Floats, δ: Floats, t: Floats) -> Floats:
    """Expected unreachable after t for each registration a year: ∫ γh(d − s)/(h − δ) [year]."""
    h, γ, δ, t = np.broadcast_arrays(h, γ, δ, t)
    gap = h - δ
    close = np.abs(gap * t) < CLOSE
    spent = (arrived_reachable(δ, t) - arrived_reachable(h, t)) / np.where(close, 1.0, gap)
    if close.any():
        nodes, weights = _NODES
        u = 0.5 * t[close, None] * (nodes + 1.0)
        density = np.exp(-δ[close, None] * u) * u * _mean_decay(gap[close, None] * u)
        spent[close] = 0.5 * t[close] * (density @ weights)
    return np.asarray(γ * h * spent)


def _mean_decay(x: Floats) -> Floats:
    """(1 − e^(−x))/x, with its limit 1 at x = 0."""
    return np.divide(-np.expm1(-x), x, out=np.ones_like(x), where=x != 0)
