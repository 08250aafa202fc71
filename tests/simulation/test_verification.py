from dataclasses import replace

import numpy as np
import pytest

from simulation import Measure, ScenarioName, Step, WhatIf, draw, plan, simulate, verify
from tests.simulation.worlds import hamlet, twente


@pytest.mark.parametrize("step", Step)
def test_a_sound_run_agrees_with_the_closed_form(step: Step) -> None:
    plans = [plan(WhatIf.of(name, years=5), hamlet()) for name in ScenarioName]

    for samples in simulate(plans, replications=1_000, step=step):
        verification = verify(samples)

        assert verification.holds, verification.words
        assert verification.statistics == 15
        assert "agrees with" in verification.words


def test_a_run_with_drawn_figures_is_held_to_the_closed_form_of_each_set() -> None:
    whatif = WhatIf.of(ScenarioName.REGIONAL_BASIC, years=5)
    made = plan(whatif, hamlet(), drawn=draw(whatif, seed=1, rows=1_000))
    (samples,) = simulate([made], replications=1_000)
    shuffled = replace(samples.course, reachable=samples.course.reachable + 1)

    assert verify(samples).holds
    assert not verify(replace(samples, course=shuffled)).holds


def test_an_unsound_run_is_told_from_a_sound_one() -> None:
    (samples,) = simulate([plan(WhatIf.of(ScenarioName.FROZEN), twente())], replications=500)
    ghosts = samples.course.unreachable.copy()
    ghosts[:, 7] += 10

    told = verify(replace(samples, course=replace(samples.course, unreachable=ghosts)))

    assert not told.holds
    assert "CONTRADICTS" in told.words
    assert int(np.argmax(np.abs(told.z[Measure.UNREACHABLE]))) == 7


def test_the_limit_is_that_of_one_false_alarm_in_a_thousand() -> None:
    (samples,) = simulate([plan(WhatIf.of(ScenarioName.FROZEN), twente())], replications=10)

    assert verify(samples).statistics == 30
    assert verify(samples).limit == pytest.approx(4.149, abs=0.001)
