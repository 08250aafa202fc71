"""A what-if under many sets of figures, in closed form: some hundreds at a time, side by side."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np

from simulation.analytic import Expectation, expect
from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds, within
from simulation.doubt import doubtful
from simulation.measures import Measure
from simulation.plan import plan
from simulation.region import Region
from simulation.run import Stopped
from simulation.whatif import WhatIf

ROWS: Final = 500
"""Sets of figures at a time: their arrays stay in a processor's cache."""
NODES: Final = 3
"""Of integration: an error below 1e-6, far below any doubt in a figure."""
PRICES: Final = (0.0, 1e7)
"""Of an action solved directly [euro of 2014]."""


def expected(
    whatif: WhatIf,
    region: Region,
    drawn: Mapping[Parameter, Floats],
    answer: Callable[[Expectation], Floats],
    *,
    threads: int = 2,
    stop: Event | None = None,
) -> Floats:
    """One expectation for each set of figures; shape (row,), like every array of `drawn`, or (1,).

    `answer` takes it from the rows of an expectation. Raises Stopped once `stop` is set.
    """
    rows = max((len(values) for values in drawn.values()), default=1)

    def some(begin: int) -> Floats:
        if stop is not None and stop.is_set():
            raise Stopped
        here = {name: values[begin : begin + ROWS] for name, values in drawn.items()}
        outlook = expect(plan(whatif, region, drawn=here), nodes=NODES)
        return np.broadcast_to(answer(outlook), min(ROWS, rows - begin))

    with ThreadPoolExecutor(threads, thread_name_prefix="rows") as pool:
        return np.concatenate(list(pool.map(some, range(0, rows, ROWS))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One number that is asked of a what-if: a measure of the region in a calendar year.

    Raises OutOfBounds for a year outside the horizon.
    """

    whatif: WhatIf
    region: Region
    measure: Measure
    year: int

    def __post_init__(self) -> None:
        within("year", self.year, self.whatif.start, self.whatif.start + self.whatif.years - 1)

    def under(
        self,
        drawn: Mapping[Parameter, Floats],
        *,
        threads: int = 2,
        stop: Event | None = None,
    ) -> Floats:
        """The number for each set of figures; shape (row,), in the measure's unit.

        Raises OutOfBounds where it has no value, and Stopped once `stop` is set.
        """
        return expected(self.whatif, self.region, drawn, self._of, threads=threads, stop=stop)

    def _of(self, outlook: Expectation) -> Floats:
        column = self.year - self.whatif.start
        if self.measure is Measure.COST_PER_SOLVED:
            # of a set of figures it is a ratio, not that of all of them together
            cost, solved = (
                outlook.of(measure)[:, column]
                for measure in (Measure.TOTAL_COST, Measure.EXPECTED_SOLVED)
            )
            found = np.divide(cost, solved, out=np.full_like(cost, np.nan), where=solved > 0)
        else:
            found = outlook.of(self.measure)[:, column]
        if np.isnan(found).any():
            raise OutOfBounds(
                "measure",
                "{field}={measure} has no value in {year}: nothing to compare",
                measure=self.measure,
                year=self.year,
            )
        return found


def chosen(whatif: WhatIf, parameters: Iterable[Parameter] | None = None) -> tuple[Parameter, ...]:
    """Figures whose doubt is looked at: those named, each once, or all that are doubtful.

    Raises OutOfBounds for one that has no distribution, or that the what-if changes.
    """
    there = doubtful(whatif)
    named = there if parameters is None else tuple(dict.fromkeys(parameters))
    for parameter in named:
        refuse_changed(whatif, parameter)
        if parameter not in there:
            raise OutOfBounds(
                "parameters",
                "{field} has {parameter}, which has no distribution in the ledger",
                parameter=parameter,
            )
    if not named:
        raise OutOfBounds("parameters", "{field} is empty: nothing is in doubt")
    return named


def refuse_changed(whatif: WhatIf, parameter: Parameter) -> None:
    """Refuse a figure that the what-if changes, then or later: it would not vary throughout."""
    if any(change.parameter is parameter for change in whatif.changes):
        raise OutOfBounds(
            "parameters",
            "{field} has {parameter}, which the what-if changes: it is not in doubt",
            parameter=parameter,
        )


def benefit(price: float) -> Callable[[Expectation], Floats]:
    """What a scenario is worth over its horizon, a price being paid for each action solved.

    Price × expected solved − total cost, summed over the years; shape (row,) [euro of 2014]. Only
    differences between scenarios mean anything.
    """
    within("price", price, *PRICES)

    def of(outlook: Expectation) -> Floats:
        solved, cost = outlook.of(Measure.EXPECTED_SOLVED), outlook.of(Measure.TOTAL_COST)
        return np.asarray(price * solved.sum(axis=-1) - cost.sum(axis=-1))

    return of
