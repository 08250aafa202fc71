"""Mesa 3: an agent for each participant, all of them asked every step in a random order."""

import mesa
import numpy as np

from bench.peers.world import Record, solve, steps
from simulation.arrays import Counts
from simulation.horizon import Step
from simulation.plan import Plan
from simulation.transitions import Transition


class Participant(mesa.Agent):
    model: "Register"

    def __init__(self, model: "Register", town: int, cohort: int) -> None:
        super().__init__(model)
        self.town = town
        self.cohort = cohort
        model.reachable[town] += 1

    def step(self) -> None:
        """Stay reachable, or leave; who then stays listed goes on as an entry."""
        model = self.model
        if self.random.random() < model.leave[self.town][self.cohort]:
            model.reachable[self.town] -= 1
            if self.random.random() < model.linger[self.town][self.cohort]:
                Entry(model, self.town)
            self.remove()


class Entry(mesa.Agent):
    """A listed participant whom no alert reaches."""

    model: "Register"

    def __init__(self, model: "Register", town: int) -> None:
        super().__init__(model)
        self.town = town
        model.unreachable[town] += 1

    def step(self) -> None:
        """Stay listed, or be removed."""
        if self.random.random() < self.model.remove[self.town]:
            self.model.unreachable[self.town] -= 1
            self.remove()


class Register(mesa.Model):
    """Counts by municipality, kept by those whom they count, and the chances of this step."""

    def __init__(self, plan: Plan, parts: list[Transition], seed: int) -> None:
        super().__init__(seed=seed)
        self.parts = parts
        self.record = Record.blank(plan)
        self.year = 0
        self.reachable = [0] * len(plan.region.municipalities)
        self.unreachable = [0] * len(plan.region.municipalities)
        self.enter(plan.opening.reachable, plan.opening.unreachable)

    def enter(self, participants: Counts, entries: Counts) -> None:
        for (town, cohort), number in np.ndenumerate(participants):
            Participant.create_agents(self, number, town, cohort)
        for town, number in enumerate(entries.tolist()):
            Entry.create_agents(self, number, town)

    def step(self) -> None:
        part = self.parts[self.steps - 1]
        self.leave: list[list[float]] = part.leave.tolist()
        self.linger: list[list[float]] = part.linger.tolist()
        self.remove: list[float] = part.remove.tolist()
        before = np.array(self.reachable)
        self.agents.shuffle_do("step")
        self.enter(
            self.rng.poisson(part.arrive, part.leave.shape),
            self.rng.poisson(part.arrive_lingering, part.remove.shape),
        )
        self.record.solved[self.year] += solve(part, before, np.array(self.reachable), self.rng)
        if part.closes_year:
            self.record.reachable[self.year] = self.reachable
            self.record.unreachable[self.year] = self.unreachable
            self.year += 1


def play(plan: Plan, step: Step, seed: int) -> Record:
    """One replication."""
    parts = steps(plan, step)
    register = Register(plan, parts, seed)
    for _ in parts:
        register.step()
    return register.record
