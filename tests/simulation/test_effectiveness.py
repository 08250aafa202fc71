"""The chance that an extra solved action costs less than a price."""

from typing import Any

import numpy as np
import pytest

from simulation import (
    Difference,
    Measure,
    OutOfBounds,
    Samples,
    ScenarioName,
    WhatIf,
    advantage,
    effectiveness,
    expect,
    plan,
    simulate,
)
from tests.simulation.test_comparison import made
from tests.simulation.worlds import twente

YEAR = WhatIf.of(ScenarioName.TODAY, years=1)


def pair(solved: list[float], cost: list[float]) -> Difference:
    """Two replications in which the other solves and costs so much more."""
    (both,) = simulate([plan(YEAR, twente())], replications=2)
    nothing: dict[str, Any] = {"expected_solved": 0.0, "message_cost": 0.0}
    more = {
        "expected_solved": np.array(solved)[:, None],
        "message_cost": np.array(cost)[:, None],
    }
    return Difference(other=made(both, **more), baseline=made(both, **nothing))


def test_a_curve_of_two_replications_is_what_one_counts_by_hand() -> None:
    curve = effectiveness(pair([10, 0], [5_000, 1_000]), [0, 499, 501, 1_000])

    # net benefits: −5000 −1000 | −10 −1000 | 10 −1000 | 5000 −1000
    assert curve.chance.tolist() == [0.0, 0.0, 0.5, 0.5]
    assert curve.benefit == pytest.approx([-3_000, -505, -495, 2_000])
    assert curve.benefit_error[0] == pytest.approx(2_000)
    assert curve.chance_error[2] == pytest.approx(0.5)


def test_a_ratio_stands_only_where_its_divisor_cannot_be_nought() -> None:
    unsure, sure = pair([10, 0], [5_000, 1_000]), pair([10, 8], [5_000, 1_000])

    assert np.isnan(effectiveness(unsure).ratio)
    assert effectiveness(sure).ratio == pytest.approx(3_000 / 9)


@pytest.mark.parametrize(
    ("solved", "cost", "ratio", "said"),
    [
        ([10, 8], [5_000, 1_000], 3_000 / 9, "Solves more and costs more"),
        ([10, 8], [-5_000, -1_000], None, "Solves more and costs no more"),
        ([-10, -8], [5_000, 1_000], None, "Solves fewer and costs no less"),
        ([-10, -8], [-5_000, -1_000], 3_000 / 9, "Solves fewer and costs less"),
    ],
)
def test_a_ratio_is_told_only_where_one_is_paid_for_the_other(
    solved: list[float], cost: list[float], ratio: float | None, said: str
) -> None:
    curve = effectiveness(pair(solved, cost))

    assert curve.words.startswith(said)
    assert curve.ratio == pytest.approx(np.nan if ratio is None else ratio, nan_ok=True)


def test_two_that_are_alike_have_an_even_chance_at_every_price() -> None:
    curve = effectiveness(pair([0, 0], [0, 0]))

    assert (curve.chance == 0.5).all()
    assert np.isnan(curve.ratio)


def drawn(*names: ScenarioName) -> tuple[Samples, ...]:
    return simulate([plan(WhatIf.of(name), twente()) for name in names], replications=500)


def test_at_a_high_price_the_counted_curve_is_the_chance_to_solve_more() -> None:
    basic, today = drawn(ScenarioName.REGIONAL_BASIC, ScenarioName.TODAY)
    difference = Difference(other=basic, baseline=today)

    (chance,) = effectiveness(difference, [1e9], solved=Measure.SOLVED_DIRECTLY).chance

    in_all = advantage.over_horizon(difference)
    assert in_all is not None
    assert chance == in_all.more
    assert 0.9 < chance < 1.0


def test_a_swap_of_scenario_and_baseline_turns_the_curve_over() -> None:
    frozen, today = drawn(ScenarioName.FROZEN, ScenarioName.TODAY)

    there = effectiveness(Difference(other=frozen, baseline=today), solved=Measure.SOLVED_DIRECTLY)
    back = effectiveness(Difference(other=today, baseline=frozen), solved=Measure.SOLVED_DIRECTLY)

    assert there.chance + back.chance == pytest.approx(np.ones(len(there.prices)))
    assert there.benefit == pytest.approx(-back.benefit)


def test_the_closed_form_has_a_benefit_and_neither_chance_nor_ratio() -> None:
    today, basic = (
        expect(plan(WhatIf.of(name), twente()))
        for name in (ScenarioName.TODAY, ScenarioName.REGIONAL_BASIC)
    )

    curve = effectiveness(Difference(other=basic, baseline=today), [1_000])

    assert np.isnan(curve.chance).all()
    assert np.isnan(curve.ratio)
    assert curve.benefit[0] == pytest.approx(1_000 * curve.solved.mean - curve.cost.mean)


@pytest.mark.parametrize(
    ("prices", "solved", "said"),
    [
        ([-1], Measure.EXPECTED_SOLVED, r"price=-1 is outside \[0, 1000000000\]"),
        ([float("nan")], Measure.EXPECTED_SOLVED, "price=NaN is outside"),
        ([], Measure.EXPECTED_SOLVED, r"prices=0 is outside \[1, 100\]"),
        ([1] * 101, Measure.EXPECTED_SOLVED, r"prices=101 is outside \[1, 100\]"),
        ([1], Measure.LISTED, "solved=LISTED is not EXPECTED_SOLVED or SOLVED_DIRECTLY"),
    ],
)
def test_what_is_no_price_is_refused_by_name(
    prices: list[float], solved: Measure, said: str
) -> None:
    with pytest.raises(OutOfBounds, match=said):
        effectiveness(pair([1, 1], [1, 1]), prices, solved=solved)


def test_one_replication_has_no_interval_and_says_so() -> None:
    frozen, today = simulate(
        [
            plan(WhatIf.of(name, years=2), twente())
            for name in (ScenarioName.FROZEN, ScenarioName.TODAY)
        ],
        replications=1,
    )
    difference = Difference(other=frozen, baseline=today)

    told = effectiveness(difference)
    chances = advantage.over_horizon(difference)

    assert told.words == "One replication has no interval: ask for more of them."
    assert chances is not None
    assert np.isnan(chances.error(chances.more))


def test_what_is_alike_solves_exactly_as_many() -> None:
    (today,) = simulate([plan(YEAR, twente())], replications=250)

    assert effectiveness(Difference(other=today, baseline=today)).words == "Solves exactly as many."
