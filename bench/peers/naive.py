"""SimPy as people would otherwise write it: a process for each participant, awake every step."""

from collections.abc import Generator
from random import Random

import numpy as np
from simpy import Environment, Timeout

from bench.peers.world import Record, solve, steps
from simulation.arrays import Counts
from simulation.horizon import Step
from simulation.plan import Plan
from simulation.transitions import Transition

Process = Generator[Timeout, None, None]


class Register:
    """Counts by municipality, kept by those whom they count, and the chances of this step."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.reachable = [0] * len(plan.region.municipalities)
        self.unreachable = [0] * len(plan.region.municipalities)
        self.random = Random(seed).random

    def begin(self, part: Transition) -> None:
        self.leave: list[list[float]] = part.leave.tolist()
        self.linger: list[list[float]] = part.linger.tolist()
        self.remove: list[float] = part.remove.tolist()


def participant(env: Environment, register: Register, town: int, cohort: int) -> Process:
    """Reachable until leaving; who then stays listed goes on as an entry."""
    while register.random() >= register.leave[town][cohort]:
        yield env.timeout(1)
    register.reachable[town] -= 1
    if register.random() < register.linger[town][cohort]:
        register.unreachable[town] += 1
        yield env.timeout(1)
        yield from entry(env, register, town)


def entry(env: Environment, register: Register, town: int) -> Process:
    """Unreachable until removed."""
    while register.random() >= register.remove[town]:
        yield env.timeout(1)
    register.unreachable[town] -= 1


def enter(env: Environment, register: Register, participants: Counts, entries: Counts) -> None:
    """Start a process for everyone; by municipality, and participants by cohort."""
    for town, of_cohorts in enumerate(participants.tolist()):
        register.reachable[town] += sum(of_cohorts)
        for cohort, number in enumerate(of_cohorts):
            for _ in range(number):
                env.process(participant(env, register, town, cohort))
    for town, number in enumerate(entries.tolist()):
        register.unreachable[town] += number
        for _ in range(number):
            env.process(entry(env, register, town))


def clock(
    env: Environment,
    register: Register,
    parts: list[Transition],
    record: Record,
    rng: np.random.Generator,
) -> Process:
    """Close every step: newcomers, actions, and the census of a year's end.

    Started before all others, so that it is the first to wake on every day.
    """
    year = 0
    for part in parts:
        register.begin(part)
        before = np.array(register.reachable)
        yield env.timeout(1)
        enter(
            env,
            register,
            rng.poisson(part.arrive, part.leave.shape),
            rng.poisson(part.arrive_lingering, part.remove.shape),
        )
        record.solved[year] += solve(part, before, np.array(register.reachable), rng)
        if part.closes_year:
            record.reachable[year] = register.reachable
            record.unreachable[year] = register.unreachable
            year += 1


def play(plan: Plan, step: Step, seed: int) -> Record:
    """One replication."""
    env = Environment()
    register = Register(plan, seed)
    record = Record.blank(plan)
    rng = np.random.default_rng(seed)
    ends = env.process(clock(env, register, steps(plan, step), record, rng))
    enter(env, register, plan.opening.reachable, plan.opening.unreachable)
    env.run(until=ends)
    return record
