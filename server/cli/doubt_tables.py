"""What is found about doubt, as tables for people: the widest bar first."""

import math
import sys
from collections.abc import Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.cli.found import Found, beside
from server.cli.tables import typeset
from server.telling.language import UNDEFINED
from simulation import LEDGER, MEANINGS, Bar, Belief, Index

WIDTH: Final = 20
"""Of the longest bar [characters]."""
WORTH_SHOWING: Final = 0.005
"""Share of the variance below which a figure is left out of the table of shares."""


def as_text(found: Found, notes: Sequence[str]) -> str:
    """Lay out the answer, a table for each side it is looked at from, and notes below."""
    console = Console(file=sys.stdout, highlight=False)
    console.width = max(console.width, 80)  # a number is never cut off
    value = found.bars[0].at_value
    with console.capture() as captured:
        heading = f"{found.measure.value} of {found.scenario} in {found.year}"
        unit = MEANINGS[found.measure].unit
        console.print(Text(f"{heading}: {plain(value)} {unit}", style="bold"))
        console.print(Text(found.words), "")
        console.print(
            Text(
                "One figure at a time: the answer at its low (░) and at its high (█)", style="bold"
            )
        )
        console.print(_tornado(found.bars))
        idle = [bar.parameter.value for bar in found.bars if not bar.matters]
        if idle:
            console.print(Text(f"These change nothing here: {', '.join(idle)}."))
        _print(
            console,
            "All figures at once: share of the variance %, from 1 % on",
            _sobol(found.indices),
        )
        price = f"Regret over drawn futures, an action solved being worth € {found.price:,.0f}"
        _print(console, price, _regret(found))
        _print(console, "Links and readings, one changed at a time", _structure(found))
        if found.belief is not None:
            _print(console, *_belief(found, found.belief))
        console.print("")
        for note in notes:
            console.print(Text(note))
    return captured.get()


def plain(value: float) -> str:
    """A number as people write it, three or more digits of it."""
    if not math.isfinite(value):
        return UNDEFINED
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1000 else f"{size:.1f}" if size >= 10 else f"{size:.3g}"
    return typeset(f"-{text}") if value < 0 else text


def _print(console: Console, heading: str, table: Table | Text) -> None:
    console.print("")
    console.print(Text(heading, style="bold"))
    console.print(table)


def _blank(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    first, *others = columns
    table.add_column(first, no_wrap=True)
    for column in others:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _tornado(bars: Sequence[Bar]) -> Table:
    table = _blank("figure", "low", "high", "at low", "at high")
    table.add_column("")
    answers = [answer for bar in bars for answer in (bar.at_low, bar.at_high)]
    least, greatest = min(answers), max(answers)
    for bar in bars:
        if bar.matters:
            numbers = (bar.low, bar.high, bar.at_low, bar.at_high)
            drawn = drawn_bar(bar, least, greatest)
            table.add_row(bar.parameter.value, *map(plain, numbers), drawn)
    return table


def drawn_bar(bar: Bar, least: float, greatest: float) -> str:
    """The bar on a line from the least answer to the greatest, the ledger's own as │."""

    def at(answer: float) -> int:
        return round((answer - least) / (greatest - least) * (WIDTH - 1))

    cells = [" "] * WIDTH
    middle = at(bar.at_value)
    for end, ink in ((at(bar.at_low), "░"), (at(bar.at_high), "█")):
        for cell in range(min(end, middle), max(end, middle) + 1):
            cells[cell] = ink
    cells[middle] = "│"
    return "".join(cells).rstrip()


def _sobol(indices: Sequence[Index]) -> Table:
    table = _blank("figure", "by itself", "95 %", "with others", "95 %")
    for index in indices:
        if index.total > WORTH_SHOWING:
            table.add_row(
                index.parameter.value,
                typeset(f"{round(100 * index.first)}"),
                _interval(index.first_interval),
                typeset(f"{round(100 * index.total)}"),
                _interval(index.total_interval),
            )
    return table


def _interval(ends: tuple[float, float]) -> str:
    low, high = (typeset(f"{round(100 * end)}") for end in ends)
    return f"{low} to {high}"


def _regret(found: Found) -> Table:
    table = _blank("scenario", "best %", "tied %", "missed on average €", "at worst €")
    for one in found.regrets:
        table.add_row(
            one.scenario,
            f"{100 * one.best:.0f}",
            f"{100 * one.tied:.0f}",
            f"{one.mean:,.0f}",
            f"{one.worst:,.0f}",
        )
    return table


def _structure(found: Found) -> Table:
    measures = beside(found.measure)
    units = (f"{measure.value}\n{MEANINGS[measure].unit}" for measure in measures)
    table = _blank("reading\n", *units)
    for one in found.readings:
        mark = " (as asked)" if one.chosen else ""
        numbers = (plain(one.values[measure]) for measure in measures)
        table.add_row(f"{one.reading} {one.choice}{mark}", *numbers)
    return table


def _belief(found: Found, belief: Belief) -> tuple[str, Text]:
    """A map: + where the scenario is worth more than its baseline; the greatest y on top."""
    x, y = belief.x, belief.y
    lines = ["".join("+" if gain > 0 else "·" for gain in row) for row in belief.benefit[::-1]]
    share = "unknown" if math.isnan(belief.share) else f"{100 * belief.share:.0f} %"
    told = [
        f"up: {y.parameter.value} {plain(y.least)} to {plain(y.greatest)} "
        f"[{LEDGER[y.parameter].unit}]",
        *lines,
        f"across: {x.parameter.value} {plain(x.least)} to {plain(x.greatest)} "
        f"[{LEDGER[x.parameter].unit}]",
        f"Of what the ledger holds possible of the two, {share} lies where it wins.",
    ]
    worth = f"an action solved being worth € {found.price:,.0f}"
    heading = f"Where {found.scenario} is worth more than {found.baseline} (+), {worth}"
    return heading, Text("\n".join(told))
