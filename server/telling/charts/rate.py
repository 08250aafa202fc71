"""The share of actions that is solved directly, year by year, beside what the memo says of it."""

from typing import Final

from server.services.outcome import Outcome
from server.telling.charts import lines, series
from server.telling.charts.cases import cases
from server.telling.charts.chart import Chart, ChartKind
from server.telling.charts.lines import Line
from server.telling.language import Words
from simulation import Measure

RATE: Final = Measure.DIRECT_RESOLUTION_RATE


def rate(outcome: Outcome, words: Words) -> Chart:
    found = [
        Line(number=case.number, name=case.name, briefly=case.briefly, summary=case.summary(RATE))
        for case in cases(outcome, words)
    ]
    return Chart(
        kind=ChartKind.RATE,
        title=words(
            "Share of the actions that is solved directly, {years}",
            years=series.period(outcome.baseline.plan.years),
        ),
        summary=lines.summary(found, words),
        specification=lines.specification(found, words),
        table=lines.table(found, words),
    )
