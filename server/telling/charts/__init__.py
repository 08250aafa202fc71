"""Charts of an outcome: Vega-Lite specifications, drawn without a browser."""

from server.telling.charts.beside import NotDrawn
from server.telling.charts.chart import Chart, ChartKind, Table
from server.telling.charts.drawing import as_pdf, as_png, png, rendered, svg
from server.telling.charts.kinds import draw
from server.telling.charts.warming import warm

__all__ = [
    "Chart",
    "ChartKind",
    "NotDrawn",
    "Table",
    "as_pdf",
    "as_png",
    "draw",
    "png",
    "rendered",
    "svg",
    "warm",
]
