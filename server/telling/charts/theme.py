"""How charts look: readable in colour, without red or green, in grey print and on a telephone.

What is told by colour is told by a dash, a shape or a word as well.
"""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from server.telling.language import Words

FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first is in the wheel that draws, so that every machine measures text alike."""
SIZE: Final = 15
"""Of text, on a chart of WIDTH: half of it where a chart is scaled down to 320 px."""
WIDTH: Final = 560

INK: Final = "#1a1a1a"
FAINT: Final = "#6b6b6b"
GRID: Final = "#dddddd"
PAPER: Final = "#ffffff"

SERIES: Final = (
    "#000000",
    "#0072b2",
    "#d55e00",
    "#338866",
    "#771155",
    "#6644cc",
    "#664411",
    "#ee0055",
)
"""Baseline first; the first three are Okabe and Ito's (2008), the others far from each other, 20 or
more apart in CIELAB with either dichromacy, and 3 to 1 against paper."""
DASHES: Final = (
    (1, 0),
    (8, 3),
    (3, 3),
    (12, 3, 3, 3),
    (2, 5),
    (14, 5),
    (8, 3, 2, 3, 2, 3),
    (5, 5),
)
SHAPES: Final = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "cross",
    "triangle-right",
    "triangle-left",
)
MEMO: Final = "#e4e4e4"
DARK, LIGHT = "#1f4e79", "#f0a860"
"""A pair of fills that differ in grey as well."""
SHARES: Final = ("#f3f7fb", "#c6dbef", "#8fbfe0", "#4a92c6", "#1c639f", "#08306b")
"""From little to much: the darker the more."""

_GROUPS: Final = {"nl": (",", "."), "en": (".", ",")}


def looks(field: str) -> tuple[alt.Color, alt.StrokeDash, alt.Shape]:
    """How the n-th of a series looks, n being a field of the data."""
    numbers = list(range(len(SERIES)))

    def scale(looks: Sequence[Any]) -> alt.Scale:
        return alt.Scale(domain=numbers, range=list(looks))

    name = f"{field}:N"
    return (
        alt.Color(name, scale=scale(SERIES), legend=None),
        alt.StrokeDash(name, scale=scale(DASHES), legend=None),
        alt.Shape(name, scale=scale(SHAPES), legend=None),
    )


def config(words: Words) -> dict[str, Any]:
    """Vega-Lite's configuration, the notation of the language included."""
    decimal, thousands = _GROUPS[words.language]
    axis = {
        "labelFontSize": SIZE,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": FAINT,
        "tickColor": FAINT,
    }
    return {
        "aria": False,  # the chart as a whole has its words; a thousand marks would weigh most
        "background": PAPER,
        "font": FONT,
        "padding": 4,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {
            "labelFontSize": SIZE,
            "labelColor": INK,
            "labelLimit": WIDTH,
            "symbolSize": 160,
            "orient": "top",
            "title": None,
        },
        "header": {
            "labelFontSize": SIZE,
            "labelFontWeight": "bold",
            "labelColor": INK,
            "labelLimit": WIDTH,
            "title": None,
        },
        "title": {
            "fontSize": SIZE,
            "fontWeight": "bold",
            "color": INK,
            "anchor": "start",
        },
        "text": {"fontSize": SIZE, "color": INK},
        "locale": {
            "number": {
                "decimal": decimal,
                "thousands": thousands,
                "grouping": [3],
                "currency": ["€\N{NO-BREAK SPACE}", ""],
                "percent": "\N{NO-BREAK SPACE}%",
                "minus": "\N{MINUS SIGN}",
            }
        },
    }
