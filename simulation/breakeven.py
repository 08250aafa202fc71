"""Where a comparison tips: the figure at which a scenario and its baseline come out even.

Solved on the closed forms, one figure at a time and all others left alone, by Brent's method
between the bounds that the ledger sets. Where there is no such figure, words say why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import expm1, log1p
from threading import Event
from typing import Final

from scipy.optimize import brentq, minimize_scalar

from simulation import verdicts
from simulation.analytic import expect
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds
from simulation.effectiveness import checked
from simulation.ledger import LEDGER
from simulation.measures import Measure
from simulation.plan import Plan, plan
from simulation.run import Stopped
from simulation.scenario import Adoption, ScenarioName
from simulation.sentence import Sentence
from simulation.verdicts import Sides, Verdict
from simulation.whatif import Change, Link

BREAK_EVEN_PRICES: Final = (1_000.0, 10_000.0)
"""Prices of an extra solved action when none is asked [euro of 2014]."""
MOST_BREAK_EVEN_PRICES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The value of one figure at which a scenario and its baseline come out even."""

    parameter: Parameter
    price: float | None
    """What an extra solved action is worth [euro of 2014]; None where no price plays a part."""
    value: float | None
    """In the unit of the ledger; None where there is none within its bounds."""
    verdict: Sentence
    """On which side of it the scenario is ahead, or why there is none."""
    there: Sentence | None = None
    """How many more it solves there, where a price plays a part."""

    @property
    def words(self) -> str:
        """All that is said of it."""
        return f"{self.verdict} {self.there}" if self.there else self.verdict


def break_evens(
    other: Plan,
    baseline: Plan,
    prices: Sequence[float] = BREAK_EVEN_PRICES,
    *,
    stop: Event | None = None,
) -> tuple[BreakEven, ...]:
    """Wage and registrations; then for each price, registrations and elasticity.

    All over the whole horizon and the region. Where replications have drawn figures of their own,
    those of the ledger hold here. Raises OutOfBounds for prices out of bounds, or a baseline of
    another region or horizon, and Stopped once `stop` is set.
    """
    checked(prices, MOST_BREAK_EVEN_PRICES)
    if (other.region.version, other.years) != (baseline.region.version, baseline.years):
        raise OutOfBounds("baseline", "{field} differs in region or horizon")
    stop = stop or Event()
    other, baseline = (plan(one.whatif, one.region) for one in (other, baseline))
    found = [wage(other, baseline), registrations(other, baseline, stop=stop)]
    for price in prices:
        found.append(registrations(other, baseline, price=price, stop=stop))
        found.append(elasticity(other, baseline, price=price, stop=stop))
    return tuple(found)


def wage(other: Plan, baseline: Plan) -> BreakEven:
    """Hourly wage at which the work on the register costs as much in both [euro of 2014/hour].

    Costs are linear in the wage: hours × wage where hours are worked, a price elsewhere. Where
    both work hours there is none: only a wage of nought would make them even.
    """

    def saved(euros: float) -> float:
        change = Change(parameter=Parameter.HOURLY_WAGE, value=euros)
        return float((_with(baseline, change).work.cost - _with(other, change).work.cost).sum())

    figure = LEDGER[Parameter.HOURLY_WAGE]
    free = saved(0.0)
    slope = saved(1.0) - free
    even = -free / slope if free and slope else float("nan")
    value = even if figure.floor <= even <= figure.ceiling else None
    return BreakEven(
        parameter=Parameter.HOURLY_WAGE,
        price=None,
        value=value,
        verdict=Sides(other=other, baseline=baseline).said(
            verdicts.WAGE, figure, value, free or slope
        ),
    )


def registrations(
    other: Plan, baseline: Plan, *, price: float | None = None, stop: Event
) -> BreakEven:
    """Registrations a year, as of the whole region, wherever and whenever `other` is in force.

    Without a price those with which it solves as many directly as the baseline; with one the
    fewest with which an extra solved action costs the price.
    """
    compared = _outcome(baseline, stop)

    def gain(number: float) -> _Outcome:
        return _outcome(_with(other, *_registering(other, number)), stop) - compared

    sides = Sides(other=other, baseline=baseline, price=price)
    verdict = verdicts.REGISTRATIONS if price is None else verdicts.REGISTRATIONS_AT_A_PRICE
    return _break_even(Parameter.REGISTRATIONS, gain, sides, verdict)


def elasticity(other: Plan, baseline: Plan, *, price: float, stop: Event) -> BreakEven:
    """Elasticity, a fact of both scenarios, at which an extra solved action costs the price [-]."""
    if Link.POWER not in (other.whatif.link, baseline.whatif.link):
        none = Sentence("The link {link.name} has no elasticity.", link=other.whatif.link)
        return BreakEven(parameter=Parameter.ELASTICITY, price=price, value=None, verdict=none)

    def gain(exponent: float) -> _Outcome:
        change = Change(parameter=Parameter.ELASTICITY, value=exponent)
        return _outcome(_with(other, change), stop) - _outcome(_with(baseline, change), stop)

    sides = Sides(other=other, baseline=baseline, price=price)
    return _break_even(Parameter.ELASTICITY, gain, sides, verdicts.ELASTICITY)


def crossing(ahead: Callable[[float], float], low: float, high: float) -> float | None:
    """Where a balance first passes through nought between two bounds ≥ 0; None where it does not.

    It may turn once in between: with more registrations the actions solved rise ever more slowly
    while messages cost in proportion, so that a balance may rise above nought and fall again.
    Sought in log(1 + value), since the bounds of the ledger may lie millions apart.
    """

    def balance(logarithm: float) -> float:
        return ahead(expm1(logarithm))

    begin, end = log1p(low), log1p(high)
    at_begin, at_end = balance(begin), balance(end)
    if at_begin in (0.0, at_end):  # even at the first bound, or flat
        return low if at_begin == 0.0 != at_end else None
    side = 1.0 if at_begin > 0.0 else -1.0
    if side * at_end > 0.0:
        turn = minimize_scalar(
            lambda logarithm: side * balance(logarithm),
            bounds=(begin, end),
            method="bounded",
            options={"xatol": 1e-4 * (end - begin)},
        )
        if turn.fun > 0.0:
            return None
        end = float(turn.x)
    return expm1(brentq(balance, begin, end, xtol=1e-12, rtol=1e-12))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Means of the region over the whole horizon."""

    solved: float
    """Expected solved [action]."""
    cost: float
    """[euro of 2014]"""

    def __sub__(self, other: "_Outcome") -> "_Outcome":
        return _Outcome(self.solved - other.solved, self.cost - other.cost)

    def worth(self, price: float | None) -> float:
        """Solved [action]; or, at a price, net benefit [euro of 2014]."""
        return self.solved if price is None else price * self.solved - self.cost


def _outcome(plan: Plan, stop: Event) -> _Outcome:
    if stop.is_set():
        raise Stopped
    exact = expect(plan)
    wanted = (Measure.EXPECTED_SOLVED, Measure.TOTAL_COST)
    return _Outcome(*(float(exact.summary(one, quantiles=()).mean.sum()) for one in wanted))


def _break_even(
    parameter: Parameter, gain: Callable[[float], _Outcome], sides: Sides, verdict: Verdict
) -> BreakEven:
    """Solve for the figure over its bounds in the ledger."""
    figure, price = LEDGER[parameter], sides.price
    low, high = figure.floor, figure.ceiling
    value = crossing(lambda number: gain(number).worth(price), low, high)
    at_low = gain(low).worth(price) or gain(high).worth(price)
    solves = None if value is None or price is None else verdicts.there(gain(value).solved)
    return BreakEven(
        parameter=parameter,
        price=price,
        value=value,
        verdict=sides.said(verdict, figure, value, at_low),
        there=solves,
    )


def _with(laid: Plan, *changes: Change) -> Plan:
    return plan(replace(laid.whatif, changes=(*laid.whatif.changes, *changes)), laid.region)


def _registering(laid: Plan, number: float) -> list[Change]:
    """Set registrations where and when a scenario is in force; everywhere if none is adopted."""
    everywhere = (Adoption(scenario=ScenarioName.TODAY),)
    codes = frozenset(laid.region.codes)
    return [
        Change(
            parameter=Parameter.REGISTRATIONS,
            value=number,
            since=adoption.since,
            municipalities=(adoption.municipalities or codes) - adoption.apart_from,
        )
        for adoption in laid.whatif.adoptions or everywhere
    ]
