"""What holds for any luck."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from simulation import (
    Adoption,
    Change,
    ChannelsReading,
    Link,
    Measure,
    Municipality,
    Parameter,
    Region,
    Samples,
    ScenarioName,
    Step,
    WhatIf,
    expect,
    plan,
    simulate,
)
from tests.simulation.worlds import hamlet, regions, twente, whatifs

STILL = tuple(
    Change(parameter=name, value=0.0) for name in (Parameter.DEPARTURE, Parameter.REMOVAL)
)


def played(whatif: WhatIf, region: Region, step: Step = Step.YEAR) -> Samples:
    (samples,) = simulate([plan(whatif, region)], replications=20, step=step, threads=1)
    return samples


@settings(max_examples=25, deadline=None)
@given(whatif=whatifs, region=regions)
def test_people_are_neither_lost_nor_made(whatif: WhatIf, region: Region) -> None:
    samples = played(whatif, region)

    reachable = samples.of(Measure.REACHABLE)
    opening = samples.summary(Measure.REACHABLE).initial
    before = np.concatenate([np.full((20, 1), opening), reachable[:, :-1]], axis=1)
    change = samples.of(Measure.REGISTRATIONS) - samples.of(Measure.DEPARTURES)
    assert (reachable == before + change).all()
    assert (samples.of(Measure.LISTED) == reachable + samples.of(Measure.UNREACHABLE)).all()
    assert (samples.course.unreachable >= 0).all()
    assert (samples.course.reachable >= 0).all()


@settings(max_examples=25, deadline=None)
@given(whatif=whatifs, region=regions)
def test_no_more_is_solved_than_took_place(whatif: WhatIf, region: Region) -> None:
    samples = played(whatif, region)

    assert (samples.course.solved <= samples.course.actions).all()
    assert (samples.course.expected_solved <= samples.course.actions + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(whatif=whatifs, region=regions)
def test_means_in_closed_form_keep_the_same_balance(whatif: WhatIf, region: Region) -> None:
    mean = expect(plan(whatif, region)).mean

    assert np.isfinite(mean.expected_solved).all()
    assert (mean.reachable >= -1e-9).all()
    assert (mean.unreachable >= -1e-9).all()
    assert (mean.expected_solved <= mean.actions + 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(region=regions)
def test_a_frozen_base_never_grows(region: Region) -> None:
    samples = played(WhatIf.of(ScenarioName.FROZEN, years=3), region, Step.QUARTER)

    assert (np.diff(samples.course.reachable, axis=1) <= 0).all()
    assert not samples.course.registrations.any()


def test_without_hazards_everyone_stays() -> None:
    samples = played(WhatIf(changes=STILL, years=3), hamlet())

    assert (samples.of(Measure.REACHABLE) == samples.summary(Measure.REACHABLE).initial).all()
    assert (samples.of(Measure.LISTED) == samples.summary(Measure.LISTED).initial).all()


@pytest.mark.parametrize("link", Link)
def test_without_a_chance_nothing_is_solved(link: Link) -> None:
    hopeless = (Change(parameter=Parameter.RESOLUTION_TODAY, value=0.0),)

    samples = played(WhatIf(changes=hopeless, link=link), hamlet())

    assert samples.of(Measure.ACTIONS).any()
    assert not samples.of(Measure.SOLVED_DIRECTLY).any()
    assert np.isnan(samples.summary(Measure.COST_PER_SOLVED).mean).all()


@pytest.mark.parametrize("link", [Link.EXPONENTIAL, Link.POWER])
def test_with_certainty_everything_is_solved(link: Link) -> None:
    certain = (*STILL, Change(parameter=Parameter.RESOLUTION_TODAY, value=1.0))

    samples = played(WhatIf(changes=certain, link=link, years=2), hamlet())

    assert (samples.of(Measure.SOLVED_DIRECTLY) == samples.of(Measure.ACTIONS)).all()


def test_a_place_without_members_changes_nothing_elsewhere() -> None:
    base = hamlet()
    empty = Municipality(code="GM9999", name="Nowhere", inhabitants=1, listed=(0, 0, 0, 0))
    larger = replace(base, municipalities=(*base.municipalities, empty))
    frozen = WhatIf.of(ScenarioName.FROZEN, years=3)

    alone, together = played(frozen, base), played(frozen, larger)

    for name in ("reachable", "unreachable", "departures"):
        assert (getattr(together.course, name)[..., :2] == getattr(alone.course, name)).all()
    assert not together.course.solved[..., 2].any()


def test_a_class_without_members_changes_nothing() -> None:
    """With nobody called, telling channels apart adds four classes of nobody."""
    frozen = WhatIf.of(ScenarioName.FROZEN, years=3)
    nobody = (Change(parameter=Parameter.VOICE_SHARE, value=0.0),)
    apart = replace(frozen, channels=ChannelsReading.APART, changes=nobody)

    alone, among = expect(plan(frozen, hamlet())), expect(plan(apart, hamlet()))
    samples = played(apart, hamlet())

    # sums over eight classes and over four may differ by their last bit, as the processor adds
    np.testing.assert_allclose(among.mean.reachable, alone.mean.reachable, rtol=1e-14)
    np.testing.assert_allclose(among.mean.unreachable, alone.mean.unreachable, rtol=1e-14)
    made = plan(apart, hamlet())
    assert not made.opening.reachable[:, 1::2].any()
    off = samples.of(Measure.LISTED).mean(axis=0) - alone.of(Measure.LISTED)[0]
    spread = alone.summary(Measure.LISTED).deviation / np.sqrt(20)
    assert (np.abs(off) < 4.4 * spread).all()


def test_twice_the_actions_solve_exactly_twice_as_much_on_average() -> None:
    double = (Change(parameter=Parameter.ACTIONS_PER_YEAR, value=200.0),)

    once, twice = (
        expect(plan(WhatIf(changes=changes), twente())).mean.solved for changes in ((), double)
    )

    assert twice == pytest.approx(2 * once, rel=1e-12)


def test_more_actions_than_one_layer_are_as_many_as_asked() -> None:
    busy = WhatIf(changes=(Change(parameter=Parameter.ACTIONS_PER_YEAR, value=730.0),), years=2)
    (samples,) = simulate([plan(busy, hamlet())], replications=1_000)

    actions = samples.of(Measure.ACTIONS)[:, 0]

    assert actions.mean() == pytest.approx(730, abs=4.4 * np.sqrt(730 / 1_000))
    assert actions.var(ddof=1) == pytest.approx(730, rel=4.4 * np.sqrt(2 / 1_000))


def test_a_change_works_from_its_date_and_in_its_place() -> None:
    only = frozenset({"GM0001"})
    later = WhatIf(
        adoptions=(
            Adoption(scenario=ScenarioName.FROZEN, since=date(2016, 7, 1), municipalities=only),
        ),
        years=3,
    )

    changed, today = played(later, hamlet()), played(WhatIf(years=3), hamlet())

    assert (changed.course.reachable[:, 0] == today.course.reachable[:, 0]).all()
    made = plan(later, hamlet())
    assert made.rates.registrations[:, 0].sum(axis=-1).astype(bool).tolist() == [1, 1, 0, 0]
    assert made.rates.registrations[:, 1].sum(axis=-1).astype(bool).tolist() == [1, 1, 1, 1]
    assert [stretch.year for stretch in made.stretches] == [0, 1, 1, 2]


def test_cutting_a_step_changes_nothing_in_law() -> None:
    nothing = Change(parameter=Parameter.DEATH, value=0.009, since=date(2016, 3, 21))

    cut, whole = (
        expect(plan(WhatIf(changes=changes, years=3), twente())).mean
        for changes in ((nothing,), ())
    )

    assert cut.reachable == pytest.approx(whole.reachable, rel=1e-12)
    assert cut.unreachable == pytest.approx(whole.unreachable, rel=1e-12)
    assert cut.solved == pytest.approx(whole.solved, rel=1e-9)


def test_when_it_ends_nothing_is_left_and_nothing_happens() -> None:
    ended = WhatIf(
        adoptions=(Adoption(scenario=ScenarioName.ENDED, since=date(2016, 1, 1)),), years=3
    )

    samples, exact = played(ended, hamlet()), expect(plan(ended, hamlet()))

    for measure in (Measure.LISTED, Measure.ACTIONS, Measure.TOTAL_COST):
        assert (samples.of(measure)[:, 0] > 0).all() or measure is Measure.ACTIONS
        assert not samples.of(measure)[:, 1:].any()
        assert not exact.summary(measure).mean[1:].any()
    assert np.isnan(samples.summary(Measure.DIRECT_RESOLUTION_RATE).mean[1:]).all()


def test_month_quarter_and_year_agree_in_law() -> None:
    frozen = plan(WhatIf.of(ScenarioName.FROZEN), hamlet())

    means = []
    for step in Step:
        (samples,) = simulate([frozen], replications=2_000, step=step)
        means.append(samples.of(Measure.LISTED)[:, 4])

    error = means[0].std() * np.sqrt(2 / 2_000)
    assert np.ptp([listed.mean() for listed in means]) < 4.4 * error
    assert np.ptp([listed.var() for listed in means]) < 0.35 * means[0].var()
