"""The opening state: who of the register is reachable on the first day, and who is not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulation.ages import AGE_MIX
from simulation.arrays import Counts, Floats
from simulation.assumptions import Parameter
from simulation.region import Region
from simulation.whatif import WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    reachable: Counts
    """Participants an alert reaches; shape (…, municipality, cohort)."""
    unreachable: Counts
    """Entries that reach nobody; shape (…, municipality)."""


def opening(region: Region, whatif: WhatIf, drawn: Mapping[Parameter, Floats]) -> Opening:
    """Split the register into the reachable and the unreachable.

    Unreachable are those known to be on hold and, of the others, the assumed hidden share. With
    `participants` the register is scaled to that number first. Where the hidden share is drawn,
    each row has a state of its own.
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
    share = _set(whatif, Parameter.STARTING_GHOST_SHARE)
    hidden_share: Floats | float
    if share is not None:
        hidden_share = share
    elif Parameter.STARTING_GHOST_SHARE in drawn:
        hidden_share = drawn[Parameter.STARTING_GHOST_SHARE][:, None, None]
    else:
        hidden_share = whatif.value(Parameter.STARTING_GHOST_SHARE)
    hidden = rounded((listed - on_hold) * hidden_share)
    return Opening(reachable=listed - on_hold - hidden, unreachable=(on_hold + hidden).sum(axis=-1))


def rounded(quotas: npt.NDArray[np.floating]) -> Counts:
    """Whole numbers within 1 of their quotas, whose sum is the rounded sum of the quotas.

    The sum is taken over the last two axes.
    """
    flat = quotas.reshape(*quotas.shape[:-2], -1)
    running = np.rint(np.cumsum(flat, axis=-1))
    return np.diff(running, prepend=0.0, axis=-1).astype(np.int64).reshape(quotas.shape)


def _set(whatif: WhatIf, parameter: Parameter) -> float | None:
    values = [change.value for change in whatif.changes if change.parameter is parameter]
    return values[-1] if values else None
