"""The individual engine in a process of its own, spawned: pure Python would hold a server's GIL."""

import gc
import signal
from collections.abc import Callable, Sequence
from dataclasses import fields
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Event
from typing import Final

from simulation import individual
from simulation.bounds import OutOfBounds, within
from simulation.plan import Plan
from simulation.population import Course
from simulation.replications import REPLICATIONS, SEEDS
from simulation.run import Stopped
from simulation.samples import Samples

PATIENCE: Final = 0.1
"""How long the flag to stop goes unseen [s]."""


def simulate_individuals(
    plans: Sequence[Plan],
    *,
    replications: int = 100,
    first: int = 0,
    seed: int = 1,
    stop: Event | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Samples, ...]:
    """Play plans participant by participant: slow, obvious, and the check of `simulate`.

    A result depends on its plan and seed alone, and the first n replications of a longer run are
    those of a run of n. Plans with the same actions meet the same ones, with the same luck.
    Where a plan draws figures, replication i has those of row i. With `first`, only the
    replications [first, replications) are played, and returned.
    `progress` is told 1 for each replication that all plans have been through. Like all that
    spawns processes, a script that calls this must be importable (`if __name__ == "__main__":`).

    Raises OutOfBounds for a bad argument and Stopped soon after `stop` is set.
    """
    within("replications", replications, *REPLICATIONS)
    within("first", first, 0, replications - 1)
    within("seed", seed, *SEEDS)
    if any(len(drawn) < replications for plan in plans for drawn in plan.drawn.values()):
        raise OutOfBounds(
            "plans", "{field} draw figures for fewer than {rows} rows", rows=replications
        )
    stop = Event() if stop is None else stop
    courses = [
        Course.blank(replications - first, len(plan.years), len(plan.region.codes))
        for plan in plans
    ]
    spawn = get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(
        target=_play, args=(there, tuple(plans), range(first, replications), seed), daemon=True
    )
    with here:
        with there:
            _start(process)
        try:
            for replication in range(replications - first):
                for course in courses:
                    _keep(_received(here, stop), course.rows(replication, replication + 1))
                progress(1)
        finally:
            process.kill()  # it is deaf to a gentler word
            process.join()
            process.close()
    return tuple(
        Samples(plan=plan.rows(first, replications), course=course.frozen())
        for plan, course in zip(plans, courses, strict=True)
    )


def _start(process: SpawnProcess) -> None:
    """Start a process deaf to Ctrl-C and SIGTERM: whoever started it hears them, and decides."""
    resource_tracker.ensure_running()  # else it is started on the way, and lifts the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _play(there: Connection, plans: tuple[Plan, ...], replications: range, seed: int) -> None:
    """What the other process does; it ends when nobody listens any more."""
    gc.disable()  # it would look through a living world again and again for what is dead,
    gc.freeze()  # and through all that was imported, besides what a replication leaves behind
    try:
        for replication in replications:
            for plan in plans:
                there.send(individual.play(plan, seed=seed, replication=replication))
                gc.collect()
    except BrokenPipeError:
        pass
    except Exception as error:  # it is raised again where it can be dealt with
        there.send(error)


def _received(here: Connection, stop: Event) -> Course:
    while not here.poll(PATIENCE):
        if stop.is_set():
            raise Stopped
    if stop.is_set():
        raise Stopped
    try:
        told = here.recv()
    except EOFError:
        raise RuntimeError("the process that played individuals has ended untimely") from None
    if isinstance(told, Exception):
        raise told
    played: Course = told
    return played


def _keep(played: Course, rows: Course) -> None:
    for field in fields(Course):
        getattr(rows, field.name)[:] = getattr(played, field.name)
