"""One figure at a time, from low to high, the others as the ledger has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np

from simulation.assumptions import Parameter
from simulation.futures import Question, chosen

NOTHING: Final = 1e-9
"""Relative to the answer: what differs less does so by rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What one figure does to the answer; values of the figure in its unit, answers in theirs."""

    parameter: Parameter
    low: float
    value: float
    high: float
    at_low: float
    at_value: float
    """The answer with every figure at the ledger's value; the same for all bars."""
    at_high: float

    @property
    def swing(self) -> float:
        """Width of the bar: greatest less least of the three answers."""
        answers = (self.at_low, self.at_value, self.at_high)
        return max(answers) - min(answers)

    @property
    def matters(self) -> bool:
        """Whether the figure changes the answer at all."""
        return self.swing > NOTHING * abs(self.at_value)


def tornado(
    question: Question,
    parameters: Iterable[Parameter] | None = None,
    *,
    stop: Event | None = None,
) -> tuple[Bar, ...]:
    """One bar for each doubtful figure, or those named; the widest first.

    Low and high are the ledger's: 5 % and 95 % points, or a bound. What it says of two figures at
    once is nothing: see `sobol`. Raises OutOfBounds, see `futures.chosen` and `Question`.
    """
    names = chosen(question.whatif, parameters)
    figures = [question.whatif.figure(name) for name in names]
    lows, highs = ([float(f.low or 0.0) for f in figures], [float(f.high or 0.0) for f in figures])
    rows = 1 + 2 * len(names)
    drawn = {name: np.full(rows, question.whatif.value(name)) for name in names}
    for i, name in enumerate(names):
        drawn[name][1 + 2 * i : 3 + 2 * i] = lows[i], highs[i]
    base, *ends = question.under(drawn, stop=stop).tolist()
    bars = [
        Bar(
            parameter=name,
            low=lows[i],
            value=question.whatif.value(name),
            high=highs[i],
            at_low=ends[2 * i],
            at_value=base,
            at_high=ends[2 * i + 1],
        )
        for i, name in enumerate(names)
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.swing))
