"""Paging by key: a page begins just past the last row of the one before, whatever was added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True, slots=True)
class Order:
    """A column to order by; the last of several must be unique."""

    column: InstrumentedAttribute[Any]
    descending: bool = False

    @property
    def clause(self) -> UnaryExpression[Any]:
        return self.column.desc() if self.descending else self.column.asc()

    def past(self, value: object) -> ColumnElement[bool]:
        return self.column < value if self.descending else self.column > value


def past(order: Sequence[Order], values: Sequence[object]) -> ColumnElement[bool]:
    """Rows that come after the one with these values."""
    ahead: list[ColumnElement[bool]] = [false()]
    for i, (key, value) in enumerate(zip(order, values, strict=True)):
        equal = (earlier.column == values[j] for j, earlier in enumerate(order[:i]))
        ahead.append(and_(*equal, key.past(value)))
    return or_(*ahead)
