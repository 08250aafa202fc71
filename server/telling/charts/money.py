"""What each what-if costs in a year and who pays it, beside what it solves."""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import altair as alt

from server.services.outcome import Outcome
from server.telling import names
from server.telling.charts import series, theme
from server.telling.charts.cases import HIGH, LOW, Case, cases
from server.telling.charts.chart import Chart, ChartKind, Table
from server.telling.language import Words
from simulation import Measure, Payer

PAID: Final = (
    (Payer.POLICE, Measure.POLICE_COST),
    (Payer.MUNICIPALITIES, Measure.MUNICIPAL_COST),
)


def money(outcome: Outcome, words: Words, *, year: int) -> Chart:
    found = cases(outcome, words)
    column = year - outcome.baseline.plan.years[0]
    rows = [_row(case, column, words) for case in found]
    return Chart(
        kind=ChartKind.MONEY,
        title=words("What it costs and what it solves, {year}", year=year),
        summary=" ".join(_told(case, column, words) for case in found),
        specification=series.filled(
            _specification(words),
            {
                "cases": rows,
                "paid": [part for case in found for part in _parts(case, column, words)],
            },
            most_cost=series.ceiling(
                [max(row["cost"], row["cost_high"] or 0.0) for row in rows], room=1.35
            ),
            most_solved=series.ceiling(
                [max(row["solved"], row["high"] or 0.0) for row in rows], room=1.3
            ),
        ),
        table=_table(found, column, words),
    )


def _row(case: Case, column: int, words: Words) -> dict[str, Any]:
    cost, solved = case.summary(Measure.TOTAL_COST), case.summary(Measure.EXPECTED_SOLVED)
    lucky = case.summary(Measure.SOLVED_DIRECTLY)
    return {
        "number": case.number,
        "case": case.briefly,
        "cost": series.plain(cost.mean[column]),
        "cost_low": series.plain(cost.quantiles[LOW][column]),
        "cost_high": series.plain(cost.quantiles[HIGH][column]),
        "cost_told": words.euro(cost.mean[column]),
        "solved": series.plain(solved.mean[column]),
        "low": series.plain(lucky.quantiles[LOW][column]),
        "high": series.plain(lucky.quantiles[HIGH][column]),
        "solved_told": words.number(solved.mean[column], 1),
    }


def _parts(case: Case, column: int, words: Words) -> list[dict[str, Any]]:
    begin, parts = 0.0, []
    for place, (payer, measure) in enumerate(PAID):
        paid = float(case.summary(measure).mean[column])
        parts.append(
            {
                "number": case.number,
                "case": case.briefly,
                "place": place,
                "payer": names.payer(words, payer),
                "paid": paid,
                "from": begin,
                "to": begin + paid,
            }
        )
        begin += paid
    return parts


def _told(case: Case, column: int, words: Words) -> str:
    solved, each = case.summary(Measure.EXPECTED_SOLVED), case.summary(Measure.COST_PER_SOLVED)
    numbers = {
        "name": case.name,
        "cost": words.euro(case.summary(Measure.TOTAL_COST).mean[column]),
        "municipalities": words.euro(case.summary(Measure.MUNICIPAL_COST).mean[column]),
        "police": words.euro(case.summary(Measure.POLICE_COST).mean[column]),
        "solved": words.number(solved.mean[column], 1),
    }
    if not math.isfinite(each.mean[column]):
        return words("{name}: {cost} a year, and nothing is solved directly.", **numbers)
    return words(
        "{name}: {cost} a year (municipalities {municipalities}, police {police}) for {solved} "
        "actions solved directly, {each} each.",
        each=words.euro(each.mean[column]),
        **numbers,
    )


def _table(found: Sequence[Case], column: int, words: Words) -> Table:
    def cells(case: Case) -> tuple[str, ...]:
        solved, lucky = (
            case.summary(measure) for measure in (Measure.EXPECTED_SOLVED, Measure.SOLVED_DIRECTLY)
        )
        low, high = lucky.quantiles[LOW][column], lucky.quantiles[HIGH][column]
        costs = (Measure.TOTAL_COST, *(measure for _, measure in PAID))
        return (
            case.name,
            *(words.euro(case.summary(measure).mean[column]) for measure in costs),
            words.number(solved.mean[column], 1),
            series.ranged(words, low, high, words.number),
            words.euro(case.summary(Measure.COST_PER_SOLVED).mean[column]),
        )

    return Table(
        columns=(
            words("scenario"),
            names.measure(words, Measure.TOTAL_COST),
            *(names.payer(words, payer) for payer, _ in PAID),
            names.measure(words, Measure.SOLVED_DIRECTLY),
            words("5–95 %"),
            names.measure(words, Measure.COST_PER_SOLVED),
        ),
        rows=tuple(cells(case) for case in found),
    )


@cache
def _specification(words: Words) -> dict[str, Any]:
    row, height = alt.Step(46), 18

    def y(labels: bool) -> alt.Y:
        return alt.Y(
            "case:N",
            title=None,
            sort=alt.EncodingSortField("number", op="min"),
            axis=alt.Axis(labels=labels, ticks=False, domain=False, labelLimit=130),
        )

    def x(field: str, most: str, form: str, title: str) -> alt.X:
        return alt.X(
            f"{field}:Q",
            title=title,
            scale=alt.Scale(domain=alt.ExprRef(f"[0, {most}]"), nice=False),
            axis=alt.Axis(format=form, tickCount=3),
        )

    cases, paid = alt.Chart(alt.NamedData("cases")), alt.Chart(alt.NamedData("paid"))
    euros = words("euro a year")
    cost = alt.layer(
        paid.mark_bar(height=height, stroke=theme.INK, strokeWidth=0.5).encode(
            x=x("from", "most_cost", "$,d", euros),
            x2="to:Q",
            y=y(labels=True),
            color=alt.Color(
                "payer:N",
                sort=alt.EncodingSortField("place", op="min"),
                scale=alt.Scale(range=[theme.DARK, theme.LIGHT]),
                legend=alt.Legend(symbolType="square"),
            ),
        ),
        cases.mark_rule(color=theme.INK, strokeWidth=2).encode(
            x=x("cost_low", "most_cost", "$,d", euros), x2="cost_high:Q", y=y(labels=True)
        ),
        cases.mark_text(align="left", dx=6)
        .encode(x=alt.X("furthest:Q"), y=y(labels=True), text="cost_told:N")
        .transform_calculate(furthest="max(datum.cost, datum.cost_high)"),
    ).properties(width=230, height=row)
    solved_title = words("solved directly a year")
    solved = alt.layer(
        cases.mark_rule(color=theme.SERIES[1], strokeWidth=6, opacity=0.35).encode(
            x=x("low", "most_solved", ",d", solved_title), x2="high:Q", y=y(labels=False)
        ),
        cases.mark_point(filled=True, size=110, opacity=1, color=theme.SERIES[1]).encode(
            x=x("solved", "most_solved", ",d", solved_title), y=y(labels=False)
        ),
        cases.mark_text(align="center", dy=-15).encode(
            x=alt.X("solved:Q"), y=y(labels=False), text="solved_told:N"
        ),
    ).properties(width=170, height=row)
    return series.finished(alt.hconcat(cost, solved, spacing=14), words)
