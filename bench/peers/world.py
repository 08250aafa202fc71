"""What all peers share: the chances of every step, the actions, and what they are asked."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.arrays import Counts
from simulation.horizon import Step
from simulation.plan import Plan
from simulation.transitions import Transition, transitions


@dataclass(frozen=True, slots=True)
class Record:
    """What one replication brought; every array has shape (year, municipality)."""

    reachable: Counts
    unreachable: Counts
    solved: Counts

    @classmethod
    def blank(cls, plan: Plan) -> "Record":
        shape = plan.whatif.years, len(plan.region.municipalities)
        return cls(*(np.zeros(shape, dtype=np.int64) for _ in range(3)))


def steps(plan: Plan, step: Step) -> list[Transition]:
    """Steps of a plan, with every chance laid out over municipalities and classes."""
    base = plan.opening.reachable.shape
    return [
        replace(
            part,
            leave=np.broadcast_to(part.leave, base),
            linger=np.broadcast_to(part.linger, base),
            remove=np.broadcast_to(part.remove, base[:1]),
        )
        for part in transitions(plan, step)
    ]


def solve(part: Transition, before: Counts, after: Counts, rng: np.random.Generator) -> Counts:
    """Actions of a step that are solved directly; the base before and after it by municipality."""
    chance = 0.5 * (part.resolution.chance(before) + part.resolution.chance(after))
    return np.asarray(rng.binomial(rng.poisson(part.actions), chance))
