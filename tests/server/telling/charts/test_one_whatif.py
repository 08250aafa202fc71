import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import simulation
from server.registry import reference
from server.services.outcome import Outcome
from server.services.projecting import Doubt, Engine, Sampling
from server.telling import names
from server.telling.charts import Chart, ChartKind, draw
from server.telling.charts.doubts import SETS
from server.telling.language import Language, words
from simulation import (
    Adoption,
    Change,
    Link,
    Measure,
    Municipality,
    OutOfBounds,
    Parameter,
    Question,
    Region,
    ScenarioName,
    WhatIf,
)
from tests.server.telling.charts.conftest import OPENING, REGION, played

NL = words(Language.NL)
CLOSED = Sampling(engine=Engine.ANALYTIC)


def rows(chart: Chart, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart.specification["datasets"][name]
    return found


def test_a_tornado_is_that_of_the_first_beside_the_baseline(exact: Outcome) -> None:
    chart = draw(ChartKind.TORNADO, exact, NL, year=2020)

    question = Question(
        whatif=exact.others[0].plan.whatif,
        region=REGION,
        measure=Measure.EXPECTED_SOLVED,
        year=2020,
    )
    widest = simulation.tornado(question)[0]
    drawn = {row["half"]: row for row in rows(chart, "bars") if row["place"] == 0}
    assert {row["parameter"] for row in drawn.values()} == {widest.parameter.value}
    assert [drawn[half]["to"] for half in (0, 1)] == [widest.at_low, widest.at_high]
    assert rows(chart, "middle")[0]["value"] == widest.at_value
    assert chart.table.rows[0][0] == names.parameter(NL, widest.parameter)


def test_a_tornado_tells_of_every_bar_that_it_leaves_out_and_of_no_other(exact: Outcome) -> None:
    chart = draw(ChartKind.TORNADO, exact, NL, year=2020)

    left = re.search(r"Van de (\d+) die overblijven", chart.summary)
    assert left is not None
    drawn = {row["place"] for row in rows(chart, "bars")}
    assert int(left[1]) == len(chart.table.rows) - max(len(drawn), 4)


def test_a_figure_that_is_changed_later_is_no_bar_and_no_hindrance() -> None:
    opening = WhatIf.of(ScenarioName.FROZEN)
    later = Change(parameter=Parameter.DEATH, value=0.02, municipalities=frozenset({"GM0001"}))
    outcome = played(replace(opening, changes=(later,)), sampling=CLOSED)

    chart = draw(ChartKind.TORNADO, outcome, NL)

    assert Parameter.DEATH.value not in {row["parameter"] for row in rows(chart, "bars")}
    assert rows(chart, "bars")


def test_where_nothing_matters_the_tornado_says_so_and_is_drawn() -> None:
    outcome = played(ScenarioName.ENDED, sampling=CLOSED)

    chart = draw(ChartKind.TORNADO, outcome, NL)

    assert rows(chart, "bars") == []
    assert "geen enkel onzeker cijfer" in chart.summary


def test_each_link_is_a_line_and_that_of_the_what_if_comes_first() -> None:
    ceiling = replace(WhatIf.of(ScenarioName.FROZEN), link=Link.CEILING)
    outcome = played(ScenarioName.TODAY, ceiling, sampling=CLOSED)

    chart = draw(ChartKind.LINKS, outcome, NL)

    first = [row["rate"] for row in rows(chart, "points") if row["line"] == 0]
    assert first == list(outcome.others[0].summary(Measure.DIRECT_RESOLUTION_RATE).mean)
    assert {row["line"] for row in rows(chart, "points")} == {0, 1, 2}


def test_a_link_that_the_figures_do_not_allow_is_left_out() -> None:
    surer = Change(parameter=Parameter.RESOLUTION_TODAY, value=0.6)
    outcome = played(replace(WhatIf.of(ScenarioName.FROZEN), changes=(surer,)), sampling=CLOSED)

    chart = draw(ChartKind.LINKS, outcome, NL)

    assert {row["line"] for row in rows(chart, "points")} == {0, 1}


def test_luck_is_that_of_the_replications_where_these_differ_by_luck_alone(
    sampled: Outcome,
) -> None:
    luck = rows(draw(ChartKind.DOUBTS, sampled, NL, year=2024), "ranges")[0]

    solved = sampled.others[0].summary(Measure.SOLVED_DIRECTLY)
    assert (luck["low"], luck["high"]) == (solved.quantiles[0.05][-1], solved.quantiles[0.95][-1])


def test_in_closed_form_luck_is_as_replications_have_it() -> None:
    exact = played(ScenarioName.FROZEN, sampling=CLOSED)
    many = played(ScenarioName.FROZEN, sampling=Sampling(replications=2000))

    by_formula, by_luck = (
        rows(draw(ChartKind.DOUBTS, outcome, NL), "ranges")[0] for outcome in (exact, many)
    )

    assert by_formula["low"] == pytest.approx(by_luck["low"], abs=1)
    assert by_formula["high"] == pytest.approx(by_luck["high"], abs=1)


def test_luck_is_told_apart_from_figures_that_were_drawn_with_it() -> None:
    outcome = played(ScenarioName.FROZEN, sampling=Sampling(replications=100, doubt=Doubt.FIGURES))
    exact = played(ScenarioName.FROZEN, sampling=CLOSED)

    mixed, alone = (rows(draw(ChartKind.DOUBTS, one, NL), "ranges")[0] for one in (outcome, exact))

    assert (mixed["low"], mixed["high"]) == (alone["low"], alone["high"])


def test_doubt_in_figures_is_what_is_expected_under_drawn_ones(exact: Outcome) -> None:
    whatif = exact.others[0].plan.whatif

    figures = rows(draw(ChartKind.DOUBTS, exact, NL), "ranges")[1]

    question = Question(whatif=whatif, region=REGION, measure=Measure.EXPECTED_SOLVED, year=2024)
    found = question.under(simulation.draw(whatif, seed=1, rows=SETS))
    assert [figures["low"], figures["high"]] == list(np.quantile(found, (0.05, 0.95)))


def test_a_tile_says_what_share_of_its_base_a_municipality_still_has() -> None:
    apart = WhatIf(
        adoptions=(Adoption(scenario=ScenarioName.FROZEN, apart_from=frozenset({"GM0002"})),)
    )
    outcome = played(ScenarioName.TODAY, apart, sampling=CLOSED)

    chart = draw(ChartKind.TILES, outcome, NL, year=2019)

    drawn = {row["code"]: row for row in rows(chart, "tiles")}
    for code, row in drawn.items():
        summary = outcome.others[0].summary(Measure.REACHABLE, code)
        assert row["share"] == summary.mean[4] / summary.initial
    assert drawn["GM0002"]["level"] > drawn["GM0001"]["level"]
    assert [cells[0] for cells in chart.table.rows] == ["Aa", "Bee"]
    assert [cells[3] for cells in chart.table.rows] == [row["told"] for row in drawn.values()]


def test_tiles_stand_where_the_region_s_own_file_puts_them() -> None:
    known = reference.load("twente")
    towns = tuple(
        Municipality(code=place.code, name=place.name, inhabitants=1000, listed=(9, 9, 9, 9))
        for place in known.places
    )
    found = replace(OPENING, region=Region(name="twente", municipalities=towns))

    chart = draw(ChartKind.TILES, played(ScenarioName.FROZEN, sampling=CLOSED, found=found), NL)

    for row in rows(chart, "tiles"):
        tile = known.tiles[row["code"]]
        assert (row["column"], row["row"]) == (tile.column, tile.row)


def test_a_municipality_where_nobody_was_reachable_has_no_share() -> None:
    towns = (
        *REGION.municipalities,
        Municipality(code="GM0003", name="Cee", inhabitants=10, listed=(0, 0, 0, 0)),
    )
    found = replace(OPENING, region=Region(name="somewhere", municipalities=towns))
    outcome = played(ScenarioName.FROZEN, sampling=CLOSED, found=found)

    chart = draw(ChartKind.TILES, outcome, NL)

    assert rows(chart, "tiles")[2]["told"] == "–"
    assert rows(chart, "tiles")[2]["share"] is None


@pytest.mark.parametrize("kind", ChartKind)
def test_a_year_outside_the_horizon_is_refused(kind: ChartKind, exact: Outcome) -> None:
    with pytest.raises(OutOfBounds, match="year=2030"):
        draw(kind, exact, NL, year=2030)
