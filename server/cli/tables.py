"""Outlooks as tables for people: years down, measures across."""

import math
import sys
from collections.abc import Callable, Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.cli.printed import Place, Projected
from server.services import regional
from server.telling.language import MINUS, UNDEFINED
from simulation import SCENARIOS, Measure

OPENING: Final = "start"

COLUMNS: Final[tuple[tuple[Measure, str, Callable[[float], str], bool], ...]] = (
    (Measure.REACHABLE, "reach-\nable", lambda value: f"{value:,.0f}", True),
    (Measure.LISTED, "\nlisted", lambda value: f"{value:,.0f}", False),
    (Measure.UNREACHABLE, "unreach-\nable", lambda value: f"{value:,.0f}", False),
    (Measure.DIRECT_RESOLUTION_RATE, "direct\nrate %", lambda value: f"{100 * value:.1f}", False),
    (Measure.SOLVED_DIRECTLY, "solved\ndirect", lambda value: f"{value:.1f}", True),
    (Measure.TOTAL_COST, "cost\n€", lambda value: f"{value:,.0f}", False),
)
"""Measure, heading, notation, and whether what may happen stands beside the mean."""
MEASURES: Final = tuple(measure for measure, *_ in COLUMNS)


def typeset(number: str) -> str:
    """With a minus sign, as wide as a plus and no dash, instead of a hyphen."""
    return number.replace("-", MINUS)


def as_tables(projected: Sequence[Projected], notes: Sequence[str]) -> str:
    """Lay out a table for each scenario and place, and notes below."""
    console = Console(file=sys.stdout, highlight=False)
    laid_out = [(one, place) for one in projected for place in one.summaries]
    made = [(_heading(*one), _table(*one)) for one in laid_out]
    # A number is never cut off, though a narrow terminal may have to break the line.
    boundless = console.options.update(max_width=1_000)
    widest = max(console.measure(table, options=boundless).maximum for _, table in made)
    narrow, console.width = console.width, max(console.width, widest)
    with console.capture() as captured:
        for heading, table in made:
            console.print(heading, width=narrow)
            console.print(table, "")
        for note in notes:
            console.print(Text(note), width=narrow)
    return captured.get()


def _heading(one: Projected, place: Place) -> Text:
    scenario = SCENARIOS[one.scenario]
    where = regional.label(one.region) if place is None else f"{one.names[place]} ({place})"
    told = " ".join([scenario.meaning, *one.beside])
    return Text.assemble((f"{scenario.name} · {where}", "bold"), "\n", told)


def _table(one: Projected, place: Place) -> Table:
    summaries = one.summaries[place]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("\nyear", justify="right", no_wrap=True)
    for _, heading, _, has_band in COLUMNS:
        table.add_column(heading, justify="right", no_wrap=True)
        if has_band and one.drawn:
            table.add_column("\n5–95 %", justify="right", no_wrap=True, style="dim")

    years = summaries[Measure.REACHABLE].years
    rows: dict[str, list[str]] = {name: [] for name in (OPENING, *(str(year) for year in years))}
    for measure, _, notation, has_band in COLUMNS:
        summary = summaries[measure]
        for cells, value in zip(rows.values(), [summary.initial, *summary.mean], strict=True):
            cells.append(notation(value) if math.isfinite(value) else UNDEFINED)
        if has_band and one.drawn:
            bands = zip(*summary.quantiles.values(), strict=True)
            for cells, band in zip(rows.values(), ["", *(_range(*b) for b in bands)], strict=True):
                cells.append(band)
    for name, cells in rows.items():
        table.add_row(name, *cells, style="italic" if name == OPENING else None)
    return table


def _range(low: float, _: float, high: float) -> str:
    return f"{low:,.0f}–{high:,.0f}" if math.isfinite(low) else UNDEFINED
