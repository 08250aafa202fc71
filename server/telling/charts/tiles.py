"""The municipalities as tiles of one size: what each still has of those reachable at first."""

import math
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any, Final

import altair as alt

from server.errors import Refused, RegionRefused
from server.registry import layouts, reference
from server.registry.layouts import Tile
from server.services.outcome import Outcome
from server.telling.charts import series, theme
from server.telling.charts.cases import Case, subject
from server.telling.charts.chart import Chart, ChartKind, Table
from server.telling.language import UNDEFINED, Words
from simulation import Measure, Municipality

WIDTH, HEIGHT = 106, 76
"""Of a tile, at most."""
LINE: Final = 12
"""Characters that a tile is wide."""
CLASSES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
WHITE_FROM: Final = 4
"""The class from which white is read more easily."""


def tiles(outcome: Outcome, words: Words, *, year: int) -> Chart:
    case = subject(outcome, words)
    region, column = outcome.found.region, outcome.place_of(year)
    layout = _layout(region.name, region.codes)
    shares = {town.code: _share(case, town.code, column) for town in region.municipalities}
    return Chart(
        kind=ChartKind.TILES,
        title=words(
            "{name}: who is still reachable at the end of {year}, by municipality",
            name=case.name,
            year=year,
        ),
        summary=_told(case, shares, year, words),
        specification=series.filled(
            _specification(
                words,
                1 + max(tile.column for tile in layout.values()),
                1 + max(tile.row for tile in layout.values()),
            ),
            {
                "tiles": [
                    _tile(town, shares[town.code], layout[town.code], words)
                    for town in region.municipalities
                ]
            },
        ),
        table=_table(case, shares, column, words),
    )


def _share(case: Case, code: str, column: int) -> float:
    summary = case.summary(Measure.REACHABLE, code)
    return float(summary.mean[column] / summary.initial) if summary.initial else math.nan


@cache
def _layout(region: str, codes: tuple[str, ...]) -> Mapping[str, Tile]:
    """Where its data folder puts them; in rows, by code, where it does not know them all."""
    try:
        known = reference.load(region).tiles
    except (Refused, RegionRefused):
        known = {}
    return known if known.keys() >= set(codes) else layouts.grid(codes)


def _tile(town: Municipality, share: float, tile: Tile, words: Words) -> dict[str, Any]:
    level = sum(share >= edge for edge in CLASSES) if math.isfinite(share) else None
    return {
        "code": town.code,
        "name": town.name,
        "lines": _lines(town.name),
        "share": series.plain(share),
        "told": words.share(share, 0),
        "level": level,
        "white": level is not None and level >= WHITE_FROM,
        "column": tile.column,
        "row": tile.row,
    }


def _lines(name: str) -> list[str]:
    """A name in one line, or in two where it has a place to break."""
    if len(name) <= LINE:
        return [name]
    breaks = [at + 1 for at, letter in enumerate(name[:-1]) if letter in " -"]
    if not breaks:
        return [name]
    at = min(breaks, key=lambda at: abs(2 * at - len(name)))
    return [name[:at].rstrip(), name[at:]]


def _told(case: Case, shares: Mapping[str, float], year: int, words: Words) -> str:
    towns = {town.code: town.name for town in case.outlook.plan.region.municipalities}
    known = {code: share for code, share in shares.items() if math.isfinite(share)}
    whole = _whole(case, year)
    if not known or not math.isfinite(whole):
        return words("{name}: nobody was reachable on the first day.", name=case.name)
    least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    if words.share(known[least], 0) == words.share(known[most], 0):
        return words(
            "{name}: at the end of {year} every municipality is expected to have {share} of those "
            "who were reachable on the first day.",
            name=case.name,
            year=year,
            share=words.share(whole, 0),
        )
    return words(
        "{name}: at the end of {year} the region is expected to have {share} of those who were "
        "reachable on the first day; least in {least} ({least_share}), most in {most} "
        "({most_share}).",
        name=case.name,
        year=year,
        share=words.share(whole, 0),
        least=towns[least],
        least_share=words.share(known[least], 0),
        most=towns[most],
        most_share=words.share(known[most], 0),
    )


def _whole(case: Case, year: int) -> float:
    summary = case.summary(Measure.REACHABLE)
    at = summary.years.index(year)
    return float(summary.mean[at] / summary.initial) if summary.initial else math.nan


def _table(case: Case, shares: Mapping[str, float], column: int, words: Words) -> Table:
    def cells(town: Municipality) -> tuple[str, ...]:
        summary = case.summary(Measure.REACHABLE, town.code)
        share = shares[town.code]
        return (
            town.name,
            words.number(summary.initial),
            words.number(summary.mean[column]),
            words.share(share, 0) if math.isfinite(share) else UNDEFINED,
        )

    return Table(
        columns=(
            words("municipality"),
            words("reachable on the first day"),
            words("reachable"),
            words("still reachable, share"),
        ),
        rows=tuple(cells(town) for town in case.outlook.plan.region.municipalities),
    )


@cache
def _specification(words: Words, columns: int, rows: int) -> dict[str, Any]:
    names = [
        words("under {share}", share=words.share(CLASSES[0], 0)),
        *(
            words("{low} to {high}", low=words.number(100 * low), high=words.share(high, 0))
            for low, high in pairwise(CLASSES)
        ),
        words("{share} or more", share=words.share(CLASSES[-1], 0)),
    ]
    base = alt.Chart(alt.NamedData("tiles"))

    width = min(WIDTH, theme.WIDTH // columns)
    x, y = (
        alt.X("x:Q", scale=alt.Scale(domain=[0, columns], nice=False), axis=None),
        alt.Y("y:Q", scale=alt.Scale(domain=[rows, 0], nice=False), axis=None),
    )
    middle = base.transform_calculate(x="datum.column + 0.5", y="datum.row + 0.5")
    ink = alt.condition("datum.white", alt.value(theme.PAPER), alt.value(theme.INK))
    tile = middle.mark_rect(
        width=width - 4, height=HEIGHT - 4, stroke=theme.INK, strokeWidth=1
    ).encode(
        x=x,
        y=y,
        fill=alt.Fill(
            "level:O",
            scale=alt.Scale(domain=list(range(len(theme.SHARES))), range=list(theme.SHARES)),
            legend=alt.Legend(
                columns=3,
                symbolType="square",
                symbolStrokeColor=theme.INK,
                labelExpr=f"{names}[datum.value]",
            ),
        ),
    )
    name = middle.mark_text(dy=-20, lineHeight=16, limit=width - 8).encode(
        x=x, y=y, text="lines:N", color=ink
    )
    told = middle.mark_text(fontSize=19, fontWeight="bold", dy=20).encode(
        x=x, y=y, text="told:N", color=ink
    )
    return series.finished(
        alt.layer(tile, name, told).properties(width=columns * width, height=rows * HEIGHT),
        words,
    )
