"""Lines of the share that is solved directly, with the memo's range behind them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import altair as alt

from server.telling.charts import series, theme
from server.telling.charts.cases import HIGH, LOW
from server.telling.charts.chart import Table
from server.telling.language import Words
from simulation import LEDGER, Parameter
from simulation.outlook import Summary

MEMO: Final = LEDGER[Parameter.RESOLUTION_TODAY]
"""10 to 15 %, in the words of the memo."""
MOST_BANDS: Final = 3
"""Of more lines the bands would hide each other; the table has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    number: int
    """How it looks follows from it."""
    name: str
    briefly: str
    summary: Summary


def specification(lines: Sequence[Line], words: Words) -> dict[str, Any]:
    """Vega-Lite, each line named where it ends."""
    points = [point for line in lines for point in _points(line)]
    memo = (MEMO.low or 0.0, MEMO.high or 0.0)
    shown = ("rate", "high") if len(lines) <= MOST_BANDS else ("rate",)
    reached = [point[name] or 0.0 for point in points for name in shown]
    top = series.ceiling([memo[1], *reached])
    years = lines[0].summary.years
    # a single year has no length: its points stand in the middle
    first, last = (years[0] - 0.5, years[0] + 0.5) if len(years) == 1 else (years[0], years[-1])
    return series.filled(
        _specification(words),
        {
            "points": points,
            "ends": _ends(lines, top, words),
            "memo": [{"low": memo[0], "high": memo[1], "told": _memo(words)}],
        },
        first=first,
        last=last,
        ticks=series.ticks(years[0], years[-1], 5),
        top=top,
        shade=0.14 if len(lines) <= MOST_BANDS else 0.0,
    )


def _points(line: Line) -> list[dict[str, Any]]:
    summary = line.summary
    rows = zip(
        summary.years,
        summary.mean,
        summary.quantiles[LOW],
        summary.quantiles[HIGH],
        strict=True,
    )
    return [
        {
            "line": line.number % len(theme.SERIES),
            "name": line.name,
            "year": year,
            "rate": series.plain(rate),
            "low": series.plain(low),
            "high": series.plain(high),
        }
        for year, rate, low, high in rows
        if math.isfinite(rate)
    ]


def _ends(lines: Sequence[Line], top: float, words: Words) -> list[dict[str, Any]]:
    """Where each line ends, and where its name stands; one without a value has no end."""
    ends = [(line, points[-1]) for line in lines if (points := _points(line))]
    places = series.apart(
        [point["rate"] for _, point in ends], gap=0.085 * top, low=0.0, high=0.98 * top
    )
    return [
        {
            "line": point["line"],
            "year": point["year"],
            "rate": point["rate"],
            "at": place,
            "told": f"{line.briefly}: {words.share(point['rate'])}",
        }
        for (line, point), place in zip(ends, places, strict=True)
    ]


def _memo(words: Words) -> str:
    return words(
        "memo: {low}–{high}",
        low=words.number(100 * (MEMO.low or 0.0)),
        high=words.share(MEMO.high or 0.0, 0),
    )


def summary(lines: Sequence[Line], words: Words) -> str:
    memo = words(
        "The memo says {low} to {high} of today.",
        low=words.number(100 * (MEMO.low or 0.0)),
        high=words.share(MEMO.high or 0.0, 0),
    )
    return " ".join([memo, *(_told(line, words) for line in lines)])


def _told(line: Line, words: Words) -> str:
    points = _points(line)
    if not points:
        return words("{name}: there are no actions, so there is no share.", name=line.name)
    last = points[-1]
    numbers = {"name": line.name, "year": last["year"], "rate": words.share(last["rate"])}
    if last["low"] is None:
        return words("{name}: {rate} expected in {year}.", **numbers)
    return words(
        "{name}: {rate} expected in {year} (nine times out of ten {low} to {high}).",
        low=words.share(last["low"]),
        high=words.share(last["high"]),
        **numbers,
    )


def table(lines: Sequence[Line], words: Words) -> Table:
    """Years down, lines across."""
    columns = [words("year")]
    rows = [[str(year)] for year in lines[0].summary.years]
    for line in lines:
        low, high = line.summary.quantiles[LOW], line.summary.quantiles[HIGH]
        banded = bool(_points(line)) and math.isfinite(low[-1])
        columns += [line.name]
        columns += [words("{name}: 5–95 %", name=line.briefly)] if banded else []
        for i, row in enumerate(rows):
            row += [words.share(line.summary.mean[i])]
            row += [series.ranged(words, low[i], high[i], words.share)] if banded else []
    return Table(columns=tuple(columns), rows=tuple(tuple(row) for row in rows))


@cache
def _specification(words: Words) -> dict[str, Any]:
    x = series.over_years()
    scale = alt.Scale(domain=alt.ExprRef("[0, top]"), nice=False)
    axis = alt.Axis(format=".0%", tickCount=5)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=None, scale=scale, axis=axis)

    color, dash, shape = theme.looks("line")
    points, ends, memo = (alt.Chart(alt.NamedData(name)) for name in ("points", "ends", "memo"))
    return series.finished(
        alt.layer(
            memo.mark_rect(color=theme.MEMO).encode(y=y("low"), y2="high:Q"),
            points.mark_area(opacity=alt.ExprRef("shade")).encode(
                x=x, y=y("low"), y2="high:Q", color=color
            ),
            memo.mark_rule(color=theme.FAINT).encode(y=y("low")),
            memo.mark_rule(color=theme.FAINT).encode(y=y("high")),
            memo.mark_text(align="left", baseline="bottom", x=6, dy=-5).encode(
                y=y("high"), text="told:N"
            ),
            points.mark_line(strokeWidth=3).encode(x=x, y=y("rate"), color=color, strokeDash=dash),
            ends.mark_point(size=90, filled=True, opacity=1).encode(
                x=x, y=y("rate"), color=color, shape=shape
            ),
            ends.mark_point(size=90, filled=True, opacity=1, xOffset=16).encode(
                x=x, y=y("at"), color=color, shape=shape
            ),
            ends.mark_text(align="left", dx=27).encode(x=x, y=y("at"), text="told:N"),
        ).properties(width=330, height=270),
        words,
    )
