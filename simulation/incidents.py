"""The luck of actions, drawn once and shared by all scenarios: common random numbers.

How many actions there are, and one uniform number for each. An action is solved directly where
its number is below the scenario's chance; so two scenarios differ by what they do, not by luck.
Actions come in layers, each at the ledger's rate. A scenario with fewer actions keeps those with
small numbers, one with more adds a layer; what another scenario needs shifts nothing.
"""

from dataclasses import dataclass

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


class IncidentTable:
    """The incidents of one block; layers are drawn when first asked for."""

    def __init__(
        self, *, seed: int, block: int, replications: int, rate: Floats, steps: tuple[float, ...]
    ) -> None:
        """`rate` is that of one layer by municipality [action/year], `steps` are lengths [year]."""
        self._seed = seed
        self._block = block
        self._replications = replications
        self.rate = rate
        self.steps = steps
        self._layers: list[list[Incidents]] = []

    def of(self, step: int, layer: int) -> Incidents:
        """The incidents of one layer in one step."""
        while len(self._layers) <= layer:
            self._layers.append(self._draw(len(self._layers)))
        return self._layers[layer][step]

    def _draw(self, layer: int) -> list[Incidents]:
        rng = stream(self._seed, self._block, Cause.ACTIONS, layer)
        shape = (self._replications, len(self.rate))
        drawn = []
        for length in self.steps:
            counts = rng.poisson(self.rate * length, shape)
            cell = np.repeat(np.arange(counts.size), counts.ravel())
            drawn.append(Incidents(counts, cell, rng.random(cell.size)))
        return drawn
