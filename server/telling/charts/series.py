"""What charts over the years have in common: scales, and labels that do not cover each other."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import altair as alt

from server.telling.charts import theme
from server.telling.language import UNDEFINED, Words
from simulation import MEANINGS, Measure

_SHARES: Final = frozenset({Measure.DIRECT_RESOLUTION_RATE})
_EUROS: Final = frozenset(
    measure for measure in Measure if MEANINGS[measure].unit.startswith("euro")
)


def plain(value: float) -> float | None:
    """A number as JSON may have it."""
    return float(value) if math.isfinite(value) else None


def finished(chart: alt.TopLevelMixin, words: Words) -> dict[str, Any]:
    """Vega-Lite of a chart, its data and the values of its parameters yet to be put in."""
    specification: dict[str, Any] = chart.to_dict(validate=False)
    specification["config"] = theme.config(words)
    return specification


def filled(
    specification: dict[str, Any], sets: dict[str, list[dict[str, Any]]], **values: Any
) -> dict[str, Any]:
    """The same with its data, and values of its parameters."""
    params = [{"name": name, "value": value} for name, value in values.items()]
    return {**specification, "params": params, "datasets": sets}


def ceiling(values: Sequence[float], *, room: float = 1.08) -> float:
    """A round number that all of them stay below, for the top of an axis from nought."""
    highest = room * max((value for value in values if math.isfinite(value)), default=0.0)
    if highest <= 0.0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(highest))
    return next(
        unit * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * step >= highest
    )


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as can be to those wanted, in their order, with a gap between them."""
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], -i))
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    placed = list(wanted)
    below = low - gap
    for i in order:
        below = placed[i] = max(wanted[i], below + gap)
    above = high + gap
    for i in reversed(order):
        above = placed[i] = min(placed[i], above - gap)
    return placed


def ranged(words: Words, low: float, high: float, told: Callable[[float], str]) -> str:
    """What lies between, as people read it; undefined where it is not known."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    return words("{low} to {high}", low=told(low), high=told(high))


def ticks(first: int, last: int, most: int) -> list[int]:
    """Years to be named on an axis, the first and the last among them if that can be even."""
    length = last - first
    for step in range(max(1, -(-length // (most - 1))), length + 1):
        if length % step == 0 or step * most > 2 * length:
            return list(range(last, first - 1, -step))[::-1]
    return [last]


def over_years() -> alt.X:
    """The axis of years, from the parameters `first`, `last` and `ticks`."""
    return alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=alt.ExprRef("[first, last]"), nice=False),
        axis=alt.Axis(format="d", values=alt.ExprRef("ticks"), grid=False),
    )


def period(years: Sequence[int]) -> str:
    first, last = years[0], years[-1]
    return str(first) if first == last else f"{first}–{last}"


def trimmed(words: Words, value: float, digits: int) -> str:
    """A number in so many digits at most, without noughts at its end."""
    while digits and round(value, digits - 1) == round(value, digits):
        digits -= 1
    return words.number(value, digits)


def valued(words: Words, measure: Measure, value: float) -> str:
    """A value of a measure, as precisely as it is worth."""
    if measure in _SHARES:
        return words.share(value)
    if measure in _EUROS:
        return words.euro(value)
    return words.number(value, 0 if abs(value) >= 100 else 1)


def axis_format(measure: Measure) -> str:
    """The same on an axis, as d3 has it."""
    return ".1~%" if measure in _SHARES else "$,.0f" if measure in _EUROS else ",~f"


def legible(texts: alt.Chart, **marks: Any) -> alt.Chart:
    """Text over whatever is drawn beneath it: with a rim of paper, which `slimming` puts behind."""
    marked: alt.Chart = texts.mark_text(stroke=theme.PAPER, strokeWidth=4, **marks)
    return marked
