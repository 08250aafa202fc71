"""The aggregate engine against the closed forms, at length: every step, link and municipality."""

from dataclasses import replace

import numpy as np
import pytest

from simulation import (
    Change,
    Expectation,
    Link,
    Measure,
    Parameter,
    Samples,
    ScenarioName,
    Step,
    WhatIf,
    expect,
    plan,
    simulate,
)
from tests.simulation.test_agreement import LIMIT, z_scores
from tests.simulation.worlds import hamlet, twente

pytestmark = pytest.mark.slow

REPLICATIONS = 4_000


@pytest.mark.parametrize("step", Step)
def test_every_step_agrees_in_every_scenario(step: Step) -> None:
    plans = [plan(WhatIf.of(name), twente()) for name in ScenarioName]

    z = [
        z
        for samples in simulate(plans, replications=REPLICATIONS, step=step, seed=7)
        for z in z_scores(samples, expect(samples.plan))
    ]

    assert len(z) > 100
    assert max(map(abs, z)) < LIMIT


@pytest.mark.parametrize("link", Link)
def test_every_link_agrees_with_monthly_steps_to_the_last_digit_that_luck_allows(
    link: Link,
) -> None:
    """The chance itself, which luck of actions does not blur; a month's bias is 1/144."""
    frozen = replace(WhatIf.of(ScenarioName.FROZEN), link=link)
    (samples,) = simulate([plan(frozen, twente())], replications=REPLICATIONS, step=Step.MONTH)

    rate = samples.summary(Measure.DIRECT_RESOLUTION_RATE)

    exact = expect(samples.plan).summary(Measure.DIRECT_RESOLUTION_RATE).mean
    bias = 2e-4 / 144 * exact
    assert (np.abs(rate.mean - exact) < LIMIT * rate.standard_error + bias).all()


def test_every_municipality_agrees() -> None:
    """560 statistics: at |z| < 4.8 a false alarm in one run of a thousand."""
    basic = plan(WhatIf.of(ScenarioName.REGIONAL_BASIC), twente())
    (samples,) = simulate([basic], replications=REPLICATIONS, step=Step.QUARTER, seed=3)
    exact = expect(basic)

    z = [
        (samples.of(measure, code).mean(axis=0) - truth.mean)
        / (truth.deviation / np.sqrt(REPLICATIONS))
        for code in basic.region.codes
        for measure in (Measure.REACHABLE, Measure.UNREACHABLE)
        for truth in [exact.summary(measure, code)]
    ]

    assert np.size(z) == 280
    assert np.abs(z).max() < 4.8


def test_a_small_base_with_large_hazards_agrees_in_mean_and_variance() -> None:
    changes = tuple(
        Change(parameter=name, value=value)
        for name, value in (
            (Parameter.DEPARTURE, 1.7),
            (Parameter.REMOVAL, 1.7),
            (Parameter.REGISTRATIONS, 900.0),
            (Parameter.GHOST_SHARE, 0.6),
        )
    )
    made = plan(WhatIf(changes=changes, years=4), hamlet())

    for step in Step:
        (samples,) = simulate([made], replications=20_000, step=step)
        for z in mean_and_variance(samples, expect(made)):
            assert abs(z) < LIMIT


def mean_and_variance(samples: Samples, exact: Expectation) -> list[float]:
    found = []
    for measure in (Measure.REACHABLE, Measure.UNREACHABLE, Measure.LISTED):
        drawn, truth = samples.of(measure), exact.summary(measure)
        off = (drawn - truth.mean) ** 2
        n = np.sqrt(len(drawn))
        found += list((drawn.mean(axis=0) - truth.mean) / (truth.deviation / n))
        found += list((off.mean(axis=0) - truth.deviation**2) / (off.std(axis=0) / n))
    return found
