"""The whole law of the base, not its moments alone: ranks under the exact law must be uniform."""

import numpy as np
import pytest
from scipy import stats

from simulation import Measure, ScenarioName, Step, WhatIf, plan, processes, simulate
from simulation.arrays import Counts, Floats
from simulation.plan import Plan
from simulation.streams import stream
from tests.simulation.worlds import hamlet

REPLICATIONS = 4_000
YEAR = 3
PLANS = {
    name: plan(WhatIf.of(name, years=4), hamlet())
    for name in (ScenarioName.FROZEN, ScenarioName.REGIONAL_SUPPLEMENTARY)
}


def exact_law(made: Plan, place: int) -> Floats:
    """Chances of 0, 1, … reachable at the end: one binomial a cohort, and a Poisson number.

    Written apart from the code under test, by recursion over years instead of closed chains.
    """
    rates, first = made.rates, made.opening.reachable[place]
    law = np.ones(1)
    newcomers = 0.0
    for cohort, number in enumerate(first.tolist()):
        stays, arrived = 1.0, 0.0
        for year in range(YEAR + 1):
            h = float(rates.departure[year, 0, cohort])
            new = float(rates.registrations[year, place, cohort])
            stays, arrived = stays * np.exp(-h), arrived * np.exp(-h) + new * (1 - np.exp(-h)) / h
        law = np.convolve(law, stats.binom.pmf(np.arange(number + 1), number, stays))
        newcomers += arrived
    return np.convolve(law, stats.poisson.pmf(np.arange(int(newcomers + 60)), newcomers))


def uniformity(made: Plan, step: Step) -> list[float]:
    """P-values of Kolmogorov and Smirnov for the randomised ranks, in each municipality."""
    (samples,) = simulate([made], replications=REPLICATIONS, step=step, seed=11)
    luck = np.random.default_rng(5).random(REPLICATIONS)
    found = []
    for place, code in enumerate(made.region.codes):
        law = exact_law(made, place)
        below = np.concatenate([[0.0], np.cumsum(law)])
        drawn = samples.of(Measure.REACHABLE, code)[:, YEAR].astype(int)
        ranks = below[drawn] + luck * law[drawn]
        found.append(float(stats.kstest(ranks, "uniform").pvalue))
    return found


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("scenario", PLANS)
def test_the_base_has_its_exact_law(scenario: ScenarioName, step: Step) -> None:
    assert min(uniformity(PLANS[scenario], step)) > 1e-3


def test_a_law_of_the_right_mean_and_variance_and_the_wrong_shape_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class TwoPoints:
        """One standard deviation up or down, each as often: both moments are right."""

        def __init__(self, rng: np.random.Generator) -> None:
            self.rng = rng

        def binomial(self, n: Counts, p: Floats) -> Counts:
            side = np.where(self.rng.random(np.broadcast_shapes(n.shape, p.shape)) < 0.5, -1, 1)
            drawn = np.rint(n * p + side * np.sqrt(n * p * (1 - p)))
            return np.asarray(np.clip(drawn, 0, n), dtype=np.int64)

        def poisson(self, mean: Floats, shape: tuple[int, ...]) -> Counts:
            return self.rng.poisson(mean, shape)

    monkeypatch.setattr(processes, "stream", lambda *key: TwoPoints(stream(*key)))

    assert max(uniformity(PLANS[ScenarioName.FROZEN], Step.YEAR)) < 1e-3
