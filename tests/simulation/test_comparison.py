"""Differences, totals and chances against arithmetic done apart from the code."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from simulation import (
    LEDGER,
    Advantage,
    Change,
    Difference,
    Expectation,
    Measure,
    Origin,
    OutOfBounds,
    Parameter,
    Samples,
    ScenarioName,
    Step,
    WhatIf,
    advantage,
    expect,
    grounds,
    plan,
    simulate,
)
from simulation.measures import FLOWS
from tests.simulation.worlds import twente

TODAY, LOCAL, BASIC, FROZEN, ENDED = (
    plan(WhatIf.of(name), twente())
    for name in (
        ScenarioName.TODAY,
        ScenarioName.LOCAL,
        ScenarioName.REGIONAL_BASIC,
        ScenarioName.FROZEN,
        ScenarioName.ENDED,
    )
)
COSTS = (Measure.ORGANISATION_COST, Measure.MUNICIPAL_COST, Measure.TOTAL_COST)


def made(samples: Samples, **numbers: Any) -> Samples:
    """The same, with what the first municipality counted by hand and nothing elsewhere."""
    courses = {}
    for name, by_year in numbers.items():
        blank = np.zeros(getattr(samples.course, name).shape)
        blank[:, :, 0] = by_year
        courses[name] = blank
    return replace(samples, course=replace(samples.course, **courses))


def shares(chances: Advantage) -> list[float]:
    return [float(share) for share in (chances.more, chances.as_many, chances.fewer)]


@pytest.fixture(scope="module")
def drawn() -> dict[str, Samples]:
    plans = {"TODAY": TODAY, "LOCAL": LOCAL, "BASIC": BASIC, "FROZEN": FROZEN, "ENDED": ENDED}
    return dict(zip(plans, simulate(list(plans.values()), replications=500), strict=True))


def test_a_total_is_the_sum_over_years_of_paired_replications(drawn: dict[str, Samples]) -> None:
    other, baseline = drawn["FROZEN"].course.solved, drawn["TODAY"].course.solved
    extra = (other - baseline).sum(axis=(1, 2))

    total = Difference(other=drawn["FROZEN"], baseline=drawn["TODAY"]).total(
        Measure.SOLVED_DIRECTLY, quantiles=(0.05,)
    )

    error = extra.std(ddof=1) / np.sqrt(500)
    assert total.mean == pytest.approx(extra.mean())
    assert total.interval == pytest.approx(
        (extra.mean() - 1.96 * error, extra.mean() + 1.96 * error)
    )
    assert total.quantiles[0.05] == np.quantile(extra, 0.05)
    assert total.distinct


def test_totals_by_luck_and_in_closed_form_agree(drawn: dict[str, Samples]) -> None:
    played = Difference(other=drawn["BASIC"], baseline=drawn["TODAY"])
    exact = Difference(other=expect(BASIC), baseline=expect(TODAY))

    for measure in (Measure.SOLVED_DIRECTLY, Measure.TOTAL_COST, Measure.REGISTRATIONS):
        total, truth = played.total(measure), exact.total(measure)
        assert abs(total.mean - truth.mean) < 4.4 * total.standard_error
        assert truth.standard_error == 0.0
        assert np.isnan(truth.quantiles[0.5])


@pytest.mark.parametrize("measure", sorted(set(Measure) - FLOWS))
def test_what_does_not_add_up_over_years_is_refused_by_name(measure: Measure) -> None:
    difference = Difference(other=expect(BASIC), baseline=expect(TODAY))

    with pytest.raises(OutOfBounds, match=f"measure={measure} does not add up over years"):
        difference.total(measure)


def test_what_cannot_be_paired_is_refused(drawn: dict[str, Samples]) -> None:
    shorter = expect(plan(WhatIf.of(ScenarioName.TODAY, years=9), twente()))

    with pytest.raises(OutOfBounds, match="baseline differs in region or horizon"):
        Difference(other=expect(BASIC), baseline=shorter)
    with pytest.raises(OutOfBounds, match="baseline differs in replications or engine"):
        Difference(other=drawn["BASIC"], baseline=expect(TODAY))


def test_local_and_regional_work_differ_in_cost_only(drawn: dict[str, Samples]) -> None:
    difference = Difference(other=drawn["BASIC"], baseline=drawn["LOCAL"])

    a_year = 0.03 * 626_857 - 60 * 20 * 12 * 626_857 / 54_000
    for measure in FLOWS - {Measure.ORGANISATION_HOURS}:
        total = difference.total(measure)
        expected = 10 * a_year if measure in COSTS else 0.0
        assert total.mean == pytest.approx(expected, abs=1e-6), measure
        assert total.standard_error == pytest.approx(0.0, abs=1e-6)
    assert grounds(BASIC, LOCAL).follows[0].endswith("they differ in cost only.")


def test_the_payers_together_pay_all_of_it(drawn: dict[str, Samples]) -> None:
    outlooks: list[Samples | Expectation] = [*drawn.values(), expect(LOCAL), expect(FROZEN)]
    for outlook in outlooks:
        municipal, police, total = (
            outlook.of(measure)
            for measure in (Measure.MUNICIPAL_COST, Measure.POLICE_COST, Measure.TOTAL_COST)
        )
        assert municipal + police == pytest.approx(total)


def test_messages_to_the_unreachable_follow_from_how_many_there_are() -> None:
    flat = (
        Change(parameter=Parameter.DEPARTURE, value=0.09),
        Change(parameter=Parameter.MESSAGE_COST, value=0.25),
    )
    frozen = plan(replace(WhatIf.of(ScenarioName.FROZEN), changes=flat), twente())
    reachable = frozen.opening.reachable.sum(axis=-1)
    shares = twente().shares

    exact = expect(frozen).of(Measure.UNREACHABLE_MESSAGES)[0]

    staying_listed = 1 - 0.012 / 0.09
    by_hand = [
        sum(
            100 * share * (ghosts + there * staying_listed * (1 - quad(left, t, t + 1)[0]))
            for share, there, ghosts in zip(
                shares, reachable, frozen.opening.unreachable, strict=True
            )
        )
        for t in range(10)
        for left in [lambda time: np.exp(-0.09 * time)]
    ]
    assert exact == pytest.approx(by_hand, rel=1e-9)
    assert expect(frozen).of(Measure.UNREACHABLE_MESSAGE_COST)[0] == pytest.approx(0.25 * exact)


def test_messages_to_the_unreachable_agree_between_the_engines() -> None:
    (samples,) = simulate([FROZEN], replications=500, step=Step.QUARTER)

    for measure in (Measure.UNREACHABLE_MESSAGES, Measure.UNREACHABLE_MESSAGE_COST):
        total = samples.of(measure).sum(axis=1)
        truth = expect(FROZEN).of(measure).sum()
        assert abs(total.mean() - truth) < 4.4 * total.std(ddof=1) / np.sqrt(500)


def test_a_scenario_against_itself_solves_as_many(drawn: dict[str, Samples]) -> None:
    itself = Difference(other=drawn["BASIC"], baseline=drawn["BASIC"])

    in_all, by_year = advantage.over_horizon(itself), advantage.by_year(itself)

    assert in_all is not None
    assert by_year is not None
    assert shares(in_all) == [0.0, 1.0, 0.0]
    assert (by_year.as_many == 1.0).all()


def test_more_as_many_and_fewer_are_counted_apart() -> None:
    (few,) = simulate([TODAY], replications=4)
    baseline = made(few, solved=[[10] * 10] * 4)
    other = made(few, solved=[[11] + [10] * 9, [10] * 10, [12, 8] + [10] * 8, [9] + [10] * 9])

    difference = Difference(other=other, baseline=baseline)
    in_all, by_year = advantage.over_horizon(difference), advantage.by_year(difference)

    assert in_all is not None
    assert by_year is not None
    assert shares(in_all) == [0.25, 0.5, 0.25]
    assert by_year.more.tolist() == [0.5] + [0.0] * 9
    assert by_year.fewer.tolist() == [0.25, 0.25] + [0.0] * 8


def test_the_closed_form_knows_no_luck() -> None:
    difference = Difference(other=expect(BASIC), baseline=expect(TODAY))

    assert advantage.over_horizon(difference) is None
    assert advantage.by_year(difference) is None


def test_how_well_a_chance_is_computed_is_the_error_of_a_share() -> None:
    quarter = Advantage.of(np.array([1.0, 0.0, -1.0, 0.0]))

    assert quarter.error(quarter.more) == pytest.approx(np.sqrt(0.25 * 0.75 / 4))


def test_a_gain_is_wholly_registrations_as_the_grounds_say() -> None:
    change = Change(parameter=Parameter.REGISTRATIONS, value=3_000)
    with_as_many = [
        expect(plan(replace(laid.whatif, changes=(change,)), twente())) for laid in (BASIC, TODAY)
    ]

    total = Difference(other=with_as_many[0], baseline=with_as_many[1]).total(
        Measure.EXPECTED_SOLVED
    )

    said = grounds(BASIC, TODAY).assumed
    assert total.mean == 0.0
    assert "What REGIONAL_BASIC brings in is wholly its registrations, which" in said[1]


def test_registrations_that_a_register_counts_are_not_called_unmeasured() -> None:
    counted = replace(LEDGER["registrations_today"], origin=Origin.REGISTER)
    frozen, today = (
        plan(replace(laid.whatif, figures=(counted,)), twente()) for laid in (FROZEN, TODAY)
    )

    (said, *_) = grounds(frozen, today).assumed

    assert said == "What TODAY brings in is wholly its registrations, which a register counts."


def test_what_frozen_loses_is_said_to_follow_and_what_it_is_held_against_to_be_assumed() -> None:
    told = grounds(FROZEN, TODAY)

    assert any(said.startswith("FROZEN takes no registrations") for said in told.follows)
    assert any("that today's base is level is assumed" in said for said in told.assumed)
    assert not any("FROZEN brings in" in said for said in told.assumed)
