"""The STRESS-DES report: complete by its checklist, and enough to play the same again."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from simulation import (
    LEDGER,
    MODEL_VERSION,
    Adoption,
    AppReading,
    Campaign,
    Change,
    Link,
    Measure,
    Origin,
    OutOfBounds,
    Parameter,
    Plan,
    Region,
    ScenarioName,
    Step,
    WhatIf,
    draw,
    expect,
    plan,
    report,
    simulate,
)
from tests.simulation.rebuild import rebuild, tables
from tests.simulation.worlds import hamlet, regions, twente, whatifs

CHECKLIST = (
    "1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.5.1 2.5.2 2.5.3 2.5.4 2.5.5 3.1 3.2 3.3 3.4 "
    "4.1 4.2 4.3 5.1 5.2 5.3 5.4 6.1"
)
"""Items of STRESS-DES (Monks et al. 2019, table 1)."""
SHIFTING = WhatIf(
    adoptions=(
        Adoption(scenario=ScenarioName.REGIONAL_BASIC, apart_from=frozenset({"GM0002"})),
        Adoption(
            scenario=ScenarioName.FROZEN,
            since=date(2016, 3, 21),
            municipalities=frozenset({"GM0001"}),
        ),
    ),
    years=3,
    changes=(
        Change(parameter=Parameter.PARTICIPANTS, value=700),
        Change(parameter=Parameter.DEPARTURE, value=0.1 + 0.2),
        Change(
            parameter=Parameter.DEPARTURE,
            value=0.05,
            since=date(2017, 1, 1),
            municipalities=frozenset({"GM0001", "GM0002"}),
        ),
    ),
    campaigns=(
        Campaign(since=date(2015, 5, 4), registrations=33.3, municipalities=frozenset({"GM0002"})),
    ),
    link=Link.CEILING,
    app=AppReading.WITH,
    figures=(replace(LEDGER["opt_out"], value=0.02, origin=Origin.SOURCE, source="counted"),),
)


def told(*plans: Plan, engine: str = "aggregate") -> str:
    return report(
        plans, engine=engine, replications=250, step=Step.MONTH, seed=7, register="by hand"
    )


@given(whatifs, regions)
@settings(max_examples=40, deadline=None)
def test_what_was_supposed_can_be_read_back_from_the_report(whatif: WhatIf, region: Region) -> None:
    made = plan(whatif, region)

    again = rebuild(told(made))

    assert again.region == region
    (laid,) = again.plans
    assert (laid.opening.reachable == made.opening.reachable).all()
    for measure in (Measure.REACHABLE, Measure.UNREACHABLE, Measure.TOTAL_COST):
        mine, theirs = (expect(one).summary(measure).mean for one in (laid, made))
        assert np.array_equal(mine, theirs)


def test_dates_places_and_readings_survive_and_the_luck_is_the_same() -> None:
    made = plan(SHIFTING, hamlet())

    again = rebuild(told(made))

    assert again.whatifs == (SHIFTING,)
    assert again.run["model version"] == MODEL_VERSION
    assert again.run["data version"] == again.region.version == hamlet().version
    (first,) = simulate([made], replications=250, step=Step.MONTH, seed=7)
    (second,) = simulate(
        again.plans,
        replications=again.replications,
        step=again.step,
        seed=again.seed,
    )
    assert np.array_equal(first.of(Measure.TOTAL_COST), second.of(Measure.TOTAL_COST))


def test_figures_that_were_drawn_are_drawn_again() -> None:
    lean = WhatIf.of(ScenarioName.LEAN, years=2)
    drawn = draw(lean, seed=7, rows=250)
    made = plan(lean, hamlet(), drawn=drawn)

    again = rebuild(told(made, plan(lean, hamlet())))

    assert set(again.drawn[0]) == set(drawn)
    assert again.drawn[1] == ()
    mine, theirs = (expect(one).of(Measure.REACHABLE) for one in (made, again.plans[0]))
    assert np.array_equal(mine, theirs)


def test_every_item_of_the_checklist_is_there_in_its_order() -> None:
    lines = told(plan(WhatIf(), twente())).splitlines()

    marks = [line.lstrip("#- ").split(" ")[0] for line in lines if line.startswith(("#", "- 2.5."))]

    assert " ".join(mark for mark in marks if "." in mark) == CHECKLIST


def test_every_figure_stands_with_its_value_origin_source_and_whether_it_was_changed() -> None:
    rows = {row["figure"]: row for row in tables(told(plan(SHIFTING, hamlet())))["Figures"]}

    assert list(rows) == list(LEDGER)
    for name, figure in LEDGER.items():
        row = rows[name]
        if name == "opt_out":
            assert (row["value"], row["origin"], row["source"]) == ("0.02", "source", "counted")
            continue
        assert (row["origin"], row["unit"], row["source"]) == (
            figure.origin.value,
            figure.unit,
            figure.source,
        )
        assert row["changed in case"] == ("1" if name in ("participants", "departure") else "none")
    assert rows["departure"]["starts with"] == repr(0.1 + 0.2)
    assert rows["death"]["starts with"] == "0.009"
    assert rows["participants"]["starts with"] == "700"


def test_left_alone_the_participants_are_those_of_the_register() -> None:
    (row, *_) = tables(told(plan(WhatIf(), twente(20_000))))["Figures"]

    assert (row["figure"], row["starts with"]) == ("participants", "20000")


def test_a_report_says_how_much_of_it_is_assumed() -> None:
    text = told(plan(replace(SHIFTING, figures=()), hamlet()))

    for origin, words in (("memo", "come from the memo"), ("assumption", "are assumptions")):
        count = sum(figure.origin.value == origin for figure in LEDGER.values())
        assert f"{count} {words}" in text
    assert "2 of them are changed" in text


def test_the_opening_state_adds_up_to_the_register() -> None:
    found = tables(told(plan(WhatIf(), twente())))

    rows = zip(found["Opening state of case 1"], found["Register"], strict=True)

    for opening, register in rows:
        listed = sum(int(cell) for name, cell in register.items() if name.startswith("listed"))
        assert int(opening["reachable"]) + int(opening["unreachable"]) == listed


def test_cases_that_open_differently_are_told_apart() -> None:
    today = WhatIf()
    fewer = replace(today, changes=(Change(parameter=Parameter.PARTICIPANTS, value=500),))

    found = tables(told(*(plan(one, twente()) for one in (today, fewer, today))))

    assert {"Opening state of case 1, 3", "Opening state of case 2"} <= set(found)
    assert [row["case"] for row in found["Cases"]] == ["1", "2", "3"]
    assert found["Figures"][0]["starts with"] == "37000 / 500"
    assert found["Figures"][0]["changed in case"] == "2"


def test_no_part_of_a_what_if_is_left_out() -> None:
    (case,) = tables(told(plan(WhatIf(), twente())))["Cases"]

    assert {field.name for field in fields(WhatIf)} - set(case) == {
        *("adoptions", "changes", "campaigns", "figures")
    }


def test_an_unknown_engine_or_plans_that_do_not_belong_together_are_refused() -> None:
    here, there = plan(WhatIf(), twente()), plan(WhatIf(), hamlet())

    with pytest.raises(OutOfBounds, match="engine=guess is none of aggregate"):
        told(here, engine="guess")
    with pytest.raises(OutOfBounds, match="plans differ"):
        told(here, there)
    with pytest.raises(OutOfBounds, match="plans differ"):
        told()
