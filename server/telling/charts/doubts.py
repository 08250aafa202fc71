"""Three kinds of doubt in one number, side by side: luck, figures, and how things hang together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Event
from typing import Any, Final

import altair as alt
import numpy as np
from scipy.stats import poisson

from server.services.outcome import Outcome
from server.services.projecting import Doubt
from server.telling.charts import series, theme
from server.telling.charts.cases import HIGH, LOW, Case, subject
from server.telling.charts.chart import Chart, ChartKind, Table
from server.telling.charts.links import under_each
from server.telling.language import Words
from simulation import Measure, Question, Samples, draw
from simulation.doubt import doubtful

SETS: Final = 500
"""Of drawn figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    saying: str
    low: float
    high: float


def doubts(outcome: Outcome, words: Words, *, year: int, stop: Event | None) -> Chart:
    case = subject(outcome, words)
    column = outcome.place_of(year)
    expected = float(case.summary(Measure.EXPECTED_SOLVED).mean[column])
    ranges = _ranges(case, outcome, column, stop, words)
    numbers = {"name": case.name, "year": year, "value": words.number(expected, 1)}
    return Chart(
        kind=ChartKind.DOUBTS,
        title=words("{name}: how sure the actions solved directly in {year} are", **numbers),
        summary=" ".join(
            [
                words("{name} is expected to solve {value} actions directly in {year}.", **numbers),
                *(
                    words("{kind}: {low} to {high}.", kind=one.saying, **_ends(one, words))
                    for one in ranges
                ),
                words("Each kind is taken by itself; they cannot be added up."),
            ]
        ),
        specification=series.filled(
            _specification(words),
            {
                "ranges": [_row(at, one, words) for at, one in enumerate(ranges)],
                "middle": [{"value": expected, "told": words("expected: {value}", **numbers)}],
            },
            most=series.ceiling([expected, *(one.high for one in ranges)]),
        ),
        table=Table(
            columns=(words("kind of doubt"), words("lowest"), words("highest")),
            rows=tuple((one.saying, *_ends(one, words).values()) for one in ranges),
        ),
    )


def _ranges(
    case: Case, outcome: Outcome, column: int, stop: Event | None, words: Words
) -> Sequence[Range]:
    links = [
        float(outlook.summary(Measure.EXPECTED_SOLVED, quantiles=()).mean[column])
        for _, outlook in under_each(case)
    ]
    luck, figures = _luck(case, outcome, column), _figures(case, outcome, column, stop)
    return (
        Range(
            saying=words("Luck, the figures being as they are"),
            low=luck[0],
            high=luck[1],
        ),
        Range(
            saying=words("Figures that nobody knows exactly"),
            low=figures[0],
            high=figures[1],
        ),
        Range(
            saying=words("How the chance depends on the register, which nobody knows"),
            low=min(links),
            high=max(links),
        ),
    )


def _luck(case: Case, outcome: Outcome, column: int) -> tuple[float, float]:
    """Nine times out of ten, by luck alone.

    Where it was not played by luck alone, or once only, it is that of a Poisson count, which
    actions that come by chance and are solved by chance are; the luck of the base itself adds a
    hundredth.
    """
    if isinstance(case.outlook, Samples) and outcome.sampling.doubt is Doubt.CHANCE:
        solved = case.summary(Measure.SOLVED_DIRECTLY)
        ends = float(solved.quantiles[LOW][column]), float(solved.quantiles[HIGH][column])
        if np.isfinite(ends).all():
            return ends
    _, as_it_stands = next(under_each(case))
    mean = as_it_stands.summary(Measure.EXPECTED_SOLVED, quantiles=()).mean[column]
    low, high = poisson.ppf((LOW, HIGH), mean)
    return float(low), float(high)


def _figures(case: Case, outcome: Outcome, column: int, stop: Event | None) -> tuple[float, float]:
    """Nine times out of ten, by the figures alone: what is expected given each set of them."""
    plan = case.outlook.plan
    if not doubtful(plan.whatif):
        mean = float(case.summary(Measure.EXPECTED_SOLVED).mean[column])
        return mean, mean
    question = Question(
        whatif=plan.whatif,
        region=plan.region,
        measure=Measure.EXPECTED_SOLVED,
        year=plan.years[column],
    )
    sets = draw(plan.whatif, seed=outcome.sampling.seed, rows=SETS)
    low, high = np.quantile(question.under(sets, stop=stop), (LOW, HIGH))
    return float(low), float(high)


def _row(at: int, one: Range, words: Words) -> dict[str, Any]:
    ends = _ends(one, words)
    return {
        "place": at,
        "label": one.saying,
        "low": one.low,
        "high": one.high,
        "low_told": ends["low"],
        "high_told": ends["high"],
    }


def _ends(one: Range, words: Words) -> dict[str, str]:
    return {
        "low": series.trimmed(words, one.low, 1),
        "high": series.trimmed(words, one.high, 1),
    }


@cache
def _specification(words: Words) -> dict[str, Any]:
    ranges, middle = (alt.Chart(alt.NamedData(name)) for name in ("ranges", "middle"))

    def x(field: str) -> alt.X:
        return alt.X(
            f"{field}:Q",
            title=words("actions solved directly"),
            scale=alt.Scale(domain=alt.ExprRef("[0, most]"), nice=False),
            axis=alt.Axis(format=",~f", tickCount=6, grid=False),
        )

    y = alt.Y("place:O", axis=None)
    fills = alt.Scale(domain=[0, 1, 2], range=[theme.DARK, theme.LIGHT, theme.SHARES[1]])
    bar = ranges.mark_bar(height=18, yOffset=12, stroke=theme.INK, strokeWidth=0.5).encode(
        x=x("low"), x2="high:Q", y=y, color=alt.Color("place:N", scale=fills, legend=None)
    )
    lowest, highest = (
        series.legible(
            ranges.encode(x=x(end), y=y, text=f"{end}_told:N"), align=align, dx=aside, dy=12
        )
        for end, align, aside in (("low", "right", -5), ("high", "left", 5))
    )
    label = series.legible(ranges.encode(y=y, text="label:N"), align="left", x=0, dy=-10)
    rule = middle.mark_rule(color=theme.INK, strokeDash=[4, 3]).encode(x=x("value"))
    told = middle.mark_text(y=0, dy=-6, baseline="bottom", fontWeight="bold").encode(
        x=x("value"), text="told:N"
    )
    return series.finished(
        alt.layer(rule, bar, lowest, highest, label, told).properties(
            width=530, height=alt.Step(58)
        ),
        words,
    )
