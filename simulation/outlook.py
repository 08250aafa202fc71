"""What a projection says: a summary of any measure, year by year, for the region or a place."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Protocol

import numpy as np

from simulation.arrays import Floats, Numbers
from simulation.costs import Payer
from simulation.measures import Measure
from simulation.plan import Plan

QUANTILES: Final = (0.05, 0.5, 0.95)
Z95: Final = NormalDist().inv_cdf(0.975)
"""An interval of 95 % reaches so many standard errors to either side of the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One measure over the years; arrays of shape (year,), NaN where undefined."""

    measure: Measure
    years: tuple[int, ...]
    initial: float
    """On the first day; NaN for flows."""
    mean: Floats
    standard_error: Floats
    """How well the mean is computed; 0 where it is exact."""
    deviation: Floats
    """Standard deviation of what may happen."""
    quantiles: dict[float, Floats]
    """What may happen: this share of the replications is at or below."""

    @property
    def interval(self) -> tuple[Floats, Floats]:
        """Where the mean lies, with a certainty of 95 %; not what may happen."""
        reach = Z95 * self.standard_error
        return self.mean - reach, self.mean + reach


class Outlook(Protocol):
    """The result of an engine."""

    @property
    def plan(self) -> Plan: ...

    def summary(
        self,
        measure: Measure,
        municipality: str | None = None,
        *,
        quantiles: tuple[float, ...] = QUANTILES,
    ) -> Summary:
        """Summarise a measure for one municipality, or (None) for the region as a whole."""


class Yearly(Protocol):
    """What the years brought, counted or expected; see `Course` for each."""

    @property
    def reachable(self) -> Numbers: ...
    @property
    def unreachable(self) -> Numbers: ...
    @property
    def registrations(self) -> Numbers: ...
    @property
    def departures(self) -> Numbers: ...
    @property
    def actions(self) -> Numbers: ...
    @property
    def solved(self) -> Numbers: ...
    @property
    def expected_solved(self) -> Numbers: ...
    @property
    def likely_solved(self) -> Numbers: ...
    @property
    def message_cost(self) -> Numbers: ...
    @property
    def unreachable_messages(self) -> Numbers: ...
    @property
    def unreachable_message_cost(self) -> Numbers: ...


_COUNTED: Final = {
    Measure.LISTED: ("reachable", "unreachable"),
    Measure.REACHABLE: ("reachable",),
    Measure.UNREACHABLE: ("unreachable",),
    Measure.REGISTRATIONS: ("registrations",),
    Measure.DEPARTURES: ("departures",),
    Measure.ACTIONS: ("actions",),
    Measure.SOLVED_DIRECTLY: ("solved",),
    Measure.EXPECTED_SOLVED: ("expected_solved",),
    Measure.MESSAGE_COST: ("message_cost",),
    Measure.UNREACHABLE_MESSAGES: ("unreachable_messages",),
    Measure.UNREACHABLE_MESSAGE_COST: ("unreachable_message_cost",),
}


def values(plan: Plan, course: Yearly, measure: Measure, municipality: str | None) -> Floats:
    """A measure in every replication; shape (replication, year), NaN where undefined.

    COST_PER_SOLVED is a ratio of means and has no value in one replication: what stands here is
    linear in cost and solved about their means, so that its mean is the ratio and its spread gives
    the ratio's standard error (delta method).
    """
    place = plan.place(municipality)

    def total(numbers: Numbers) -> Floats:
        return np.asarray(numbers[..., place].sum(axis=-1), dtype=np.float64)

    if measure in _COUNTED:
        counted = [total(getattr(course, name)) for name in _COUNTED[measure]]
        return np.asarray(sum(counted))
    if measure is Measure.DIRECT_RESOLUTION_RATE:
        return _ratio(total(course.likely_solved), total(plan.expected_actions))
    if measure is Measure.ORGANISATION_HOURS:
        return np.broadcast_to(total(plan.work.hours), course.actions.shape[:2])
    if measure is Measure.ORGANISATION_COST:
        return np.broadcast_to(total(plan.work.cost), course.actions.shape[:2])
    if measure is Measure.MUNICIPAL_COST:
        paid = total(plan.work.paid_by(Payer.MUNICIPALITIES))
        return np.broadcast_to(paid, course.actions.shape[:2])
    if measure is Measure.POLICE_COST:
        return total(course.message_cost) + total(plan.work.paid_by(Payer.POLICE))
    cost = total(course.message_cost) + total(plan.work.cost)
    if measure is Measure.TOTAL_COST:
        return cost
    solved = total(course.expected_solved)
    mean = _ratio(cost.mean(axis=0), solved.mean(axis=0))
    return np.asarray(mean + _ratio(cost - mean * solved, solved.mean(axis=0)))


def initial(plan: Plan, measure: Measure, municipality: str | None) -> float:
    """Value of a stock, or of the chance of resolution, on the first day; NaN for flows.

    Where rows have openings of their own it is their mean.
    """
    place = plan.place(municipality)
    reachable = float(plan.opening.reachable.sum(axis=-1)[..., place].sum(axis=-1).mean())
    unreachable = float(plan.opening.unreachable[..., place].sum(axis=-1).mean())
    match measure:
        case Measure.LISTED:
            return reachable + unreachable
        case Measure.REACHABLE:
            return reachable
        case Measure.UNREACHABLE:
            return unreachable
        case Measure.DIRECT_RESOLUTION_RATE:
            return plan.initial_rate(municipality)
        case _:
            return float("nan")


def _ratio(above: Floats, below: Floats) -> Floats:
    """Quotient, NaN where the divisor is nought."""
    above, below = np.broadcast_arrays(above, below)
    quotient = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=below != 0)
    return quotient
