"""The kinds of chart, and which of them an outcome is drawn as."""

from threading import Event

from server.services.outcome import Outcome
from server.telling.charts.chart import Chart, ChartKind
from server.telling.charts.money import money
from server.telling.charts.rate import rate
from server.telling.charts.reachable import reachable
from server.telling.language import Words
from simulation.bounds import within


def draw(
    kind: ChartKind,
    outcome: Outcome,
    words: Words,
    *,
    year: int | None = None,
    stop: Event | None = None,  # noqa: ARG001  for kinds that compute what they need
) -> Chart:
    """A chart of an outcome, for a worker thread; `year` is the last where it is not given.

    Raises OutOfBounds for a year outside the horizon, and Stopped once `stop` is set.
    """
    years = outcome.baseline.plan.years
    year = years[-1] if year is None else year
    within("year", year, years[0], years[-1])
    match kind:
        case ChartKind.RATE:
            return rate(outcome, words)
        case ChartKind.MONEY:
            return money(outcome, words, year=year)
        case ChartKind.REACHABLE:
            return reachable(outcome, words)
        case _:
            raise NotImplementedError(kind)
