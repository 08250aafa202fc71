"""What a register has observed, as far as it is published: occurrences, and those they befell.

A count that is published is known to lie between two numbers: it is rounded, or too small to be
shown. Who is unreachable without having been noticed is not seen: how many of those listed are,
follows from when they registered and from the ledger's hazards.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation import law
from simulation.ages import CAUSES
from simulation.arrays import Counts, Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds
from simulation.ledger import default
from simulation.posteriors import Between

FAILING: Final = (Parameter.MOVE_WITHIN, Parameter.NUMBER_CHANGE)
"""What shows as a failed delivery; a message to who died or moved out still arrives somewhere."""

_NODES: Final = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolutions:
    """Actions of some calendar years together that have ended; all of them are in `years`."""

    years: tuple[int, ...]
    actions: int
    directly: Between
    """Those solved directly; shape ()."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is published of a region's years; raises OutOfBounds.

    Counts have the shape (year,); of the last year a part may be observed.
    """

    register: str
    """What it was counted in, in words."""
    years: tuple[int, ...]
    """Without a gap."""
    span: Floats
    """How much of each year was observed [year]; shape (year,)."""
    base: Floats
    """Listed and not on hold when each year began, and when the last ended; shape (year + 1,)."""
    registrations: Between
    opt_outs: Between
    """Of those not on hold."""
    failed_deliveries: Between
    """Entries put on hold."""
    resolutions: tuple[Resolutions, ...]

    def __post_init__(self) -> None:
        shape = (len(self.years),)
        for name in ("registrations", "opt_outs", "failed_deliveries"):
            _check_shape(name, getattr(self, name).low, shape)
        _check_shape("base", self.base, (len(self.years) + 1,))
        if not (self.base >= 0).all():
            raise OutOfBounds("base", "{field}={least} is outside [0, ∞)", least=self.base.min())
        if self.span.shape != shape or not ((self.span > 0) & (self.span <= 1)).all():
            raise OutOfBounds(
                "span",
                "{field}={span} is not {years} years or parts of one",
                span=str(self.span),
                years=shape[0],
            )

    @property
    def exposure(self) -> Floats:
        """Time spent listed and not on hold, by year [participant·year]."""
        return 0.5 * (self.base[:-1] + self.base[1:]) * self.span


def reachable_share(observed: Observed) -> tuple[Floats, float]:
    """Share reachable of those listed and not on hold: over each year, and on the last day [-].

    Those of the first day are taken to have come evenly over the year before. Each year's
    registrations, spread evenly over it, are carried forward by the closed forms of `law` with the
    hazards of the ledger; while nobody is there the share is 1.
    """
    seen = [Parameter.OPT_OUT, *(FAILING if observed.failed_deliveries.noted else ())]
    leaving = sum(default(cause) for cause in CAUSES)
    h, δ = np.array(leaving), np.array(default(Parameter.REMOVAL_TODAY))
    γ = np.array(1.0 - sum(default(cause) for cause in seen) / leaving)
    nodes, weights = _NODES
    a_year = np.array(1.0)
    known = observed.base[0] * law.arrived_reachable(h, a_year)
    hidden = observed.base[0] * law.arrived_unreachable(h, γ, δ, a_year)
    shares = []
    for span, registered in zip(observed.span, observed.registrations.middle, strict=True):
        t = span * np.append(0.5 * (nodes + 1.0), 1.0)
        rate = registered / span
        reached = known * law.staying(h, t) + rate * law.arrived_reachable(h, t)
        lost = hidden * law.staying(δ, t) + rate * law.arrived_unreachable(h, γ, δ, t)
        lost = lost + known * law.becoming_unreachable(h, γ, δ, t)
        shares.append(_part(reached[:-1] @ weights, lost[:-1] @ weights))
        known, hidden = reached[-1], lost[-1]
    return np.array(shares), _part(known, hidden)


def _part(reached: float, lost: float) -> float:
    return float(reached / (reached + lost)) if reached + lost > 0 else 1.0


def _check_shape(name: str, found: Counts | Floats, expected: tuple[int, ...]) -> None:
    if found.shape != expected:
        raise OutOfBounds(
            name,
            "{field} has the shape {found}, not {expected}",
            found=str(found.shape),
            expected=str(expected),
        )
