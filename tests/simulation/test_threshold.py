"""The year in which the rate of direct resolution falls below a threshold."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation import (
    Adoption,
    Change,
    OutOfBounds,
    Parameter,
    ScenarioName,
    WhatIf,
    expect,
    fall,
    plan,
    simulate,
)
from tests.simulation.test_comparison import made
from tests.simulation.worlds import twente

FLAT = (Change(parameter=Parameter.DEPARTURE, value=0.09),)


def test_the_first_year_below_is_told_of_each_replication() -> None:
    today = plan(WhatIf.of(ScenarioName.TODAY, years=3), twente())
    (three,) = simulate([today], replications=3)
    rates = np.array([[0.12, 0.09, 0.11], [0.12, 0.11, 0.08], [0.13, 0.12, 0.101]])

    found = fall(made(three, likely_solved=100 * rates))

    assert found.first == pytest.approx([0.0, 1 / 3, 1 / 3])
    assert found.never == pytest.approx(1 / 3)


@pytest.mark.parametrize("threshold", [0.07, 0.09, 0.1, 0.115, 0.13])
def test_the_mean_falls_when_the_formula_says(threshold: float) -> None:
    frozen = plan(replace(WhatIf.of(ScenarioName.FROZEN, years=15), changes=FLAT), twente())
    ends = np.exp(-0.45 * 0.09 * np.arange(16))
    averages = 0.125 * (ends[:-1] - ends[1:]) / (0.45 * 0.09)

    found = fall(expect(frozen), threshold)

    assert found.of_mean == 2015 + int(np.argmax(averages < threshold))
    assert found.first is None


def test_replications_fall_about_when_the_mean_does() -> None:
    (frozen,) = simulate([plan(WhatIf.of(ScenarioName.FROZEN), twente())], replications=250)

    found = fall(frozen)

    assert found.first is not None
    assert found.first.sum() + (found.never or 0.0) == pytest.approx(1.0)
    assert found.years[int(np.argmax(found.first))] == found.of_mean


def test_a_base_that_holds_never_falls() -> None:
    (today,) = simulate([plan(WhatIf.of(ScenarioName.TODAY), twente())], replications=250)

    found = fall(today)

    assert (found.never, found.of_mean) == (1.0, None)
    assert "never below 10 %" in found.words


def test_without_actions_there_is_no_rate_to_fall() -> None:
    (ended,) = simulate([plan(WhatIf.of(ScenarioName.ENDED), twente())], replications=250)

    found = fall(ended)

    assert (found.defined, found.first, found.never, found.of_mean) == (False, None, None, None)
    assert found.words == "There are no actions, so there is no rate."


def test_a_threshold_that_is_no_rate_is_refused_by_name() -> None:
    with pytest.raises(OutOfBounds, match=r"threshold=10 is outside \[0, 1\]"):
        fall(expect(plan(WhatIf(), twente())), 10)


def test_a_year_without_a_rate_is_not_called_a_year_above() -> None:
    closed = WhatIf(
        adoptions=(
            Adoption(scenario=ScenarioName.TODAY),
            Adoption(scenario=ScenarioName.ENDED, since=date(2018, 1, 1)),
        )
    )

    told = fall(expect(plan(closed, twente())))

    assert told.rated == (2015, 2016, 2017)
    assert told.words == (
        "The mean is never below 10 % in 2015–2017 (2015–2017 have a rate, "
        "the others have no actions)."
    )
