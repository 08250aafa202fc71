"""Channels: those who are called and those who get an SMS, a second dimension of the classes.

How participants split over them was never published; the share is assumed, and newcomers have it
too. A class is a birth cohort in one channel: the classes of a cohort stand side by side.
"""

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.terms import Terms

CHANNELS: Final = ("SMS", "VOICE")
T = TypeVar("T", bound=np.generic)


def classes(by_channel: npt.NDArray[T]) -> npt.NDArray[T]:
    """Lay (…, cohort, channel) out as (…, class)."""
    return by_channel.reshape(*by_channel.shape[:-2], -1)


def split(terms: Terms) -> Floats:
    """Share of each channel; shape (…, stretch, municipality, 1, channel) [-]."""
    called = terms.values[Parameter.VOICE_SHARE]
    return np.stack([1.0 - called, called], axis=-1)[..., None, :]


def number_changes(terms: Terms) -> Floats:
    """Hazard of a changed number relative to the mean of all channels; shape as `split` [-]."""
    factor = terms.values[Parameter.VOICE_NUMBER_CHANGE]
    relative = np.stack(np.broadcast_arrays(1.0, factor), axis=-1)[..., None, :]
    return np.asarray(relative / (split(terms) * relative).sum(axis=-1, keepdims=True))
