"""More of the real world: users of the app, campaigns, and changes that follow one another."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation import (
    Adoption,
    AppReading,
    Campaign,
    Change,
    Link,
    Measure,
    OutOfBounds,
    Parameter,
    ScenarioName,
    Step,
    WhatIf,
    expect,
    plan,
    simulate,
)
from simulation.app import users
from tests.simulation.worlds import hamlet, twente

FROZEN = WhatIf.of(ScenarioName.FROZEN)
APP = replace(FROZEN, app=AppReading.WITH)
CAMPAIGN = Campaign(since=date(2017, 3, 6), registrations=5_000)


def test_twente_has_the_users_that_are_published() -> None:
    inhabitants = 625_976

    told = [users(APP, on) * inhabitants for on in (date(2014, 11, 18), date(2017, 3, 1))]

    assert told == pytest.approx([8_900, 22_000], rel=0.005)
    assert users(APP, date(2022, 7, 1)) * 631_064 == pytest.approx(47_000, rel=0.01)
    assert users(APP, date(2040, 1, 1)) == users(APP, date(2022, 7, 1))
    assert users(FROZEN, date(2017, 3, 1)) == 0.0


@pytest.mark.parametrize("link", Link)
def test_with_the_app_both_engines_still_agree(link: Link) -> None:
    made = plan(replace(APP, link=link), twente())

    (samples,) = simulate([made], replications=2_000)

    rate = samples.summary(Measure.DIRECT_RESOLUTION_RATE)
    exact = expect(made).summary(Measure.DIRECT_RESOLUTION_RATE)
    assert (np.abs(rate.mean - exact.mean) < 2e-4 * exact.mean + 4.4 * rate.standard_error).all()
    assert exact.initial == 0.125


def test_the_app_makes_up_for_what_the_register_loses() -> None:
    without, app = (
        expect(plan(one, twente())).of(Measure.DIRECT_RESOLUTION_RATE)[0] for one in (FROZEN, APP)
    )

    # written apart: x = (R + 3 A) / (R0 + 3 A0) at the ends of 2022 and 2023
    base = expect(plan(FROZEN, twente())).of(Measure.REACHABLE)[0]
    at_the_end = 3 * 1_300_000 / 17_590_672 * 625_976
    first = 3 * users(APP, date(2015, 1, 1)) * 625_976
    x = (base[7:9].mean() + at_the_end) / (32_560 + first)
    assert app[8] == pytest.approx(0.125 * x**0.45, rel=1e-3)
    assert app[8] > 0.125 > without[8]


def test_a_users_attention_of_nought_is_no_app_at_all() -> None:
    ignored = replace(APP, changes=(Change(parameter=Parameter.APP_WEIGHT, value=0.0),))

    with_, without = (expect(plan(one, twente())) for one in (ignored, FROZEN))

    # cut where the line of users bends, so equal but for rounding
    assert with_.mean.solved == pytest.approx(without.mean.solved, rel=1e-9)


def test_a_small_place_with_users_of_the_app_has_the_chance_of_its_whole_law() -> None:
    """Below 60 participants the law is summed: hold it to replications."""
    tiny = hamlet(3)
    made = plan(replace(APP, years=5), tiny)

    (samples,) = simulate([made], replications=20_000, step=Step.QUARTER)

    for code in tiny.codes:
        rate = samples.summary(Measure.DIRECT_RESOLUTION_RATE, code)
        exact = expect(made).summary(Measure.DIRECT_RESOLUTION_RATE, code).mean
        assert (np.abs(rate.mean - exact) < 2e-4 * exact + 4.4 * rate.standard_error).all()


@pytest.mark.parametrize("step", Step)
def test_a_campaign_brings_as_many_as_it_says(step: Step) -> None:
    made = plan(replace(FROZEN, campaigns=(CAMPAIGN,)), twente())

    (samples,) = simulate([made], replications=1_000, step=step)

    exact = expect(made).of(Measure.REGISTRATIONS)[0]
    assert exact == pytest.approx([0, 0, 5_000] + 7 * [0])
    drawn = samples.of(Measure.REGISTRATIONS)[:, 2]
    assert drawn.mean() == pytest.approx(5_000, abs=4.4 * np.sqrt(5_000 / 1_000))
    assert drawn.var() == pytest.approx(5_000, rel=4.4 * np.sqrt(2 / 1_000))


def test_a_campaign_works_across_a_new_year_and_in_its_places_alone() -> None:
    campaign = Campaign(
        since=date(2015, 12, 22),
        registrations=1_000,
        days=20,
        municipalities=frozenset({"GM0001"}),
    )

    exact = expect(plan(replace(FROZEN, years=3, campaigns=(campaign,)), hamlet()))

    joined = exact.mean.registrations[0]
    assert joined[:, 1].tolist() == [0, 0, 0]
    assert joined[:, 0] == pytest.approx([0.18 * 500, 0.18 * 500, 0])


def test_a_campaign_outside_the_horizon_is_refused() -> None:
    with pytest.raises(OutOfBounds, match=r"from=2017-03-06 is outside \[2015-01-01, 2016-01-01\)"):
        WhatIf(years=1, campaigns=(CAMPAIGN,))


def test_changes_that_follow_one_another_agree_in_both_engines() -> None:
    """Scenario 3 from 2015, a campaign in 2017, the control room gone on 21 March 2023."""
    told = replace(
        FROZEN,
        adoptions=(
            Adoption(scenario=ScenarioName.FROZEN),
            Adoption(
                scenario=ScenarioName.REGIONAL_BASIC,
                since=date(2019, 7, 1),
                municipalities=frozenset({"GM0183"}),
            ),
            Adoption(scenario=ScenarioName.ENDED, since=date(2023, 3, 21)),
        ),
        campaigns=(CAMPAIGN,),
    )
    made = plan(told, twente())

    (samples,) = simulate([made], replications=4_000)

    exact = expect(made)
    for measure in (Measure.REACHABLE, Measure.UNREACHABLE):
        truth = exact.summary(measure)
        off = samples.of(measure).mean(axis=0) - truth.mean
        assert (np.abs(off[:8]) < 4.4 * truth.deviation[:8] / np.sqrt(4_000)).all()
        assert not samples.of(measure)[:, 8:].any()
    solved = samples.of(Measure.SOLVED_DIRECTLY)
    expected = exact.of(Measure.SOLVED_DIRECTLY)[0]
    assert (np.abs(solved.mean(axis=0) - expected) <= 4.4 * np.sqrt(expected / 4_000)).all()
    assert exact.of(Measure.ACTIONS)[0, 8] == pytest.approx(100 * 79 / 365)
    assert not solved[:, 9].any()


def test_a_municipality_that_does_not_join_goes_on_as_today() -> None:
    tubbergen = frozenset({"GM0183"})
    joined = Adoption(scenario=ScenarioName.FROZEN, apart_from=tubbergen)

    apart, today, frozen = (
        plan(WhatIf(adoptions=adoptions), twente())
        for adoptions in ((joined,), (), (Adoption(scenario=ScenarioName.FROZEN),))
    )

    place = apart.place("GM0183")
    assert apart.work.cost[:, place] == pytest.approx(today.work.cost[:, place])
    for measure in (Measure.REACHABLE, Measure.UNREACHABLE, Measure.EXPECTED_SOLVED):
        alone, with_all, as_today = (expect(one) for one in (apart, frozen, today))
        assert alone.of(measure, "GM0183") == pytest.approx(as_today.of(measure, "GM0183"))
        assert alone.of(measure, "GM0141") == pytest.approx(with_all.of(measure, "GM0141"))


def test_an_unknown_place_that_does_not_join_is_refused() -> None:
    nowhere = Adoption(scenario=ScenarioName.FROZEN, apart_from=frozenset({"GM9999"}))

    with pytest.raises(OutOfBounds, match="municipalities has no GM9999 in this region"):
        plan(WhatIf(adoptions=(nowhere,)), twente())
