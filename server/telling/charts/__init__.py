"""Charts of an outcome: Vega-Lite specifications, drawn without a browser."""

from server.telling.charts.chart import Chart, ChartKind, Table

__all__ = ["Chart", "ChartKind", "Table"]
