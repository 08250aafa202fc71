import math
from typing import Any

from server.services.outcome import Outcome
from server.telling.charts import Chart, ChartKind, draw
from server.telling.language import Language, words
from simulation import Measure

NL = words(Language.NL)


def points(chart: Chart, name: str = "points") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart.specification["datasets"][name]
    return found


def test_reachable_and_listed_are_drawn_where_the_outlooks_have_them(sampled: Outcome) -> None:
    chart = draw(ChartKind.REACHABLE, sampled, NL)

    for number, outlook in enumerate(sampled.outlooks):
        drawn = [point for point in points(chart) if point["number"] == number]
        for field, measure in (("listed", Measure.LISTED), ("reachable", Measure.REACHABLE)):
            summary = outlook.summary(measure)
            assert [point[field] for point in drawn] == [summary.initial, *summary.mean]
        bands = outlook.summary(Measure.REACHABLE).quantiles
        assert [point["low"] for point in drawn] == [None, *bands[0.05]]
        assert [point["high"] for point in drawn] == [None, *bands[0.95]]
        assert [point["year"] for point in drawn] == [2014, *outlook.plan.years]


def test_rates_are_drawn_where_the_outlooks_have_them(sampled: Outcome) -> None:
    chart = draw(ChartKind.RATE, sampled, NL)

    for number, outlook in enumerate(sampled.outlooks):
        drawn = [point for point in points(chart) if point["line"] == number]
        summary = outlook.summary(Measure.DIRECT_RESOLUTION_RATE)
        there = [value for value in summary.mean if math.isfinite(value)]
        assert [point["rate"] for point in drawn] == there
        if there:
            assert [point["low"] for point in drawn] == list(summary.quantiles[0.05])
            assert [point["high"] for point in drawn] == list(summary.quantiles[0.95])


def test_the_memo_stands_behind_the_rates(sampled: Outcome) -> None:
    memo = points(draw(ChartKind.RATE, sampled, NL), "memo")

    assert [(row["low"], row["high"]) for row in memo] == [(0.10, 0.15)]


def test_money_is_that_of_the_year_asked_for(sampled: Outcome) -> None:
    chart = draw(ChartKind.MONEY, sampled, NL, year=2017)

    for row, outlook in zip(points(chart, "cases"), sampled.outlooks, strict=True):
        assert row["cost"] == outlook.summary(Measure.TOTAL_COST).mean[2]
        assert row["solved"] == outlook.summary(Measure.EXPECTED_SOLVED).mean[2]
        assert row["low"] == outlook.summary(Measure.SOLVED_DIRECTLY).quantiles[0.05][2]


def test_in_closed_form_there_are_no_bands(exact: Outcome) -> None:
    for kind, name in ((ChartKind.REACHABLE, "points"), (ChartKind.MONEY, "cases")):
        drawn = points(draw(kind, exact, NL), name)

        assert drawn
        assert {row["low"] for row in drawn} == {row["high"] for row in drawn} == {None}
