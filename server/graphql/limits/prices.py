"""How a field is priced: how many objects it answers with, and how much work it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.services.extent import Extent
from simulation import COHORTS, LEDGER
from simulation.whatif import YEARS

Arguments = Mapping[str, Any]
"""As JSON has them, defaults filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the fields around one say about how much is in it; at most, where they do not say."""

    extent: Extent
    most_cells: int
    rows: int = 100
    """Of the page, the table or the list that it is in."""
    years: int = YEARS[1]
    quantiles: int = 20
    stretches: int = YEARS[1] + 2 * 100
    """Parts of time between which figures change."""
    classes: int = 2 * len(COHORTS)
    figures: int = len(LEDGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    around: Around
    objects: int = 1
    """Answered, for each object that the field is of; what is in them comes on top."""
    points: int = 0
    """For work that is done once, for each object that the field is of."""


Pricing = Callable[[Arguments, Around], Price]


def number(value: object, otherwise: int) -> int:
    """A whole number as JSON may have it; what is none is refused when it is read."""
    if isinstance(value, float):
        value = int(min(value, 1e18))  # a literal may be infinite
    if isinstance(value, bool) or not isinstance(value, int):
        return otherwise
    return max(0, value)


def length(value: object, otherwise: int) -> int:
    """Members of a list; one value by itself is a list of one."""
    if value is None:
        return otherwise
    return len(value) if isinstance(value, list) else 1


def page(given: Arguments, around: Around) -> Price:
    return Price(around=replace(around, rows=number(given.get("first"), 100)))


def rows(_: Arguments, around: Around) -> Price:
    return Price(around=around, objects=around.rows)


def fixed(objects: int, points: int = 0) -> Pricing:
    return lambda _, around: Price(around=around, objects=objects, points=points)


def of(argument: str) -> Pricing:
    return lambda given, around: Price(around=around, objects=length(given.get(argument), 0))
