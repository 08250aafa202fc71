"""What the memo and the other sources print, to the figure."""

import numpy as np
import pytest

from simulation import (
    LEDGER,
    Adoption,
    Change,
    HoursReading,
    Item,
    Measure,
    Parameter,
    Payer,
    ScenarioName,
    SupplementaryReading,
    WhatIf,
    expect,
    plan,
)
from simulation.breakeven import wage
from tests.simulation.worlds import INHABITANTS_2015, twente

DECAY = {  # facts, section 4: participants after 1, 3, 5 and 10 years without inflow
    0.04: (35_549, 32_816, 30_293, 24_802),
    0.09: (33_815, 28_245, 23_592, 15_043),
    0.15: (31_846, 23_592, 17_478, 8_256),
}
RATES = {  # likewise: direct resolution after 5 and 10 years, by departure and elasticity [%]
    (0.04, 0.45): (11.4, 10.4),
    (0.09, 0.45): (10.2, 8.3),
    (0.15, 0.45): (8.9, 6.4),
    (0.09, 1.0): (8.0, 5.1),
    (0.09, 0.0): (12.5, 12.5),
}


def frozen(departure: float, *more: Change) -> WhatIf:
    return WhatIf(
        adoptions=(Adoption(scenario=ScenarioName.FROZEN),),
        changes=(
            Change(parameter=Parameter.DEPARTURE, value=departure),
            Change(parameter=Parameter.PARTICIPANTS, value=37_000),
            Change(parameter=Parameter.STARTING_GHOST_SHARE, value=0.0),
            *more,
        ),
    )


@pytest.mark.parametrize("departure", DECAY)
def test_a_frozen_base_shrinks_as_the_table_says(departure: float) -> None:
    outlook = expect(plan(frozen(departure), twente(participants=1_000)))

    reachable = outlook.summary(Measure.REACHABLE)

    assert reachable.initial == 37_000
    assert tuple(np.rint(reachable.mean[[0, 2, 4, 9]]).astype(int)) == DECAY[departure]


@pytest.mark.parametrize(("departure", "elasticity"), RATES)
def test_the_chance_at_an_instant_is_the_table_s(departure: float, elasticity: float) -> None:
    made = plan(
        frozen(departure, Change(parameter=Parameter.ELASTICITY, value=elasticity)), twente()
    )
    left = expect(made).summary(Measure.REACHABLE).mean[[4, 9]] / 37_000

    chance = 100 * 0.125 * left**elasticity

    assert tuple(np.round(chance, 1)) == RATES[departure, elasticity]


def test_the_fifth_and_tenth_year_average_as_the_table_says() -> None:
    rate = expect(plan(frozen(0.09), twente())).summary(Measure.DIRECT_RESOLUTION_RATE)

    assert tuple(np.round(100 * rate.mean[[4, 9]], 1)) == (10.4, 8.5)


@pytest.mark.parametrize("scenario", ScenarioName)
def test_every_scenario_starts_at_the_middle_of_the_memo_s_range(scenario: ScenarioName) -> None:
    made = plan(WhatIf.of(scenario), twente())

    start = expect(made).summary(Measure.DIRECT_RESOLUTION_RATE).initial

    if scenario is ScenarioName.ENDED:
        assert np.isnan(start)
    else:
        assert start == pytest.approx(0.125, abs=1e-15)


def test_todays_messages_cost_what_the_memo_says() -> None:
    level = WhatIf(
        years=1,
        changes=(
            Change(parameter=Parameter.DEPARTURE, value=0.0),
            Change(parameter=Parameter.REMOVAL, value=0.0),
        ),
    )

    cost = expect(plan(level, twente())).summary(Measure.MESSAGE_COST).mean[0]

    assert cost == pytest.approx(30_000, abs=2)


def test_regional_packages_cost_what_the_memo_says() -> None:
    basic = plan(WhatIf.of(ScenarioName.REGIONAL_BASIC), twente())
    more = plan(WhatIf.of(ScenarioName.REGIONAL_SUPPLEMENTARY), twente())

    assert basic.work.cost[0].sum() == pytest.approx(18_805.71, abs=0.005)
    assert more.work.cost[0].sum() == pytest.approx(43_879.99, abs=0.005)
    assert set(basic.work.lines) == {(Item.REGIONAL_PACKAGE, Payer.MUNICIPALITIES)}
    assert 18_800 <= basic.work.cost[0].sum() < more.work.cost[0].sum() <= 43_880


def test_the_supplementary_price_may_be_read_as_an_extra() -> None:
    read = WhatIf(
        adoptions=(Adoption(scenario=ScenarioName.REGIONAL_SUPPLEMENTARY),),
        supplementary=SupplementaryReading.ADDITIONAL,
    )

    assert plan(read, twente()).work.cost[0].sum() == pytest.approx(62_685.70, abs=0.005)


def test_hours_may_be_read_in_two_ways() -> None:
    adopted = (Adoption(scenario=ScenarioName.LOCAL),)

    linear = plan(WhatIf(adoptions=adopted), twente()).work
    each = plan(WhatIf(adoptions=adopted, hours=HoursReading.PER_MUNICIPALITY), twente()).work

    assert round(linear.hours[0].sum()) == 2_786
    assert each.hours[0].sum() == pytest.approx(3_360)
    assert linear.cost[0].sum() == pytest.approx(60 * linear.hours[0].sum())


def test_the_wage_at_which_doing_it_oneself_breaks_even() -> None:
    own, basic, more = (
        plan(WhatIf.of(name), twente())
        for name in (
            ScenarioName.LOCAL,
            ScenarioName.REGIONAL_BASIC,
            ScenarioName.REGIONAL_SUPPLEMENTARY,
        )
    )

    assert round(wage(basic, own).value or 0.0, 2) == 6.75
    assert round(wage(more, own).value or 0.0, 2) == 15.75


def test_scenario_3_saves_municipalities_nothing_that_they_pay_today() -> None:
    today, frozen_ = (
        plan(WhatIf.of(name), twente()).work.lines
        for name in (ScenarioName.TODAY, ScenarioName.FROZEN)
    )

    assert {payer for _, payer in (*today, *frozen_)} == {Payer.POLICE}


def test_the_share_that_takes_part_is_derived_and_contradicts_the_memo() -> None:
    share = 37_000 / sum(INHABITANTS_2015.values())

    assert sum(INHABITANTS_2015.values()) == 625_976
    assert f"{100 * share:.1f}" == "5.9"
    assert "5.9 %" in LEDGER["participants"].contradiction


def test_the_ledger_says_where_the_memo_contradicts_itself() -> None:
    said = {name for name, figure in LEDGER.items() if figure.contradiction}

    assert {"participants", "price_supplementary", "hours_per_month", "memo_inhabitants"} <= said


def test_the_registrations_that_keep_the_base_level() -> None:
    made = plan(WhatIf.of(ScenarioName.TODAY), twente())

    assert round(float(made.rates.registrations[0].sum()), 0) == 2930
    reachable = expect(made).summary(Measure.REACHABLE)
    assert reachable.mean / reachable.initial == pytest.approx(np.ones(10), abs=0.01)
