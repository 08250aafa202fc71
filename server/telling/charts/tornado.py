"""Which figures matter: the answer with each of them low and high, one at a time."""

from collections.abc import Sequence
from functools import cache
from threading import Event
from typing import Any, Final

import altair as alt

from server.services.outcome import Outcome
from server.telling import figures, names
from server.telling.charts import series, theme
from server.telling.charts.cases import Case, subject
from server.telling.charts.chart import Chart, ChartKind, Table
from server.telling.language import Words
from simulation import Bar, Measure, Question
from simulation import tornado as swings
from simulation.doubt import doubtful

MOST: Final = 9
"""Bars that are drawn; the table has them all."""
NAMED: Final = 3
"""Figures that are named after the widest."""
LEAST: Final = 0.02
"""Of the widest bar: what is less can hardly be seen."""


def tornado(
    outcome: Outcome, words: Words, *, year: int, measure: Measure, stop: Event | None
) -> Chart:
    case = subject(outcome, words)
    bars = [bar for bar in _bars(case, year, measure, stop) if bar.matters]
    told = {"name": case.name, "year": year, "measure": names.measure(words, measure)}
    drawn = _widest(bars)
    ends = [end for bar in drawn for end in (bar.at_low, bar.at_high, bar.at_value)] or [0.0, 1.0]
    room = 0.28 * (max(ends) - min(ends))
    return Chart(
        kind=ChartKind.TORNADO,
        title=words("{name}, {year}: what each figure does to “{measure}”", **told),
        summary=_told(bars, measure, told, words),
        specification=series.filled(
            _specification(words, measure),
            {
                "bars": [row for at, bar in enumerate(drawn) for row in _rows(at, bar, words)],
                "middle": [
                    {"value": bar.at_value, "told": _expected(bar.at_value, measure, words)}
                    for bar in drawn[:1]
                ],
            },
            least=min(ends) - room,
            most=max(ends) + room,
        ),
        table=_table(bars, measure, words),
    )


def _bars(case: Case, year: int, measure: Measure, stop: Event | None) -> Sequence[Bar]:
    whatif = case.outlook.plan.whatif
    changed = {change.parameter for change in whatif.changes}
    there = [parameter for parameter in doubtful(whatif) if parameter not in changed]
    if not there:
        return ()
    question = Question(
        whatif=whatif,
        region=case.outlook.plan.region,
        measure=measure,
        year=year,
    )
    return swings(question, there, stop=stop)


def _widest(bars: Sequence[Bar]) -> Sequence[Bar]:
    return [bar for bar in bars[:MOST] if bar.swing >= LEAST * bars[0].swing]


def _rows(at: int, bar: Bar, words: Words) -> list[dict[str, Any]]:
    """A row for each half of a bar, the longer one first, so that it hides nothing."""
    name = names.heading(names.parameter(words, bar.parameter))
    halves: list[dict[str, Any]] = [
        {
            "place": at,
            "parameter": bar.parameter.value,
            "half": half,
            "which": which,
            "from": bar.at_value,
            "to": to,
            "figure": figures.written(words, bar.parameter, figure),
            "leftward": to < bar.at_value,
        }
        for half, which, to, figure in (
            (0, words("figure low"), bar.at_low, bar.low),
            (1, words("figure high"), bar.at_high, bar.high),
        )
        if to != bar.at_value
    ]
    halves.sort(key=lambda half: -abs(half["to"] - half["from"]))
    halves[0]["label"] = name
    return halves


def _expected(value: float, measure: Measure, words: Words) -> str:
    return words("expected: {value}", value=series.valued(words, measure, value))


def _told(bars: Sequence[Bar], measure: Measure, told: dict[str, Any], words: Words) -> str:
    if not bars:
        return words("{name}, {year}: no figure that is in doubt changes “{measure}”.", **told)

    def valued(value: float) -> str:
        return series.valued(words, measure, value)

    first, *others = bars
    drawn = len(_widest(bars))
    sentences = [
        words(
            "{name}, {year}: by formula, “{measure}” is {value}.",
            value=valued(first.at_value),
            **told,
        ),
        words(
            "Most depends on: {figure}; from {low} to {high} it makes that {at_low} to {at_high}.",
            figure=names.parameter(words, first.parameter),
            low=figures.written(words, first.parameter, first.low),
            high=figures.written(words, first.parameter, first.high),
            at_low=valued(first.at_low),
            at_high=valued(first.at_high),
        ),
    ]
    named = NAMED + 1 if drawn == NAMED + 2 else NAMED  # none is left alone
    following = [names.parameter(words, bar.parameter) for bar in others[:named]]
    beside = drawn - 1 - len(following)
    if beside > 0:
        sentences.append(
            words(
                "Then follow: {figures}; {count} more are drawn below these.",
                figures=words.listed(following),
                count=beside,
            )
        )
    elif following:
        sentences.append(words("Then follow: {figures}.", figures=words.listed(following)))
    if drawn < len(bars):
        left = len(bars) - drawn - max(-beside, 0)  # those that are named have been told of
        sentences += _undrawn(left, valued(bars[len(bars) - left].swing) if left else "", words)
    return " ".join(sentences)


def _undrawn(count: int, swing: str, words: Words) -> list[str]:
    if count <= 0:
        return []
    if count == 1:
        return [words("The one that is left changes it by {swing}.", swing=swing)]
    return [
        words(
            "Of the {count} that are left none changes it by more than {swing}.",
            count=count,
            swing=swing,
        )
    ]


def _table(bars: Sequence[Bar], measure: Measure, words: Words) -> Table:
    told = names.measure(words, measure)
    return Table(
        columns=(
            words("figure"),
            words("low"),
            words("as it stands"),
            words("high"),
            words("{measure}, if low", measure=told),
            words("{measure}, if high", measure=told),
        ),
        rows=tuple(
            (
                names.parameter(words, bar.parameter),
                *(
                    figures.written(words, bar.parameter, value)
                    for value in (bar.low, bar.value, bar.high)
                ),
                *(series.valued(words, measure, value) for value in (bar.at_low, bar.at_high)),
            )
            for bar in bars
        ),
    )


@cache
def _specification(words: Words, measure: Measure) -> dict[str, Any]:
    bars, middle = (alt.Chart(alt.NamedData(name)) for name in ("bars", "middle"))

    def x(field: str) -> alt.X:
        return alt.X(
            f"{field}:Q",
            title=names.heading(names.measure(words, measure)),
            scale=alt.Scale(domain=alt.ExprRef("[least, most]"), nice=False, zero=False),
            axis=alt.Axis(format=series.axis_format(measure), tickCount=5, grid=False),
        )

    y = alt.Y("place:O", axis=None)
    halves = bars.mark_bar(height=15, yOffset=10, stroke=theme.INK, strokeWidth=0.5).encode(
        x=x("from"),
        x2="to:Q",
        y=y,
        color=alt.Color(
            "which:N",
            sort=alt.EncodingSortField("half", op="min"),
            scale=alt.Scale(range=[theme.LIGHT, theme.DARK]),
            legend=alt.Legend(symbolType="square"),
        ),
    )
    left, right = (
        bars.transform_filter(f"{'' if leftward else '!'}datum.leftward")
        .mark_text(align="right" if leftward else "left", dx=-5 if leftward else 5, dy=10)
        .encode(x=x("to"), y=y, text="figure:N")
        for leftward in (True, False)
    )
    name = series.legible(
        bars.transform_filter("datum.label").encode(y=y, text="label:N"), align="left", x=0, dy=-10
    )
    rule = middle.mark_rule(color=theme.INK, strokeDash=[4, 3]).encode(x=x("value"))
    told = middle.mark_text(dy=-8, y=0, baseline="bottom", fontWeight="bold").encode(
        x=x("value"), text="told:N"
    )
    return series.finished(
        alt.layer(halves, rule, left, right, name, told).properties(width=530, height=alt.Step(44)),
        words,
    )
