"""Starsim 3: the register as a module whose states are arrays over agents.

Its distributions give every agent its own numbers, common to all scenarios; that is how Starsim is
meant to be used, and its default.
"""

import numpy as np
import starsim as ss

from bench.peers.world import Record, solve, steps
from simulation.arrays import Counts
from simulation.horizon import Step
from simulation.plan import Plan


class Register(ss.Module):
    def __init__(self, plan: Plan, step: Step, seed: int) -> None:
        super().__init__()
        self.define_states(
            ss.BoolState("reachable", default=True), ss.IntArr("town"), ss.IntArr("cohort")
        )
        self.leaving = ss.bernoulli(p=0.0)
        self.lingering = ss.bernoulli(p=0.0)
        self.removing = ss.bernoulli(p=0.0)
        self.plan = plan
        self.parts = steps(plan, step)
        self.record = Record.blank(plan)
        self.year = 0
        self.rng = np.random.default_rng(seed)

    def init_post(self) -> None:
        super().init_post()
        opening = self.plan.opening
        self.settle(self.sim.people.auids, opening.reachable, opening.unreachable)

    def settle(self, uids: ss.uids, participants: Counts, entries: Counts) -> None:
        """Give agents their place: participants first, then entries that reach nobody."""
        town, cohort = np.indices(participants.shape)
        numbers = participants.ravel()
        reachable = int(numbers.sum())
        self.town[uids[:reachable]] = np.repeat(town.ravel(), numbers)
        self.cohort[uids[:reachable]] = np.repeat(cohort.ravel(), numbers)
        self.town[uids[reachable:]] = np.repeat(np.arange(len(entries)), entries)
        self.reachable[uids[reachable:]] = False

    def counted(self, uids: ss.uids) -> Counts:
        return np.bincount(self.town[uids], minlength=len(self.plan.region.municipalities))

    def step(self) -> None:
        part = self.parts[self.ti]
        present, entries = self.reachable.uids, self.reachable.false()
        before = self.counted(present)

        self.leaving.set(p=part.leave[self.town[present], self.cohort[present]])
        left = self.leaving.filter(present)
        self.lingering.set(p=part.linger[self.town[left], self.cohort[left]])
        _, gone = self.lingering.split(left)
        self.removing.set(p=part.remove[self.town[entries]])
        self.reachable[left] = False
        self.sim.people.request_removal(gone)
        self.sim.people.request_removal(self.removing.filter(entries))

        participants = self.rng.poisson(part.arrive, part.leave.shape)
        newcomers = self.rng.poisson(part.arrive_lingering, part.remove.shape)
        uids = self.sim.people.grow(int(participants.sum() + newcomers.sum()))
        self.settle(uids, participants, newcomers)

        after = self.counted(self.reachable.uids)
        self.record.solved[self.year] += solve(part, before, after, self.rng)

    def finish_step(self) -> None:
        """Take the census once those who left are no longer alive."""
        part = self.parts[self.ti]
        super().finish_step()
        if part.closes_year:
            alive = self.sim.people.alive
            self.record.reachable[self.year] = self.counted((self.reachable & alive).uids)
            self.record.unreachable[self.year] = self.counted((~self.reachable & alive).uids)
            self.year += 1


def play(plan: Plan, step: Step, seed: int) -> Record:
    """One replication."""
    register = Register(plan, step, seed)
    ss.Sim(
        n_agents=int(plan.opening.reachable.sum() + plan.opening.unreachable.sum()),
        modules=register,
        dt=1,
        dur=len(register.parts) - 1,
        rand_seed=seed,
        use_aging=False,
        verbose=0,
        copy_inputs=False,
    ).run()
    return register.record
