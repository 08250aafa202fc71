"""The sentence says what the result says, at the edges too."""

import re
from dataclasses import replace
from datetime import date

import pytest

from server.services.projecting import Doubt, Sampling
from server.telling.answer import Answer, answers
from server.telling.language import Language, words
from simulation import Adoption, Change, Link, Measure, Parameter, ScenarioName, WhatIf, advantage
from tests.server.telling.outcomes import ANALYTIC, outcome
from tests.simulation.worlds import twente

EN = words(Language.EN)
TODAY, FROZEN = ScenarioName.TODAY, ScenarioName.FROZEN


def said(*whatifs: WhatIf | ScenarioName, sampling: Sampling = ANALYTIC) -> Answer:
    return answers(outcome(whatifs, sampling), EN)[0]


def setting(scenario: ScenarioName, **figures: float) -> WhatIf:
    changes = tuple(Change(parameter=Parameter(n), value=v) for n, v in figures.items())
    return replace(WhatIf.of(scenario), changes=changes)


def test_the_headline_has_the_mean_of_the_last_year_of_both_and_names_the_baseline() -> None:
    played = outcome([TODAY, FROZEN])
    lost = played.differences[0].summary(Measure.EXPECTED_SOLVED).mean[-1]

    headline = answers(played, EN)[0].headline

    assert f"{-lost:.1f} fewer than today’s situation (12.5)" in headline
    assert headline.startswith("In 2024 scenario 3 (frozen register) is expected to solve 8.7")


def test_another_year_tells_of_that_year() -> None:
    assert answers(replace(outcome([TODAY, FROZEN]), year=2017), EN)[0].headline.startswith(
        "In 2017 "
    )


def test_the_other_way_round_it_says_more() -> None:
    assert "3.8 more than scenario 3 (frozen register) (8.7)" in said(FROZEN, TODAY).headline


def test_where_the_base_does_not_matter_it_says_as_many() -> None:
    answer = said(
        setting(TODAY, elasticity=0.0),
        setting(FROZEN, elasticity=0.0),
        sampling=Sampling(replications=250),
    )

    assert "as many as today’s situation" in answer.headline
    assert "it makes no difference" in answer.certainty


def test_without_actions_it_says_so_instead_of_dividing_by_nought() -> None:
    assert "no actions any more in ending Burgernet" in said(TODAY, ScenarioName.ENDED).headline
    nothing = [setting(one, actions_per_year=0) for one in (TODAY, FROZEN)]
    assert said(*nothing).headline == (
        "In 2024 there are no actions, neither in scenario 3 (frozen register) nor in today’s "
        "situation."
    )


def test_a_scenario_against_itself_is_said_to_be_that_and_its_assumptions_once() -> None:
    told = said(TODAY, TODAY)

    assert told.headline == "Today’s situation is compared with itself: there is no difference."
    assert "the same luck" in told.certainty
    assert told.assumed.count("registrations a year") == 1


def test_an_elasticity_of_nought_is_said_to_mean_that_the_register_does_not_matter() -> None:
    told = said(setting(TODAY, elasticity=0.0), setting(FROZEN, elasticity=0.0)).assumed

    assert "the register does not matter to how many actions are solved" in told
    assert "0.00 %" not in told


def test_a_difference_that_does_not_add_up_to_the_eye_is_said_to_be_of_unrounded_figures() -> None:
    for year in range(2015, 2025):
        headline = answers(replace(outcome([TODAY, FROZEN]), year=year), EN)[0].headline
        solved, by, others = map(float, re.findall(r"\d+\.\d", headline))
        adds_up = round(others - solved, 1) == by
        assert ("before rounding" in headline) is not adds_up


def test_the_chances_are_those_of_the_replications() -> None:
    some = Sampling(replications=500)
    played = outcome(
        [replace(WhatIf.of(TODAY), years=1), replace(WhatIf.of(FROZEN), years=1)], some
    )
    found = advantage.over_horizon(played.differences[0])
    assert found is not None

    certainty = answers(played, EN)[0].certainty

    assert f"fewer is {EN.chance(float(found.fewer))}" in certainty
    assert f"just as many {EN.chance(float(found.as_many))}" in certainty
    assert f"more {EN.chance(float(found.more))}" in certainty


@pytest.mark.parametrize(
    ("years", "said_of_it"),
    [(10, "nearly certain"), (1, "just as many; if not, it nearly always solves fewer")],
)
def test_how_sure_it_is_follows_the_chance(years: int, said_of_it: str) -> None:
    """In one year most is even, and what is not is as one-sided as ten years are."""
    both = [WhatIf.of(name, years=years) for name in (TODAY, FROZEN)]

    assert said_of_it in said(*both, sampling=Sampling(replications=500)).certainty


def test_a_chance_is_never_told_as_certain() -> None:
    told = [EN.chance(share).replace("\N{NO-BREAK SPACE}", " ") for share in (0.0, 1.0)]

    assert told == ["< 1 %", "> 99 %"]


def test_few_replications_say_that_they_are_too_few() -> None:
    assert (
        "cannot be said with 10 replications"
        in said(TODAY, FROZEN, sampling=Sampling(replications=10)).certainty
    )


def test_drawn_figures_are_said_to_be_in_it() -> None:
    figures = Sampling(replications=250, doubt=Doubt.FIGURES)

    assert "doubt about the figures" in said(TODAY, FROZEN, sampling=figures).certainty
    assert "if the figures hold" not in said(TODAY, FROZEN, sampling=figures).certainty
    assert "Luck alone" in said(TODAY, FROZEN, sampling=Sampling(replications=250)).certainty


def test_one_replication_is_one_and_one_year_is_no_span() -> None:
    both = [WhatIf.of(name, years=1) for name in (TODAY, FROZEN)]

    assert "with one replication." in said(*both, sampling=Sampling(replications=1)).certainty
    assert "2015–2015" not in said(*both, sampling=Sampling(replications=250)).certainty


@pytest.mark.parametrize(
    ("link", "assumed"),
    [
        (Link.POWER, "0.30 % fewer"),
        (Link.EXPONENTIAL, "chance of its own"),
        (Link.CEILING, "at most 30"),
    ],
)
def test_the_assumption_named_is_that_of_the_link_and_as_it_was_set(
    link: Link, assumed: str
) -> None:
    both = [
        replace(setting(name, elasticity=0.3, ceiling=0.3), link=link) for name in (TODAY, FROZEN)
    ]

    assert assumed in said(*both).assumed


def test_registrations_are_named_where_there_are_any() -> None:
    told = said(FROZEN, ScenarioName.REGIONAL_BASIC).assumed

    assert "scenario 2 (regional, basic package) brings 4,103 registrations" in told
    assert "scenario 3 (frozen register) brings" not in told


def test_a_scenario_that_is_adopted_later_is_told_by_its_name() -> None:
    later = WhatIf(adoptions=(Adoption(scenario=FROZEN, since=date(2018, 1, 1)),))

    assert "scenario 3 (frozen register)" in said(TODAY, later).headline


def test_what_was_set_is_said_beside_the_answer_in_few_words() -> None:
    nobody = Adoption(scenario=FROZEN, apart_from=frozenset(twente().codes))
    ended = Adoption(scenario=ScenarioName.ENDED, since=date(2020, 1, 1))
    few = WhatIf(adoptions=(nobody, ended))
    many = setting(FROZEN, elasticity=0.3, death=0.01, opt_out=0.01, ceiling=0.4, hourly_wage=60)
    today = setting(TODAY, elasticity=0.3, death=0.01, opt_out=0.01, ceiling=0.4, hourly_wage=60)

    assert "do not join and go on as today: all municipalities." in said(TODAY, few).assumed
    assert "From 1 January 2020 in Twente: ending Burgernet." in said(TODAY, few).assumed
    assert said(today, many).assumed.endswith("2 things more were set otherwise.")
    assert "Set by whoever asked" not in said(TODAY, FROZEN).assumed
