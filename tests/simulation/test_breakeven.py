"""Break-evens, evaluated again: by the closed form, by replications, by hand."""

from dataclasses import replace
from datetime import date
from threading import Event

import numpy as np
import pytest

from simulation import (
    BreakEven,
    Change,
    Difference,
    Link,
    Measure,
    OutOfBounds,
    Parameter,
    Plan,
    ScenarioName,
    Stopped,
    WhatIf,
    benchmark,
    break_evens,
    expect,
    plan,
    simulate,
)
from simulation.breakeven import crossing, elasticity, registrations
from tests.simulation.worlds import twente

TODAY, BASIC, FROZEN = (
    plan(WhatIf.of(name), twente())
    for name in (ScenarioName.TODAY, ScenarioName.REGIONAL_BASIC, ScenarioName.FROZEN)
)
PRICE = 10_000.0


def needed(other: Plan, price: float | None) -> BreakEven:
    return registrations(other, TODAY, price=price, stop=Event())


def value(even: BreakEven) -> float:
    assert even.value is not None, even.words
    return even.value


def setting(laid: Plan, parameter: Parameter, number: float) -> Plan:
    change = Change(parameter=parameter, value=number)
    return plan(replace(laid.whatif, changes=(change,)), twente())


@pytest.mark.parametrize("other", [BASIC, FROZEN])
def test_as_many_are_solved_with_as_many_registrations_as_people_leave(other: Plan) -> None:
    reachable = round(37_000 * 0.88)

    as_many = needed(other, None)

    assert value(as_many) == pytest.approx(0.09 * reachable)


def test_at_the_break_even_an_extra_solved_action_costs_the_price() -> None:
    number = value(needed(BASIC, PRICE))
    difference = Difference(
        other=expect(setting(BASIC, Parameter.REGISTRATIONS, number)), baseline=expect(TODAY)
    )

    solved = difference.total(Measure.EXPECTED_SOLVED).mean
    cost = difference.total(Measure.TOTAL_COST).mean

    assert cost / solved == pytest.approx(PRICE, rel=1e-6)


def test_replications_agree_that_it_is_the_break_even() -> None:
    number = value(needed(BASIC, PRICE))
    other, today = simulate(
        [setting(BASIC, Parameter.REGISTRATIONS, number), TODAY], replications=500
    )

    difference = Difference(other=other, baseline=today)
    solved = difference.over_horizon(Measure.EXPECTED_SOLVED)
    cost = difference.over_horizon(Measure.TOTAL_COST)

    assert solved is not None
    assert cost is not None
    benefit = PRICE * solved - cost
    assert abs(benefit.mean()) < 4.4 * benefit.std(ddof=1) / np.sqrt(500)


def test_at_the_elasticity_an_extra_solved_action_costs_the_price() -> None:
    exponent = value(elasticity(BASIC, TODAY, price=PRICE, stop=Event()))
    other, today = (
        expect(setting(laid, Parameter.ELASTICITY, exponent)) for laid in (BASIC, TODAY)
    )

    difference = Difference(other=other, baseline=today)

    solved = difference.total(Measure.EXPECTED_SOLVED).mean
    assert difference.total(Measure.TOTAL_COST).mean / solved == pytest.approx(PRICE, rel=1e-6)


def test_each_side_of_a_break_even_is_told_rightly() -> None:
    even = needed(BASIC, PRICE)

    def benefit(number: float) -> float:
        other = expect(setting(BASIC, Parameter.REGISTRATIONS, number))
        difference = Difference(other=other, baseline=expect(TODAY))
        solved = difference.total(Measure.EXPECTED_SOLVED).mean
        return PRICE * solved - difference.total(Measure.TOTAL_COST).mean

    assert even.words.startswith("From 3,5")
    assert benefit(value(even) - 10) < 0 < benefit(value(even) + 10)


def test_where_there_is_none_words_say_so() -> None:
    cheap = elasticity(BASIC, TODAY, price=100.0, stop=Event())
    exponential = plan(replace(BASIC.whatif, link=Link.EXPONENTIAL), twente())
    today = plan(replace(TODAY.whatif, link=Link.EXPONENTIAL), twente())

    other_link = elasticity(exponential, today, price=PRICE, stop=Event())

    assert cheap.value is None
    assert cheap.words.startswith("Wherever elasticity lies in [0, 1], at € 100")
    assert cheap.words.endswith("REGIONAL_BASIC comes out no better than TODAY.")
    assert (other_link.value, other_link.words) == (None, "The link EXPONENTIAL has no elasticity.")


def test_registrations_are_sought_where_and_when_the_scenario_is_in_force() -> None:
    place, later = frozenset({twente().codes[2]}), date(2017, 7, 1)
    there = replace(BASIC.whatif.adoptions[0], municipalities=place, since=later)
    more = Change(parameter=Parameter.REGISTRATIONS, value=5_000, municipalities=place, since=later)

    as_many = registrations(
        plan(replace(BASIC.whatif, adoptions=(there,)), twente()),
        plan(replace(TODAY.whatif, changes=(more,)), twente()),
        stop=Event(),
    )

    assert value(as_many) == pytest.approx(5_000)


@pytest.mark.parametrize(
    ("balance", "root"),
    [
        (lambda x: x - 3.0, 3.0),
        (lambda x: (x - 2.0) * (5.0 - x), 2.0),  # rises above nought and falls again
        (lambda x: (x - 2.0) * (x - 5.0), 2.0),
        (lambda x: -1.0 - (x - 4.0) ** 2, None),
        (lambda x: 0.0 * x, None),
        (lambda x: x, 0.0),
    ],
)
def test_the_first_crossing_is_found(balance: object, root: float | None) -> None:
    assert callable(balance)
    assert crossing(balance, 0.0, 10.0) == (None if root is None else pytest.approx(root))


def test_a_search_stops_when_it_is_told() -> None:
    stop = Event()
    stop.set()

    with pytest.raises(Stopped):
        break_evens(BASIC, TODAY, stop=stop)


def test_too_many_prices_and_another_horizon_are_refused_by_name() -> None:
    with pytest.raises(OutOfBounds, match=r"prices=11 is outside \[1, 10\]"):
        break_evens(BASIC, TODAY, [1.0] * 11)
    with pytest.raises(OutOfBounds, match="baseline differs in region or horizon"):
        break_evens(BASIC, plan(WhatIf(years=3), twente()))


def test_all_break_evens_are_told_in_one_order() -> None:
    told = break_evens(BASIC, TODAY, [PRICE])

    assert [(one.parameter, one.price) for one in told] == [
        (Parameter.HOURLY_WAGE, None),
        (Parameter.REGISTRATIONS, None),
        (Parameter.REGISTRATIONS, PRICE),
        (Parameter.ELASTICITY, PRICE),
    ]
    assert told[2] == needed(BASIC, PRICE)


def test_a_price_for_one_task_is_told_with_what_it_buys() -> None:
    beside = benchmark(whose="elsewhere", price=0.15, inhabitants=626_857, source="“…”")

    assert beside.cost == pytest.approx(0.15 * 626_857)
    assert "relationship management alone" in beside.buys
    assert "At 5 times" in beside.buys
