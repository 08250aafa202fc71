"""Many blocks of replications, side by side in threads: numpy's draws release the GIL."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
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
    of n. `progress` is told, from any thread, how many replications a finished block has added.

    Raises OutOfBounds for a bad argument and Stopped once `stop` is set.
    """
    within("replications", replications, *REPLICATIONS)
    within("seed", seed, *SEEDS)
    within("threads", threads, 1, 256)
    if len({(plan.region.version, plan.years) for plan in plans}) != 1:
        raise OutOfBounds("plans", " differ in region or horizon, or there are none")

    stop = Event() if stop is None else stop
    parts = [transitions(plan, step) for plan in plans]
    rate = default(Parameter.ACTIONS_PER_YEAR) * plans[0].region.shares
    steps = step_lengths(plans[0], step)

    blocks = -(-replications // BLOCK)
    shape = (blocks * BLOCK, len(plans[0].years), len(plans[0].region.municipalities))
    courses = [Course.blank(*shape) for _ in plans]

    def one(block: int) -> None:
        incidents = IncidentTable(
            seed=seed, block=block, replications=BLOCK, rate=rate, steps=steps
        )
        for plan, part, course in zip(plans, parts, courses, strict=True):
            rows = course.rows(block * BLOCK, (block + 1) * BLOCK)
            play(plan, part, incidents, rows, seed=seed, block=block, stop=stop)
        progress(min(BLOCK, replications - block * BLOCK))

    with ThreadPoolExecutor(threads, thread_name_prefix="block") as pool:
        playing = [pool.submit(one, block) for block in range(blocks)]
        if wait(playing, return_when=FIRST_EXCEPTION).not_done:
            stop.set()
            pool.shutdown(cancel_futures=True)
        for block in playing:
            if not block.cancelled():
                block.result()
    return tuple(
        Samples(plan=plan, course=course.rows(0, replications).frozen())
        for plan, course in zip(plans, courses, strict=True)
    )
