"""Many blocks of replications, side by side in threads: numpy's draws release the GIL."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
from simulation.transitions import step_lengths, transitions

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
    fixed = [None if plan.drawn else transitions(plan, step) for plan in plans]
    rate = default(Parameter.ACTIONS_PER_YEAR) * plans[0].region.shares
    steps = step_lengths(plans[0], step)

    shape = (blocks * BLOCK, len(plans[0].years), len(plans[0].region.municipalities))
    courses = [Course.blank(*shape) for _ in plans]

    def one(number: int, block: int, incidents: IncidentTable) -> None:
        begin, end = block * BLOCK, (block + 1) * BLOCK
        here, parts = plans[number].rows(begin, end), fixed[number]
        parts = transitions(here, step) if parts is None else parts
        rows = courses[number].rows(begin, end)
        play(here, parts, incidents, rows, seed=seed, block=block, stop=stop)

    def block_of(pool: ThreadPoolExecutor, block: int) -> list[Future[None]]:
        """All plans of a block, which share its incidents; the threads take one plan each."""
        incidents = IncidentTable(
            seed=seed, block=block, replications=BLOCK, rate=rate, steps=steps
        )
        return [pool.submit(one, number, block, incidents) for number in range(len(plans))]

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
    begin = number * BLOCK
    rate = default(Parameter.ACTIONS_PER_YEAR) * plans[0].region.shares
    incidents = IncidentTable(
        seed=seed,
        block=number,
        replications=BLOCK,
        rate=rate,
        steps=step_lengths(plans[0], step),
    )
    courses = []
    for whole in plans:
        plan = whole.rows(begin, begin + BLOCK)
        course = Course.blank(BLOCK, len(plan.years), len(plan.region.codes))
        play(plan, transitions(plan, step), incidents, course, seed=seed, block=number, stop=stop)
        courses.append(course.rows(0, min(BLOCK, replications - begin)).frozen())
    return tuple(courses)


def _checked(plans: Sequence[Plan], *, replications: int, seed: int, threads: int) -> int:
    """Blocks that it takes; raises OutOfBounds for a bad argument."""
    within("replications", replications, *REPLICATIONS)
    within("seed", seed, *SEEDS)
    within("threads", threads, 1, 256)
    if len({(plan.region.version, plan.years) for plan in plans}) != 1:
        raise OutOfBounds("plans", " differ in region or horizon, or there are none")
    blocks = -(-replications // BLOCK)
    for plan in plans:
        if any(len(values) < blocks * BLOCK for values in plan.drawn.values()):
            raise OutOfBounds("plans", f" draw figures for fewer than {blocks * BLOCK} rows")
    return blocks
