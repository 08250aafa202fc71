"""Speed of the engines on the workload, interleaved.

The reference draws are the 134.4 million that a monthly course of it costs when every class draws
five numbers a step, with nothing around them: same shapes, same laws, same number of threads.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import figures, interleaved, workload
from bench.workload import AGES, REPLICATIONS, SCENARIOS, THREADS
from simulation.analytic import expect
from simulation.horizon import Step
from simulation.measures import Measure
from simulation.region import Region
from simulation.replications import simulate
from simulation.run import BLOCK

ROUNDS = 5


def reference_draws(region: Region) -> None:
    """Five draws for each class, month, scenario and replication, and nothing else."""
    shape = (BLOCK, len(region.municipalities), len(AGES))
    share = region.shares[:, None] * np.array(AGES) / 100
    reachable = np.rint(share * 32_560).astype(np.int64)
    unreachable = np.rint(share * 4_440).astype(np.int64)
    reachable, unreachable = (np.broadcast_to(a, shape).copy() for a in (reachable, unreachable))
    arrivals = share * 2_930 / 12

    def block(number: int) -> None:
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(1, spawn_key=(number,))))
        for _ in range(12 * 10 * len(SCENARIOS)):
            left = rng.binomial(reachable, 0.0075)
            rng.binomial(left, 0.86)
            rng.binomial(unreachable, 0.0165)
            rng.poisson(arrivals, shape)
            rng.poisson(arrivals * 0.003, shape)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(block, range(REPLICATIONS // BLOCK)))


def main() -> None:
    region = workload.region()

    def aggregate(step: Step) -> None:
        simulate(workload.plans(region), replications=REPLICATIONS, step=step, threads=THREADS)

    jobs: dict[str, Callable[[], object]] = {
        "reference draws, monthly": lambda: reference_draws(region),
        "aggregate, monthly": lambda: aggregate(Step.MONTH),
        "aggregate, yearly": lambda: aggregate(Step.YEAR),
        "analytic": lambda: [
            one.of(measure) for one in map(expect, workload.plans(region)) for measure in Measure
        ],
        f"analytic, {figures.SETS:,} sets of figures": figures.many_sets,
        "Sobol indices, ten figures × 1,024": figures.ten_indices,
    }
    interleaved.seconds(jobs, rounds=1)  # to warm up
    seconds = interleaved.seconds(jobs, rounds=ROUNDS)

    table = Table(
        "",
        "median [s]",
        "least [s]",
        "most [s]",
        title=f"{ROUNDS} interleaved rounds, {THREADS} threads",
    )
    for name, took in seconds.items():
        table.add_row(name, *(f"{value:.4f}" for value in (median(took), min(took), max(took))))
    Console(markup=False).print(table)  # [s] is a unit

    def ratio(above: str, below: str) -> float:
        return median(a / b for a, b in zip(seconds[above], seconds[below], strict=True))

    monthly = ratio("aggregate, monthly", "reference draws, monthly")
    print(f"aggregate, monthly / its reference draws: {monthly:.2f} (goal: at most 1.4)")
    print(f"aggregate, yearly / monthly: {ratio('aggregate, yearly', 'aggregate, monthly'):.2f}")
    print(f"aggregate, yearly: {median(seconds['aggregate, yearly']):.2f} s (goal: 1.5 s)")
    many, indices = list(seconds.values())[-2:]
    print(f"analytic, {figures.SETS:,} sets of figures: {median(many):.2f} s (bearing: 0.15 s)")
    print(f"Sobol indices, ten figures: {median(indices):.2f} s (bearing: 1 s)")
    print(f"analytic, four scenarios: {1000 * median(seconds['analytic']):.1f} ms (goal: 15 ms)")


if __name__ == "__main__":
    main()
