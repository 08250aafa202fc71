"""Numbers of an answer as the simulation has them: null there is undefined, so NaN here."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from simulation import Measure, Summary, Total
from simulation.arrays import Floats
from simulation.sentence import Sentence

Told = Mapping[str, Any]

COLUMNS: Final = """
fragment Columns on YearlySeries {
  measure initial years mean standardError standardDeviation bands { quantile values }
}
"""
TOTAL: Final = """
fragment Total on DifferenceTotal {
  measure mean standardError standardDeviation bands { quantile value }
}
"""


_AS_TOLD: Final = "{told}"


def said(text: str) -> Sentence:
    """A sentence of the server, whose parts are not known here."""
    return Sentence(_AS_TOLD, told=text)


def number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def column(values: Sequence[float | None]) -> Floats:
    return np.array([number(value) for value in values], dtype=np.float64)


def summary(told: Told) -> Summary:
    """A `YearlySeries`, by `COLUMNS`."""
    return Summary(
        measure=Measure[told["measure"]],
        years=tuple(told["years"]),
        initial=number(told["initial"]),
        mean=column(told["mean"]),
        standard_error=column(told["standardError"]),
        deviation=column(told["standardDeviation"]),
        quantiles={band["quantile"]: column(band["values"]) for band in told["bands"]},
    )


def total(told: Told) -> Total:
    """A `DifferenceTotal`, by `TOTAL`."""
    return Total(
        measure=Measure[told["measure"]],
        mean=number(told["mean"]),
        standard_error=number(told["standardError"]),
        deviation=number(told["standardDeviation"]),
        quantiles={band["quantile"]: number(band["value"]) for band in told["bands"]},
    )
