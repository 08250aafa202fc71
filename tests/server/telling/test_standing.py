"""Scenarios side by side show the numbers of their outlooks."""

from dataclasses import replace

import pytest

from server.services.projecting import Sampling
from server.telling.language import MINUS, Language, words
from server.telling.standing import standings
from simulation import Measure, OutOfBounds, ScenarioName
from tests.server.telling.outcomes import outcome

NL = words(Language.NL)
ASKED = [ScenarioName.TODAY, ScenarioName.FROZEN, ScenarioName.REGIONAL_BASIC]


def test_each_figure_is_the_mean_of_its_year() -> None:
    played = replace(outcome(ASKED, Sampling(replications=250)), year=2020)

    told = standings(played, NL)

    for outlook, one in zip(played.outlooks, told, strict=True):
        mean = {m: outlook.summary(m, quantiles=()).mean[5] for m in Measure}
        assert one.reachable == NL.number(mean[Measure.REACHABLE])
        assert one.rate == NL.share(mean[Measure.DIRECT_RESOLUTION_RATE])
        assert one.municipal_cost == NL.euro(mean[Measure.MUNICIPAL_COST])
        assert one.police_cost == NL.euro(mean[Measure.POLICE_COST])


def test_who_pays_for_scenario_2_is_the_memo_s_amount() -> None:
    basic = standings(outcome(ASKED), NL)[2]

    assert basic.municipal_cost == "€\N{NO-BREAK SPACE}18.806"


def test_the_baseline_has_no_difference_and_the_others_have_a_signed_one() -> None:
    today, frozen, basic = standings(outcome(ASKED), NL)

    assert (today.more_solved, today.more_cost) == ("", "")
    assert frozen.more_solved.startswith(MINUS)
    assert frozen.more_cost.startswith(f"{MINUS}€")
    assert basic.more_solved.startswith("+")


def test_the_closed_form_has_no_bands_and_replications_have() -> None:
    assert standings(outcome(ASKED), NL)[1].reachable_band == "–"
    assert "–" in standings(outcome(ASKED, Sampling(replications=250)), NL)[1].reachable_band[1:]


def test_a_year_that_was_not_played_is_refused_by_name() -> None:
    with pytest.raises(OutOfBounds, match=r"year=2030 is outside \[2015, 2024\]"):
        standings(replace(outcome(ASKED), year=2030), NL)
