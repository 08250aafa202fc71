"""The opening state: who of the register is reachable on the first day, and who is not."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulation.ages import AGE_MIX
from simulation.arrays import Counts
from simulation.assumptions import Parameter
from simulation.ledger import default
from simulation.region import Region
from simulation.whatif import WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    reachable: Counts
    """Participants an alert reaches; shape (municipality, cohort)."""
    unreachable: Counts
    """Entries that reach nobody; shape (municipality,)."""


def opening(region: Region, whatif: WhatIf) -> Opening:
    """Split the register into the reachable and the unreachable.

    Unreachable are those known to be on hold and, of the others, the assumed hidden share. With
    `participants` the register is scaled to that number first.
    """
    listed = np.array([town.listed for town in region.municipalities], dtype=np.int64)
    on_hold = np.array([town.on_hold for town in region.municipalities], dtype=np.int64)
    wanted = _set(whatif, Parameter.PARTICIPANTS)
    if wanted is not None:
        present = max(int(listed.sum()), 1)
        spread = listed if listed.any() else region.shares[:, None] * np.array(AGE_MIX[::-1])
        on_hold = on_hold * int(wanted) // present
        listed = rounded(np.multiply(spread, wanted / float(spread.sum())))
        on_hold = np.minimum(on_hold, listed)
    hidden_share = _set(whatif, Parameter.STARTING_GHOST_SHARE)
    if hidden_share is None:
        hidden_share = default(Parameter.STARTING_GHOST_SHARE)
    hidden = rounded((listed - on_hold) * hidden_share)
    return Opening(reachable=listed - on_hold - hidden, unreachable=(on_hold + hidden).sum(axis=1))


def rounded(quotas: npt.NDArray[np.floating]) -> Counts:
    """Whole numbers within 1 of their quotas, whose sum is the rounded sum of the quotas."""
    running = np.rint(np.cumsum(quotas.ravel()))
    return np.diff(running, prepend=0.0).astype(np.int64).reshape(quotas.shape)


def _set(whatif: WhatIf, parameter: Parameter) -> float | None:
    values = [change.value for change in whatif.changes if change.parameter is parameter]
    return values[-1] if values else None
