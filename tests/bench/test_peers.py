"""A fast wrong peer proves nothing: the one that needs no other framework, held to the law."""

import numpy as np
import pytest

from bench.peers import check, naive
from simulation import Measure, ScenarioName, WhatIf, expect, plan
from simulation.horizon import Step
from tests.simulation.worlds import twente

REPLICATIONS = 100


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [ScenarioName.REGIONAL_SUPPLEMENTARY, ScenarioName.FROZEN])
def test_a_process_per_participant_agrees_with_the_closed_form(scenario: ScenarioName) -> None:
    small = plan(WhatIf.of(scenario, years=10), twente(500))

    records = [naive.play(small, Step.YEAR, seed) for seed in range(REPLICATIONS)]

    far = check.scores(small, check.of_records(records))
    assert max(abs(z) for z in far.values()) < check.LIMIT


@pytest.mark.parametrize("off", [0.98, 1.02])
def test_a_peer_two_per_cent_off_is_called_wrong(off: float) -> None:
    small = plan(WhatIf.of(ScenarioName.TODAY, years=2), twente())
    exact = expect(small)
    right = {measure: exact.summary(measure).mean[None] for measure in check.CHECKED}
    wrong = right | {Measure.REACHABLE: off * right[Measure.REACHABLE]}

    by_right, by_wrong = check.scores(small, right), check.scores(small, wrong)

    assert np.abs(list(by_right.values())).max() < 1e-6
    assert abs(by_wrong[Measure.REACHABLE]) > check.LIMIT
