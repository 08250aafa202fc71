"""Luck: every cause of every block of replications draws from a stream of its own.

More draws in one cause shift no other, and a block's luck depends on nothing but the seed and its
number: any order of blocks, on any number of threads, gives the same bytes.
"""

from enum import IntEnum

import numpy as np


class Cause(IntEnum):
    """What is drawn; the numbers are part of the model version."""

    DEPARTURES = 0
    LINGERING = 1
    REMOVALS = 2
    ARRIVALS = 3
    ARRIVALS_LINGERING = 4
    ARRIVALS_GONE = 5
    ACTIONS = 6
    FIGURES = 7
    LIVES = 8
    NEWCOMERS = 9
    OCCASIONS = 10


def stream(seed: int, block: int, cause: Cause, *more: int) -> np.random.Generator:
    """The generator of one cause in one block; `more` tells apart those of one cause."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block, cause, *more)))
    )
