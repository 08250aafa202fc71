"""The opening state: who of the register is reachable on the first day, and who is not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulation import channels
from simulation.ages import AGE_MIX
from simulation.arrays import Counts, Floats
from simulation.assumptions import Parameter
from simulation.region import Region
from simulation.whatif import ChannelsReading, WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    reachable: Counts
    """Participants an alert reaches; shape (…, municipality, class)."""
    unreachable: Counts
    """Entries that reach nobody; shape (…, municipality)."""


def opening(region: Region, whatif: WhatIf, drawn: Mapping[Parameter, Floats]) -> Opening:
    """Split the register into the reachable and the unreachable.

    Unreachable are those known to be on hold and, of the others, the assumed hidden share. With
    `participants` the register is scaled to that number first. Where channels are told apart, the
    reachable are split by the assumed share. Where a share is drawn, each row has a state of its
    own.
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
    hidden_share = _at_start(whatif, Parameter.STARTING_GHOST_SHARE, drawn)
    hidden = rounded((listed - on_hold) * hidden_share)
    reachable = listed - on_hold - hidden
    if whatif.channels is ChannelsReading.APART:
        called = rounded(reachable * _at_start(whatif, Parameter.VOICE_SHARE, drawn))
        reachable = channels.classes(np.stack([reachable - called, called], axis=-1))
    return Opening(reachable=reachable, unreachable=(on_hold + hidden).sum(axis=-1))


def rounded(quotas: npt.NDArray[np.floating]) -> Counts:
    """Whole numbers within 1 of their quotas, whose sum is the rounded sum of the quotas.

    The sum is taken over the last two axes.
    """
    flat = quotas.reshape(*quotas.shape[:-2], -1)
    running = np.rint(np.cumsum(flat, axis=-1))
    return np.diff(running, prepend=0.0, axis=-1).astype(np.int64).reshape(quotas.shape)


def _at_start(
    whatif: WhatIf, parameter: Parameter, drawn: Mapping[Parameter, Floats]
) -> Floats | float:
    """A figure of the opening, to multiply (municipality, cohort) with."""
    given = _set(whatif, parameter)
    if given is not None:
        return given
    return drawn[parameter][:, None, None] if parameter in drawn else whatif.value(parameter)


def _set(whatif: WhatIf, parameter: Parameter) -> float | None:
    values = [change.value for change in whatif.changes if change.parameter is parameter]
    return values[-1] if values else None
