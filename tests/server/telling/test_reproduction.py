"""What is told to be typed or asked is what was asked."""

from dataclasses import replace
from datetime import date

import orjson

from server.services.projecting import Engine, Sampling
from server.telling.reproduction import reproduction
from simulation import (
    Adoption,
    Campaign,
    Change,
    HoursReading,
    Link,
    Parameter,
    ScenarioName,
    WhatIf,
)
from tests.server.telling.outcomes import outcome

TODAY = WhatIf.of(ScenarioName.TODAY)
FROZEN = WhatIf.of(ScenarioName.FROZEN)
CHANGES = (
    Change(parameter=Parameter.ELASTICITY, value=0.3),
    Change(parameter=Parameter.HOURLY_WAGE, value=70.0, since=date(2017, 1, 1)),
)


def test_what_is_as_by_default_is_not_said() -> None:
    told = reproduction(outcome([TODAY, FROZEN], Sampling(replications=1000)))

    assert told.command == "burgernet compare --scenario FROZEN"
    assert told.parameters == "scenarios=FROZEN"
    assert orjson.loads(told.variables) == {
        "input": {"baseline": {"scenario": "TODAY"}, "alternatives": [{"scenario": "FROZEN"}]}
    }


def test_all_that_was_supposed_is_said() -> None:
    baseline = replace(
        TODAY, changes=CHANGES, link=Link.CEILING, hours=HoursReading.PER_MUNICIPALITY
    )
    first = Adoption(
        scenario=ScenarioName.FROZEN, since=date(2016, 1, 1), apart_from=frozenset({"GM0183"})
    )
    other = replace(
        baseline,
        adoptions=(first, Adoption(scenario=ScenarioName.ENDED, since=date(2023, 3, 21))),
        campaigns=(Campaign(since=date(2017, 3, 6), registrations=5000.0),),
    )

    told = reproduction(outcome([baseline, other]))

    assert told.parameters == (
        "scenarios=FROZEN&engine=ANALYTIC&link=CEILING&hours=PER_MUNICIPALITY"
        "&changes=elasticity:0.3,hourly_wage:70@2017-01-01&adoptedOn=2016-01-01&notJoining=GM0183"
        "&then=2023-03-21:ENDED&campaigns=2017-03-06:5000"
    )
    assert told.command == (
        "burgernet compare --scenario FROZEN --engine analytic --link ceiling "
        "--hours per_municipality --set elasticity=0.3 --set hourly_wage=70@2017-01-01 "
        "--adopted-on 2016-01-01 --not-joining GM0183 --then 2023-03-21:ENDED "
        "--campaign 2017-03-06:5000"
    )


def test_cases_that_differ_in_more_than_their_scenario_have_no_command_but_a_query() -> None:
    dearer = replace(FROZEN, changes=CHANGES)

    told = reproduction(outcome([TODAY, dearer]))

    assert (told.command, told.parameters) == (None, None)
    assert "HOURLY_WAGE" in told.variables


def test_a_baseline_that_holds_in_some_places_only_has_a_query_alone() -> None:
    here = Adoption(scenario=ScenarioName.LOCAL, municipalities=frozenset({"GM0183"}))

    told = reproduction(outcome([replace(TODAY, adoptions=(here,)), FROZEN]))

    assert (told.command, told.parameters) == (None, None)
    assert "GM0183" in told.variables


def test_the_closed_form_is_not_told_to_draw() -> None:
    closed = Sampling(engine=Engine.ANALYTIC, replications=10, seed=7)

    assert reproduction(outcome([TODAY, FROZEN], closed)).parameters == (
        "scenarios=FROZEN&engine=ANALYTIC"
    )
