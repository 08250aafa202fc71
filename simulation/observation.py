"""What a register has observed: occurrences, and the time in which they could occur.

It does not see who is unreachable without having been noticed. How many of those listed are,
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

FAILING: Final = (Parameter.MOVE_WITHIN, Parameter.NUMBER_CHANGE)
"""What shows as a failed delivery; a message to who died or moved out still arrives somewhere."""

_NODES: Final = np.polynomial.legendre.leggauss(8)
_COUNTED: Final = (
    "registrations",
    "opt_outs",
    "failed_deliveries",
    "actions",
    "solved_directly",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a register has counted since its first registration; raises OutOfBounds.

    Counts have the shape (municipality, year); the first and last year may be parts of one.
    """

    register: str
    """What it was counted in, in words."""
    years: tuple[int, ...]
    span: Floats
    """How much of each year was observed [year]; shape (year,)."""
    exposure: Floats
    """Time spent listed and not on hold [participant·year]."""
    registrations: Counts
    opt_outs: Counts
    """Of those not on hold."""
    failed_deliveries: Counts
    """Entries put on hold."""
    actions: Counts
    """Actions that have ended."""
    solved_directly: Counts
    today: Counts
    """Listed and not on hold on the last day; shape (municipality,)."""

    def __post_init__(self) -> None:
        shape = (len(self.today), len(self.years))
        for name in ("exposure", *_COUNTED):
            found = getattr(self, name)
            if found.shape != shape:
                raise OutOfBounds(
                    name,
                    "{field} has the shape {found}, not {expected}",
                    found=str(found.shape),
                    expected=str(shape),
                )
            if not (found >= 0).all():
                raise OutOfBounds(name, "{field}={least} is outside [0, ∞)", least=str(found.min()))
        if (self.solved_directly > self.actions).any():
            raise OutOfBounds("solved_directly", "{field} exceeds actions somewhere")
        if self.span.shape != shape[1:] or not ((self.span > 0) & (self.span <= 1)).all():
            raise OutOfBounds(
                "span",
                "{field}={span} is not {years} years or parts of one",
                span=str(self.span),
                years=shape[1],
            )


def reachable_share(observed: Observed) -> tuple[Floats, Floats]:
    """Share reachable of those listed and not on hold: over each year, and on the last day [-].

    Shapes (municipality, year) and (municipality,). Each year's registrations, spread evenly over
    it, are carried forward by the closed forms of `law` with the hazards of the ledger; where
    nobody registered yet the share is 1.
    """
    seen = [Parameter.OPT_OUT, *(FAILING if observed.failed_deliveries.any() else ())]
    leaving = sum(default(cause) for cause in CAUSES)
    h, δ = np.array(leaving), np.array(default(Parameter.REMOVAL_TODAY))
    γ = np.array(1.0 - sum(default(cause) for cause in seen) / leaving)
    nodes, weights = _NODES
    known = hidden = np.zeros(len(observed.today))
    shares = []
    for span, registered in zip(observed.span, observed.registrations.T, strict=True):
        t = span * np.append(0.5 * (nodes + 1.0), 1.0)
        a_year = registered[:, None] / span
        reached = known[:, None] * law.staying(h, t) + a_year * law.arrived_reachable(h, t)
        lost = hidden[:, None] * law.staying(δ, t) + a_year * law.arrived_unreachable(h, γ, δ, t)
        lost = lost + known[:, None] * law.becoming_unreachable(h, γ, δ, t)
        shares.append(_part(reached[:, :-1] @ weights, lost[:, :-1] @ weights))
        known, hidden = reached[:, -1], lost[:, -1]
    return np.stack(shares, axis=1), _part(known, hidden)


def _part(reached: Floats, lost: Floats) -> Floats:
    listed = reached + lost
    return np.divide(reached, listed, out=np.ones_like(listed), where=listed > 0)
