"""What a chart is: a picture that can be drawn, the same in words, and the same as a table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ChartKind(StrEnum):
    """What is looked at."""

    REACHABLE = "reachable"
    RATE = "rate"
    MONEY = "money"
    TORNADO = "tornado"
    DOUBTS = "doubts"
    LINKS = "links"
    TILES = "tiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells as people read them, in the language of the chart; a row's first cell heads it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    kind: ChartKind
    title: str
    summary: str
    """What one sees: the text alternative, and the caption."""
    specification: dict[str, Any]
    """Vega-Lite, data included."""
    table: Table
