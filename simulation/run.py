"""One block of replications of one plan, played by SimPy."""

from collections.abc import Iterable
from threading import Event
from typing import Final

from simpy import Environment

from simulation import processes
from simulation.incidents import IncidentTable
from simulation.plan import Plan
from simulation.population import Course, Population
from simulation.transitions import Transition

BLOCK: Final = 250
"""Replications in a block; part of the model version, since it lays out the streams."""


class Stopped(Exception):
    """The caller no longer wants the result."""


def play(
    plan: Plan,
    parts: tuple[Transition, ...],
    incidents: IncidentTable,
    course: Course,
    *,
    seed: int,
    block: int,
    stop: Event,
) -> None:
    """Play BLOCK replications of a plan into a blank course.

    Raises Stopped within a SimPy step of `stop` being set.
    """
    env = Environment()
    people = Population.at(plan.opening, replications=BLOCK, active=parts[0].actions)
    started: Iterable[processes.Process] = (
        processes.actions(env, people, parts, course, incidents),
        processes.census(env, people, parts, course),
        processes.changes(env, people, parts, course),
        processes.turnover(env, people, parts, course, seed=seed, block=block),
    )
    for process in started:
        env.process(process)
    while env.peek() < float("inf"):
        if stop.is_set():
            raise Stopped
        env.step()
