"""The kinds of chart, and which of them an outcome is drawn as."""

from threading import Event

from server.services.outcome import Outcome
from server.telling.charts.chart import Chart, ChartKind
from server.telling.charts.doubts import doubts
from server.telling.charts.links import links
from server.telling.charts.money import money
from server.telling.charts.rate import rate
from server.telling.charts.reachable import reachable
from server.telling.charts.tiles import tiles
from server.telling.charts.tornado import tornado
from server.telling.language import Words
from simulation import Measure


def draw(
    kind: ChartKind,
    outcome: Outcome,
    words: Words,
    *,
    year: int | None = None,
    measure: Measure = Measure.EXPECTED_SOLVED,
    stop: Event | None = None,
) -> Chart:
    """A chart of an outcome, for a worker thread; of the year looked at, or of another.

    One of a single what-if is of the first beside the baseline; `measure` is that of TORNADO.
    Raises OutOfBounds for a year outside the horizon or a measure without a value in it, and
    Stopped once `stop` is set.
    """
    year = outcome.baseline.plan.years[outcome.place_of(year)]
    match kind:
        case ChartKind.REACHABLE:
            return reachable(outcome, words)
        case ChartKind.RATE:
            return rate(outcome, words)
        case ChartKind.MONEY:
            return money(outcome, words, year=year)
        case ChartKind.TORNADO:
            return tornado(outcome, words, year=year, measure=measure, stop=stop)
        case ChartKind.DOUBTS:
            return doubts(outcome, words, year=year, stop=stop)
        case ChartKind.LINKS:
            return links(outcome, words)
        case ChartKind.TILES:
            return tiles(outcome, words, year=year)
