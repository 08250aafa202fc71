"""Comparisons for people: the answer first, then what it rests on."""

import math
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from server.cli.comparing import Compared
from server.cli.tables import typeset
from server.services import regional
from server.telling.language import UNDEFINED
from simulation import SCENARIOS, Measure, ScenarioName, Total
from simulation.arrays import Floats

ROWS: Final[tuple[tuple[Measure, str, int], ...]] = (
    (Measure.SOLVED_DIRECTLY, "solved, counted", 1),
    (Measure.EXPECTED_SOLVED, "solved, expected", 1),
    (Measure.TOTAL_COST, "cost €", 0),
    (Measure.MUNICIPAL_COST, "  municipalities pay €", 0),
    (Measure.POLICE_COST, "  police pay €", 0),
    (Measure.UNREACHABLE_MESSAGES, "messages to unreachable", 0),
    (Measure.UNREACHABLE_MESSAGE_COST, "  their cost €", 0),
)
"""Measure, words, decimals."""
WIDE: Final = 1_000
"""A number is never cut off, though a narrow terminal may have to break the line."""
HOW_TO_READ: Final = (
    "95 % of mean: how well the mean is computed. 5–95 % of futures: what may happen, by chance "
    "alone unless figures are drawn (--doubt).",
    "Worth its cost: chance that price × extra solved is more than the extra cost; expected counts "
    "chances, counted the luck of each action too. The rate knows the base, not that luck.",
)


def as_tables(compared: Sequence[Compared], notes: Sequence[str]) -> str:
    """Lay out each comparison, and below all of them what they share."""
    console = Console(file=sys.stdout, highlight=False)
    narrow, console.width = console.width, WIDE
    with console.capture() as captured:
        for part in (*(part for one in compared for part in _parts(one)), *_grounds(compared)):
            console.print(part, width=WIDE if isinstance(part, Table) else narrow)
        for note in (*HOW_TO_READ, *notes):
            console.print(Text(note), width=narrow)
    return captured.get()


def _parts(one: Compared) -> Iterator[RenderableType]:
    years, where = one.years, regional.label(one.region)
    yield Text.assemble(
        (f"{one.scenario} against {one.baseline}, the baseline", "bold"),
        f" · {where}, {years[0]}–{years[-1]}\n",
        SCENARIOS[ScenarioName(one.scenario)].meaning,
    )
    yield Text(_answer(one), style="bold")
    yield ""
    yield _totals(one)
    yield ""
    yield _curve(one)
    ratio = one.expected.ratio
    yield Text(one.expected.words + (f" It is € {ratio:,.0f}." if math.isfinite(ratio) else ""))
    yield ""
    for name, fall in zip((one.baseline, one.scenario), one.falls, strict=True):
        yield Text(f"· {name}: {fall.words}")
    for even in one.break_evens:
        yield Text(f"· {even.words}")
    yield ""


def _grounds(compared: Sequence[Compared]) -> Iterator[RenderableType]:
    """What all of it rests on, each sentence once, and another region's price."""
    follows = dict.fromkeys(said for one in compared for said in one.grounds.follows)
    assumed = dict.fromkeys(said for one in compared for said in one.grounds.assumed)
    for heading, sentences in (
        ("Follows from the model, or has a source", follows),
        ("Assumed, not measured", assumed),
    ):
        yield Text(heading, style="bold")
        for sentence in sentences:
            yield Text(f"· {sentence}")
        yield ""
    beside = compared[0].benchmark
    if beside is not None:
        yield Text(
            f"To compare: {beside.whose}'s € {beside.price:.2f} an inhabitant comes to "
            f"€ {beside.cost:,.0f} a year here. {beside.buys}"
        )
        yield ""


def _answer(one: Compared) -> str:
    """Say first what a council asks first."""
    solved, cost = one.totals[Measure.EXPECTED_SOLVED], one.totals[Measure.TOTAL_COST]
    years = len(one.years)
    said = (
        f"{one.scenario} {_more(solved, 'solves {} directly', 1)} and {_more(cost, 'costs {}', 0)} "
        f"over {years} year{'s' if years > 1 else ''}."
    )
    if one.in_all is None:
        return said
    more, as_many, fewer = map(_share, (one.in_all.more, one.in_all.as_many, one.in_all.fewer))
    return f"{said} Chance that it solves more: {more}; as many: {as_many}; fewer: {fewer}."


def _more(total: Total, words: str, decimals: int) -> str:
    euro = "€ " if total.measure is Measure.TOTAL_COST else ""
    if round(total.mean, decimals) == 0:
        return words.format("as much" if euro else "as many")
    number = f"{euro}{abs(total.mean):,.{decimals}f}"
    side = "more" if total.mean > 0 else ("less" if euro else "fewer")
    return words.format(f"{number} {side}")


def _totals(one: Compared) -> Table:
    table = _blank("difference in all")
    table.add_column("mean", justify="right", no_wrap=True)
    table.add_column("95 % of mean", justify="right", no_wrap=True, style="dim")
    table.add_column("5–95 % of futures", justify="right", no_wrap=True)
    for measure, words, decimals in ROWS:
        total = one.totals[measure]
        band = (total.quantiles[0.05], total.quantiles[0.95])
        mean = _number(total.mean, decimals)
        table.add_row(words, mean, _range(total.interval, decimals), _range(band, decimals))
    return table


def _curve(one: Compared) -> Table:
    table = _blank("worth its cost, if a solved action is worth")
    table.add_column("expected", justify="right", no_wrap=True)
    table.add_column("counted", justify="right", no_wrap=True)
    table.add_column("net benefit €", justify="right", no_wrap=True)
    columns = (one.expected.prices, one.expected.chance, one.counted.chance, one.expected.benefit)
    for price, expected, counted, benefit in zip(*columns, strict=True):
        table.add_row(
            f"€ {price:,.0f}", _share(expected), _share(counted), _number(float(benefit), 0)
        )
    return table


def _blank(first: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    return table


def _number(value: float, decimals: int) -> str:
    return typeset(f"{value:+,.{decimals}f}") if math.isfinite(value) else UNDEFINED


def _range(band: tuple[float, float], decimals: int) -> str:
    low, high = (_number(end, decimals) for end in band)
    return UNDEFINED if UNDEFINED in (low, high) else f"{low} to {high}"


def _share(chance: float | Floats) -> str:
    """Per cent, which are 0 or 100 only where there was none or nothing else."""
    if not math.isfinite(chance):
        return UNDEFINED
    if 0.0 < chance < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 < chance < 1.0 else f"{100 * float(chance):.0f} %"
