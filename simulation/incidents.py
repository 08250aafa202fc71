"""The luck of actions, drawn once and shared by all scenarios: common random numbers.

How many actions there are, and one uniform number for each. An action is solved directly where
its number is below the scenario's chance; so two scenarios differ by what they do, not by luck.
Actions come in layers, each at the ledger's rate. A scenario with fewer actions keeps those with
small numbers, one with more adds a layer; what another scenario needs shifts nothing.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from simulation.arrays import Counts, Floats
from simulation.streams import Cause, stream


@dataclass(frozen=True, slots=True)
class Incidents:
    """The possible actions of one layer in one step."""

    counts: Counts
    """Shape (replication, municipality)."""
    cell: npt.NDArray[np.intp]
    """For each action, its place in `counts` laid flat."""
    number: Floats
    """For each action, its uniform number in [0, 1)."""

    def below(self, threshold: Floats) -> Counts:
        """How many have a number below their cell's threshold; shape of `counts`."""
        chosen = self.cell[self.number < threshold.ravel()[self.cell]]
        return np.bincount(chosen, minlength=self.counts.size).reshape(self.counts.shape)


KEPT: Final = 2_000_000
"""Actions of one block that are kept for the next scenario; more are drawn again, the same."""


class IncidentTable:
    """The incidents of one block; each layer of each step has a stream of its own.

    Scenarios that are played side by side may ask at the same time.
    """

    def __init__(
        self, *, seed: int, block: int, replications: int, rate: Floats, steps: tuple[float, ...]
    ) -> None:
        """`rate` is that of one layer by municipality [action/year], `steps` are lengths [year]."""
        self.rate = rate
        self.steps = steps
        self._key = seed, block
        self._shape = replications, len(rate)
        self._kept: dict[tuple[int, int], Incidents] = {}
        self._room = KEPT
        self._drawing = Lock()

    def of(self, step: int, layer: int) -> Incidents:
        """The incidents of one layer in one step."""
        with self._drawing:
            kept = self._kept.get((step, layer))
            if kept is not None:
                return kept
            drawn = self._draw(step, layer)
            if drawn.cell.size <= self._room:
                self._room -= drawn.cell.size
                self._kept[step, layer] = drawn
            return drawn

    def _draw(self, step: int, layer: int) -> Incidents:
        seed, block = self._key
        rng = stream(seed, block, Cause.ACTIONS, step, layer)
        counts = rng.poisson(self.rate * self.steps[step], self._shape)
        cell = np.repeat(np.arange(counts.size), counts.ravel())
        return Incidents(counts, cell, rng.random(cell.size))
