"""Whether a contestant is right: how far its means lie from the closed form."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from bench.peers.world import Record
from simulation.analytic import expect
from simulation.arrays import Floats
from simulation.measures import Measure
from simulation.plan import Plan
from simulation.samples import Samples

CHECKED = (Measure.REACHABLE, Measure.UNREACHABLE, Measure.SOLVED_DIRECTLY)
LIMIT = 4.4
"""Most that a z-score may be: some hundred of them give a false alarm in one run of a thousand."""

Outcome = Mapping[Measure, Floats]
"""What is checked, for the region; shape (replication, year)."""


def of_records(records: Sequence[Record]) -> Outcome:
    """What peers have brought, one record for each replication."""
    totals = np.array([(one.reachable, one.unreachable, one.solved) for one in records]).sum(-1)
    return {measure: totals[:, i].astype(float) for i, measure in enumerate(CHECKED)}


def of_samples(samples: Samples) -> Outcome:
    """What our engines have brought."""
    return {measure: samples.of(measure) for measure in CHECKED}


def scores(plan: Plan, outcome: Outcome) -> dict[Measure, float]:
    """Standard errors between a mean and the closed form, for each measure.

    Of stocks, on the last day; of actions solved directly, over all years together. Those are
    close to Poisson numbers, and taken for that.
    """
    exact = expect(plan)

    def far(measure: Measure) -> float:
        drawn, truth = outcome[measure], exact.summary(measure)
        if measure is Measure.SOLVED_DIRECTLY:
            drawn, mean = drawn.sum(axis=1), truth.mean.sum()
            deviation = np.sqrt(mean)
        else:
            drawn, mean, deviation = drawn[:, -1], truth.mean[-1], truth.deviation[-1]
        return float((drawn.mean() - mean) / (deviation / np.sqrt(len(drawn))))

    return {measure: far(measure) for measure in CHECKED}


def together(rounds: list[dict[Measure, float]]) -> Iterator[float]:
    """The z-score of all rounds at once, for each measure."""
    for measure in CHECKED:
        yield sum(one[measure] for one in rounds) / float(np.sqrt(len(rounds)))
