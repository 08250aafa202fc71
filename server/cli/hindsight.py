"""The prediction test as a table and as records."""

import sys
from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.cli.records import Record
from server.cli.tables import typeset
from server.telling.language import UNDEFINED
from simulation.hindcast import CONFOUNDERS, Forecast, Hindcast, Prediction

MILLION: Final = 1e6
COLUMNS: Final = (
    "forecaster",
    "departure",
    "removal",
    "registrations",
    "on",
    "fitted",
    "published",
    "predicted",
    "low",
    "high",
    "error",
    "source",
    "confidence",
)
"""People are counted one by one, departure and removal a year; `error` is a share."""


def records(found: Hindcast) -> Iterator[Record]:
    """Records by forecaster and date; None where a naive forecaster has no such figure."""
    for forecast in found.forecasts:
        for one in forecast.predictions:
            facts = (
                forecast.name,
                forecast.departure,
                forecast.removal,
                forecast.registrations,
                one.published.on.isoformat(),
                one.fitted,
                one.published.listed,
                one.listed,
                one.low,
                one.high,
                one.error,
                one.published.source,
                one.published.confidence.value,
            )
            yield dict(zip(COLUMNS, facts, strict=True))


def as_table(found: Hindcast) -> str:
    """Lay out a row for each forecaster, a column for each date predicted, and notes below."""
    ahead = [one.published for one in found.middle.ahead]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("departure,\nremoval a year", no_wrap=True)
    table.add_column("registr.\n1,000/y", justify="right", no_wrap=True)
    table.add_column("\nmisfit", justify="right", no_wrap=True)
    for published in ahead:
        heading = f"{published.on:%b %Y}\nwas {published.listed / MILLION:.1f}"
        table.add_column(heading, justify="right", no_wrap=True)
    for forecast in found.forecasts:
        cells = (_cell(one) for one in forecast.ahead)
        middle = forecast is found.middle
        table.add_row(
            _short(forecast.name), *_fit(forecast), *cells, style="bold" if middle else None,
            end_section=forecast is found.model[-1],
        )  # fmt: skip

    console = Console(file=sys.stdout, highlight=False)
    boundless = console.options.update(max_width=1_000)
    narrow, console.width = (
        console.width,
        max(console.width, console.measure(table, options=boundless).maximum),
    )
    with console.capture() as captured:
        console.print(Text("Listed in the Netherlands [million], and how far off that is"))
        console.print(table, "")
        for note in notes(found):
            console.print(Text(note), width=narrow)
    return captured.get()


def notes(found: Hindcast) -> list[str]:
    """What comes of it, and what stands between it and a clean test."""
    return [
        found.words,
        f"The rounding of the fitted figures may move a prediction by {_rounding(found):.0f} % of "
        "it at most. Misfit: the worst of 2011–14.",
        "Tested with it: that registrations went on at the fitted pace until September 2022.",
        *CONFOUNDERS,
    ]


def _fit(forecast: Forecast) -> tuple[str, str]:
    """Registrations as fitted, and the largest misfit."""
    pace = forecast.registrations
    misfit = max((abs(one.error) for one in forecast.predictions if one.fitted), default=0.0)
    return UNDEFINED if pace is None else f"{pace / 1_000:,.0f}", f"{100 * misfit:.0f} %"


def _cell(one: Prediction) -> str:
    error = typeset(f"{100 * one.error:+.0f}")
    return f"{one.listed / MILLION:.2f} {error:>4} %"


def _rounding(found: Hindcast) -> float:
    return max(
        100 * one.rounding / one.listed for forecast in found.forecasts for one in forecast.ahead
    )


def _short(name: str) -> str:
    return name.replace("departure ", "").replace("removal ", "")
