"""Charts of an outcome: Vega-Lite specifications, drawn without a browser."""

from server.telling.charts.chart import Chart, ChartKind, Table
from server.telling.charts.drawing import pdf, png, rendered, svg, warm
from server.telling.charts.kinds import draw

__all__ = ["Chart", "ChartKind", "Table", "draw", "pdf", "png", "rendered", "svg", "warm"]
