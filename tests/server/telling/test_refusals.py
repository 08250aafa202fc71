from collections.abc import Callable
from datetime import date

import pytest

from server.errors import Code, Refused
from server.rest.comparisons import COMPARISONS
from server.rest.parameters import read
from server.rest.problems import Problem
from server.telling.language import Language, words
from server.telling.refusals import complaint, refusal
from simulation import Adoption, Change, Link, OutOfBounds, Parameter, ScenarioName, WhatIf, plan
from tests.simulation.worlds import twente

DUTCH, ENGLISH = words(Language.NL), words(Language.EN)


def refused(ask: Callable[[], object]) -> OutOfBounds:
    with pytest.raises(OutOfBounds) as found:
        ask()
    return found.value


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda: Change(parameter=Parameter.HOURLY_WAGE, value=5_000),
            "“uurtarief” kan niet €\xa05.000 zijn: kies van €\xa00 tot en met €\xa01.000.",
        ),
        (
            lambda: Change(parameter=Parameter.DEATH, value=5.5),
            "“overlijden” kan niet 550\xa0% per jaar zijn: kies van 0\xa0% per jaar tot en met "
            "500\xa0% per jaar.",
        ),
        (
            lambda: WhatIf(start=1999),
            "“begint op 1 januari van” kan niet 1999 zijn: kies van 2010 tot en met 2100.",
        ),
        (
            lambda: WhatIf(
                adoptions=(Adoption(scenario=ScenarioName.ENDED, since=date(2031, 1, 1)),)
            ),
            "“eerste dag” kan niet 1 januari 2031 zijn: kies een dag vanaf 1 januari 2015 en vóór "
            "1 januari 2025.",
        ),
        (
            lambda: plan(
                WhatIf(
                    link=Link.CEILING, changes=(Change(parameter=Parameter.CEILING, value=0.1),)
                ),
                twente(),
            ),
            "“hoogste kans op een directe oplossing” ligt lager dan “kans op een directe oplossing "
            "nu”, en dat kan niet.",
        ),
    ],
)
def test_what_is_refused_is_said_in_dutch_with_field_value_and_bounds(
    ask: Callable[[], object], said: str
) -> None:
    assert refusal(DUTCH, refused(ask)) == said


def test_a_number_without_end_is_shortened() -> None:
    error = refused(lambda: Change(parameter=Parameter.ELASTICITY, value=1e300))

    assert "1.00e+300" in str(error)
    assert len(refusal(DUTCH, error)) < 100


def test_what_an_address_gets_wrong_is_said_in_dutch() -> None:
    with pytest.raises(Problem) as found:
        read(b"scenarios=FROZEN&years=many&flavour=1", {}, COMPARISONS.asked)

    said = {
        fault.field: complaint(DUTCH, "BAD_INPUT", fault.detail) for fault in found.value.faults
    }
    assert said["years"] == (
        "“aantal jaren” kan niet “many” zijn; nodig is een geheel getal van 1 tot en met 30."
    )
    assert said["flavour"].startswith("“flavour” is hier onbekend; mogelijk zijn")


def test_a_refusal_without_words_of_its_own_is_told_by_its_kind() -> None:
    error = Refused(Code.NO_DATASET, "the register holds no data: burgernet seed fills it")

    assert refusal(DUTCH, error).startswith("Het bestand is leeg")
    assert refusal(ENGLISH, error).startswith("The register is empty")


@pytest.mark.parametrize("code", Code)
def test_no_refusal_that_people_can_meet_is_told_in_words_of_the_api(code: Code) -> None:
    of_operators = {Code.NO_DEMO, Code.NO_KEYS, Code.REGISTER_NOT_EMPTY, Code.UNKNOWN_REGION}

    assert (complaint(DUTCH, code, "field=1 is wrong") == "field=1 is wrong") == (
        code in of_operators
    )
