from dataclasses import replace
from datetime import date

import pytest

from server.telling import figures
from server.telling.assumptions import Stated, assumptions
from server.telling.language import Language, words
from simulation import LEDGER, Change, Parameter, ScenarioName, WhatIf
from tests.server.telling.outcomes import outcome

DUTCH, ENGLISH = words(Language.NL), words(Language.EN)
SET = replace(
    WhatIf.of(ScenarioName.REGIONAL_BASIC),
    changes=(
        Change(parameter=Parameter.HOURLY_WAGE, value=70),
        Change(parameter=Parameter.ELASTICITY, value=0.3, since=date(2017, 1, 1)),
    ),
)


def stated(*whatifs: WhatIf | ScenarioName) -> dict[str, Stated]:
    groups = assumptions(outcome(whatifs), DUTCH)
    return {figure.name: figure for group in groups for figure in group.figures}


def test_every_figure_of_the_ledger_is_stated_with_its_source() -> None:
    found = stated(ScenarioName.TODAY)

    assert found.keys() == LEDGER.keys()
    assert all(figure.source and figure.meaning and figure.title for figure in found.values())


def test_what_a_case_changes_is_marked_and_stands_beside_the_others() -> None:
    found = stated(ScenarioName.TODAY, SET)

    wage = found["hourly_wage"]
    assert (wage.used, wage.ledger, wage.changed) == (("€\xa060", "€\xa070"), "€\xa060", True)
    assert not found["price_basic"].changed


def test_what_changes_later_is_said_with_its_day() -> None:
    elasticity = stated(SET)["elasticity"]

    assert elasticity.used == ("0,45",)
    assert elasticity.later == ("0,3 vanaf 1 januari 2017",)


def test_a_figure_left_to_the_scenario_says_what_each_scenario_has() -> None:
    found = stated(ScenarioName.FROZEN, ScenarioName.TODAY, ScenarioName.REGIONAL_BASIC)

    assert found["registrations"].ledger == "wat het scenario zegt"
    assert found["registrations"].used == ("0", "2.930", "4.103")
    assert found["removal"].used == tuple(f"{n}\xa0% per jaar" for n in (0, 20, 40))
    assert found["departure"].used == ("9\xa0% per jaar, naar leeftijd",)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("resolution_today", 0.125, "12,5\xa0%"),
        ("move_out", 0.039, "3,9\xa0% per jaar"),
        ("message_cost", 0.06862, "€\xa00,0686"),
        ("price_basic", 0.03, "€\xa00,03"),
        ("price_basic", 0.1, "€\xa00,10"),
        ("hourly_wage", 60.0, "€\xa060"),
        ("registrations_basic", 1.4, "×\xa01,4"),
        ("memo_inhabitants", 626_857.0, "626.857"),
        ("elasticity", 0.45, "0,45"),
        ("departure", None, "–"),
    ],
)
def test_a_figure_is_written_in_its_own_notation(name: str, value: float | None, told: str) -> None:
    assert figures.written(DUTCH, name, value) == told


def test_a_range_has_the_sign_of_its_figure_once() -> None:
    assert figures.spread(ENGLISH, LEDGER["death"]) == "0.8\xa0% to 1\xa0% a year"


def test_bounds_are_numbers_as_html_has_them_and_shares_are_in_per_cent() -> None:
    found = stated(ScenarioName.TODAY)

    for figure in found.values():
        if figure.bounds is not None:
            assert float(figure.bounds.least) < float(figure.bounds.greatest)
            assert float(figure.bounds.step) > 0
    assert found["ceiling"].bounds is not None
    assert found["ceiling"].bounds.least == "0.1"
    assert found["price_raalte"].bounds is None
