"""Reachable against listed over the years: a panel for each what-if, today's beside it."""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from server.services.outcome import Outcome
from server.telling.charts import series, theme
from server.telling.charts.cases import HIGH, LOW, Case, cases
from server.telling.charts.chart import Chart, ChartKind, Table
from server.telling.language import UNDEFINED, Words
from simulation import Measure


def reachable(outcome: Outcome, words: Words) -> Chart:
    found = cases(outcome, words)
    by_case = [_rows(case, wide=_columns(len(found)) < 3) for case in found]
    rows = [row for one in by_case for row in one]
    top = series.ceiling([row["listed"] for row in rows] + [row["high"] or 0.0 for row in rows])
    for one in by_case:
        one[-1] |= _ending(one, top, words)
    years = outcome.baseline.plan.years
    return Chart(
        kind=ChartKind.REACHABLE,
        title=words(
            "Participants who can be reached, of all who are listed, {years}",
            years=series.period(years),
        ),
        summary=" ".join(_told(case, words) for case in found),
        specification=series.filled(
            _specification(words, _columns(len(found))),
            {"points": rows},
            first=years[0] - 1,
            last=years[-1],
            ticks=series.ticks(years[0] - 1, years[-1], 3 if len(found) > 1 else 6),
            top=top,
        ),
        table=_table(found, words),
    )


def _rows(case: Case, *, wide: bool = True) -> list[dict[str, Any]]:
    """One for the last day before the start, and one for the end of each year."""
    listed, reachable = case.summary(Measure.LISTED), case.summary(Measure.REACHABLE)
    years = [reachable.years[0] - 1, *reachable.years]
    # how the first day differs between sets of figures no summary says
    lows, highs = ([float("nan"), *reachable.quantiles[share]] for share in (LOW, HIGH))
    return [
        {
            "panel": case.name if wide else case.briefly,
            "number": case.number,
            "year": year,
            "listed": series.plain(listed),
            "reachable": series.plain(reachable),
            "low": series.plain(low),
            "high": series.plain(high),
        }
        for year, listed, reachable, low, high in zip(
            years,
            [listed.initial, *listed.mean],
            [reachable.initial, *reachable.mean],
            lows,
            highs,
            strict=True,
        )
    ]


def _ending(rows: Sequence[dict[str, Any]], top: float, words: Words) -> dict[str, Any]:
    """Words at the end of both lines, neither over the other nor over a line on its way there."""
    last, along = rows[-1], rows[len(rows) // 5 :]
    places = series.apart(
        [
            min(row["reachable"] if row["low"] is None else row["low"] for row in along)
            - 0.07 * top,
            max(max(row["listed"], row["high"] or 0.0) for row in along) + 0.07 * top,
        ],
        gap=0.13 * top,
        low=0.06 * top,
        high=0.96 * top,
    )
    return {
        "reachable_at": places[0],
        "reachable_told": words("{number} reachable", number=words.number(last["reachable"])),
        "listed_at": places[1],
        "listed_told": words("{number} listed", number=words.number(last["listed"])),
    }


def _told(case: Case, words: Words) -> str:
    listed, reachable = case.summary(Measure.LISTED), case.summary(Measure.REACHABLE)
    low, high = reachable.quantiles[LOW][-1], reachable.quantiles[HIGH][-1]
    numbers = {
        "name": case.name,
        "year": reachable.years[-1],
        "reachable": words.number(reachable.mean[-1]),
        "listed": words.number(listed.mean[-1]),
    }
    if not math.isfinite(low):
        return words(
            "{name}: at the end of {year}, {reachable} of the {listed} listed participants are "
            "expected to be reachable.",
            **numbers,
        )
    return words(
        "{name}: at the end of {year}, {reachable} of the {listed} listed participants are "
        "expected to be reachable (nine times out of ten {low} to {high}).",
        low=words.number(low),
        high=words.number(high),
        **numbers,
    )


def _table(found: Sequence[Case], words: Words) -> Table:
    """Years down, from the first day; for each what-if who is listed and who is reachable."""
    years = found[0].outlook.plan.years
    columns = [words("31 December")]
    rows = [[str(year)] for year in (years[0] - 1, *years)]
    for case in found:
        listed, reachable = case.summary(Measure.LISTED), case.summary(Measure.REACHABLE)
        low, high = reachable.quantiles[LOW], reachable.quantiles[HIGH]
        columns += [words("{name}: listed", name=case.briefly)]
        columns += [words("{name}: reachable", name=case.briefly)]
        for row, told in zip(rows, [listed.initial, *listed.mean], strict=True):
            row.append(words.number(told))
        for row, told in zip(rows, [reachable.initial, *reachable.mean], strict=True):
            row.append(words.number(told))
        if math.isfinite(low[-1]):
            columns += [words("{name}: 5–95 %", name=case.briefly)]
            rows[0].append(UNDEFINED)
            for row, least, most in zip(rows[1:], low, high, strict=True):
                row.append(series.ranged(words, least, most, words.number))
    return Table(columns=tuple(columns), rows=tuple(tuple(row) for row in rows))


def _columns(panels: int) -> int:
    return panels if panels == 1 else 2 if panels in (2, 4) else 3


@cache
def _specification(words: Words, columns: int) -> dict[str, Any]:
    width = {1: 470, 2: 220, 3: 138}[columns]
    x = series.over_years()
    scale = alt.Scale(domain=alt.ExprRef("[0, top]"), nice=False)
    axis = alt.Axis(format=",d", tickCount=5)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=None, scale=scale, axis=axis)

    base = alt.Chart()  # its data are those of its panel
    ghosts = base.mark_area(color=theme.GRID, opacity=0.6).encode(
        x=x, y=y("reachable"), y2="listed:Q"
    )
    band = base.mark_area(color=theme.SERIES[1], opacity=0.3).encode(x=x, y=y("low"), y2="high:Q")
    listed = base.mark_line(color=theme.INK, strokeWidth=2, strokeDash=[5, 4]).encode(
        x=x, y=y("listed")
    )
    line = base.mark_line(color=theme.SERIES[1], strokeWidth=3).encode(x=x, y=y("reachable"))
    texts = [
        base.transform_filter(f"isValid(datum.{name}_told)")
        .mark_text(align="right", dx=-2, fontSize=theme.SIZE if columns < 3 else 13)
        .encode(x=x, y=y(f"{name}_at"), text=f"{name}_told:N")
        for name in ("listed", "reachable")
    ]
    panel = alt.layer(ghosts, band, listed, line, *texts).properties(
        width=width, height=230 if columns == 1 else 170
    )
    return series.finished(
        panel.facet(
            facet=alt.Facet(
                "panel:N",
                title=None,
                sort=alt.EncodingSortField("number", op="min"),
                header=alt.Header(labelAnchor="start"),
            ),
            columns=columns,
            data=alt.NamedData("points"),
        )
        .properties(spacing=18)
        .resolve_axis(x="independent"),
        words,
    )
