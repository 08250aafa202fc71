"""Many blocks of replications, side by side in threads: numpy's draws release the GIL."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from threading import Event
from typing import Final

from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds, within
from simulation.horizon import Step
from simulation.incidents import IncidentTable
from simulation.ledger import default
from simulation.plan import Plan
from simulation.population import Course
from simulation.run import BLOCK, play
from simulation.samples import Samples
from simulation.transitions import Transition, step_lengths, transitions

REPLICATIONS: Final = (1, 100_000)
SEEDS: Final = (0, 2**31 - 1)


def simulate(
    plans: Sequence[Plan],
    *,
    replications: int = 1000,
    step: Step = Step.YEAR,
    seed: int = 1,
    threads: int = 2,
    stop: Event | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Samples, ...]:
    """Play plans of one region and one horizon with common random numbers.

    A result depends on its plan, seed, step and nothing else: not on the other plans, the number
    of threads or the order of blocks; the first n replications of a longer run are those of a run
    of n. `progress` is told how many replications each finished block has added.
    Where a plan draws figures, replication i has those of row i.

    Raises OutOfBounds for a bad argument and Stopped once `stop` is set.
    """
    *_, whole = growing(
        plans,
        replications=replications,
        step=step,
        seed=seed,
        threads=threads,
        stop=stop,
        progress=progress,
    )
    return whole


def growing(
    plans: Sequence[Plan],
    *,
    replications: int,
    step: Step,
    seed: int,
    threads: int,
    stop: Event | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Generator[tuple[Samples, ...], None, None]:
    """As `simulate`, a block at a time: after each, all replications up to there.

    So a caller sees the doubt narrow; closing the iterator stops what is under way. What `simulate`
    raises is raised by the first step of the iterator, or a later one.
    """
    blocks = _checked(plans, replications=replications, seed=seed, threads=threads)
    stop = Event() if stop is None else stop
    stage = _Stage.of(plans, step=step, seed=seed, stop=stop)
    courses = [stage.blank(blocks * BLOCK) for _ in plans]

    def block_of(pool: ThreadPoolExecutor, block: int) -> list[Future[None]]:
        """All plans of a block, which share its incidents; the threads take one plan each."""
        incidents, begin = stage.incidents(block), block * BLOCK
        return [
            pool.submit(stage.play, number, block, incidents, course.rows(begin, begin + BLOCK))
            for number, course in enumerate(courses)
        ]

    def stop_if_failed(played: Future[None]) -> None:
        if not played.cancelled() and played.exception():
            stop.set()

    with ThreadPoolExecutor(threads, thread_name_prefix="block") as pool:
        playing = [block_of(pool, block) for block in range(blocks)]
        for played in chain.from_iterable(playing):
            played.add_done_callback(stop_if_failed)
        there = 0
        try:
            for block in playing:
                for played in block:
                    played.result()
                before, there = there, min(there + BLOCK, replications)
                progress(there - before)
                yield tuple(
                    Samples(plan=plan.rows(0, there), course=course.rows(0, there).frozen())
                    for plan, course in zip(plans, courses, strict=True)
                )
        finally:
            if there < replications:
                stop.set()
            pool.shutdown(cancel_futures=True)


def play_block(
    plans: Sequence[Plan], *, number: int, replications: int, step: Step, seed: int, stop: Event
) -> tuple[Course, ...]:
    """Play one block of `growing`, all plans of it, in this thread: the same bytes.

    Block `number` (from 0) holds the replications [number · BLOCK, (number + 1) · BLOCK), those
    past `replications` left out. For whoever keeps blocks, and plays the rest another day.

    Raises OutOfBounds for a bad argument and Stopped once `stop` is set.
    """
    blocks = _checked(plans, replications=replications, seed=seed, threads=1)
    within("number", number, 0, blocks - 1)
    stage = _Stage.of(plans, step=step, seed=seed, stop=stop)
    incidents, courses = stage.incidents(number), [stage.blank(BLOCK) for _ in plans]
    for one, course in enumerate(courses):
        stage.play(one, number, incidents, course)
    there = min(BLOCK, replications - number * BLOCK)
    return tuple(course.rows(0, there).frozen() for course in courses)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What all blocks of plans share."""

    plans: Sequence[Plan]
    parts: Sequence[tuple[Transition, ...] | None]
    """Of each plan; None where its rows differ, and each block has parts of its own."""
    step: Step
    seed: int
    stop: Event

    @classmethod
    def of(cls, plans: Sequence[Plan], *, step: Step, seed: int, stop: Event) -> "_Stage":
        parts = [None if plan.drawn else transitions(plan, step) for plan in plans]
        return cls(plans=plans, parts=parts, step=step, seed=seed, stop=stop)

    def blank(self, replications: int) -> Course:
        plan = self.plans[0]
        return Course.blank(replications, len(plan.years), len(plan.region.municipalities))

    def incidents(self, block: int) -> IncidentTable:
        plan = self.plans[0]
        return IncidentTable(
            seed=self.seed,
            block=block,
            replications=BLOCK,
            rate=default(Parameter.ACTIONS_PER_YEAR) * plan.region.shares,
            steps=step_lengths(plan, self.step),
        )

    def play(self, number: int, block: int, incidents: IncidentTable, course: Course) -> None:
        """Play one plan of a block into a blank course."""
        begin = block * BLOCK
        here, parts = self.plans[number].rows(begin, begin + BLOCK), self.parts[number]
        parts = transitions(here, self.step) if parts is None else parts
        play(here, parts, incidents, course, seed=self.seed, block=block, stop=self.stop)


def _checked(plans: Sequence[Plan], *, replications: int, seed: int, threads: int) -> int:
    """Blocks that it takes; raises OutOfBounds for a bad argument."""
    within("replications", replications, *REPLICATIONS)
    within("seed", seed, *SEEDS)
    within("threads", threads, 1, 256)
    if len({(plan.region.version, plan.years) for plan in plans}) != 1:
        raise OutOfBounds("plans", "{field} differ in region or horizon, or there are none")
    blocks = -(-replications // BLOCK)
    for plan in plans:
        if any(len(values) < blocks * BLOCK for values in plan.drawn.values()):
            raise OutOfBounds(
                "plans", "{field} draw figures for fewer than {rows} rows", rows=blocks * BLOCK
            )
    return blocks
