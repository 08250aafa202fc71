"""Who is measured: a name, a step, and how to play some replications of one plan."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.peers import mesa_model, naive, starsim_model
from bench.peers.check import CHECKED, Outcome, of_records, of_samples
from bench.peers.world import Record
from bench.workload import THREADS
from simulation import individual
from simulation.horizon import Step
from simulation.plan import Plan
from simulation.replications import simulate
from simulation.samples import Samples


@dataclass(frozen=True, slots=True)
class Contestant:
    name: str
    play: Callable[[Plan, int, int], Outcome]
    """From a plan, a number of replications and a seed."""
    at_once: bool = False
    """Plays many replications together; otherwise one after another."""


def ours(step: Step) -> Contestant:
    """Our main engine, in as many threads as the workload says."""

    def play(plan: Plan, replications: int, seed: int) -> Outcome:
        drawn = simulate([plan], replications=replications, step=step, seed=seed, threads=THREADS)
        return of_samples(drawn[0])

    return Contestant(f"aggregate, {_called(step)}", play, at_once=True)


def peer(name: str, play_one: Callable[[Plan, Step, int], Record], step: Step) -> Contestant:
    """Another framework: one replication after another, in one thread."""

    def play(plan: Plan, replications: int, seed: int) -> Outcome:
        return of_records([play_one(plan, step, seed + i) for i in range(replications)])

    return Contestant(f"{name}, {_called(step)}", play)


def _plain(plan: Plan, replications: int, seed: int) -> Outcome:
    courses = [individual.play(plan, seed=seed, replication=i) for i in range(replications)]
    outcomes = [of_samples(Samples(plan=plan, course=course)) for course in courses]
    return {m: np.concatenate([outcome[m] for outcome in outcomes]) for m in CHECKED}


def _called(step: Step) -> str:
    return {Step.YEAR: "yearly", Step.MONTH: "monthly"}[step]


OURS = {step: ours(step) for step in (Step.MONTH, Step.YEAR)}
INDIVIDUAL = Contestant("individual, no steps", _plain)
NAIVE = {step: peer("SimPy, naive", naive.play, step) for step in OURS}
MESA = {step: peer("Mesa", mesa_model.play, step) for step in OURS}
STARSIM = {step: peer("Starsim", starsim_model.play, step) for step in OURS}
