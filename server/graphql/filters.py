"""Filters by column, as clients write them."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import strawberry
from sqlalchemy import ColumnElement, and_, not_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from server.errors import Code, Refused

T = TypeVar("T")

MOST = 100
"""Members of a list, and rows of a page."""


@strawberry.input(description="Text to compare with; what is given must all hold.")
class TextFilter:
    eq: str | None = strawberry.field(default=None, description="Equal to this.")
    in_: list[str] | None = strawberry.field(
        name="in", default=None, description="Equal to one of these, 100 at most."
    )

    def conditions(self) -> int:
        return 1 + len(self.in_ or [])


@strawberry.input(description="From one whole number to another, both included.")
class IntRange:
    gte: int | None = strawberry.field(default=None, description="At least this.")
    lte: int | None = strawberry.field(default=None, description="At most this.")


@strawberry.input(description="Whole numbers to compare with; what is given must all hold.")
class IntFilter:
    eq: int | None = strawberry.field(default=None, description="Equal to this.")
    in_: list[int] | None = strawberry.field(
        name="in", default=None, description="Equal to one of these, 100 at most."
    )
    range: IntRange | None = strawberry.field(default=None, description="Within this range.")

    def conditions(self) -> int:
        return 3 + len(self.in_ or [])


def compare(
    column: InstrumentedAttribute[Any], asked: TextFilter | IntFilter | None
) -> list[ColumnElement[bool]]:
    """Conditions on a column, which must all hold."""
    if asked is None:
        return []
    parts: list[ColumnElement[bool]] = []
    if asked.eq is not None:
        parts.append(column == asked.eq)
    if asked.in_ is not None:
        parts.append(column.in_(few("in", asked.in_, least=0)))
    if isinstance(asked, IntFilter) and asked.range is not None:
        if asked.range.gte is not None:
            parts.append(column >= asked.range.gte)
        if asked.range.lte is not None:
            parts.append(column <= asked.range.lte)
    return parts


class Where(Protocol):
    """A filter of rows."""

    def clause(self) -> ColumnElement[bool]: ...

    def conditions(self) -> int:
        """How many values it compares with, groups counted too."""


def clause(
    own: Sequence[ColumnElement[bool]],
    *,
    all_of: Sequence[Where] | None,
    any_of: Sequence[Where] | None,
    none_of: Where | None,
) -> ColumnElement[bool]:
    """A filter's own conditions and its groups, which must all hold; raises Refused."""
    parts = [*own]
    if all_of is not None:
        parts += [part.clause() for part in few("and", all_of)]
    if any_of is not None:
        parts.append(or_(*(part.clause() for part in few("or", any_of))))
    if none_of is not None:
        parts.append(not_(none_of.clause()))
    return and_(true(), *parts)


def conditions(own: int, *groups: Sequence[Where] | None) -> int:
    """Values that a filter compares with, itself and its groups."""
    return 1 + own + sum(one.conditions() for group in groups for one in group or ())


def few(name: str, members: Sequence[T], least: int = 1) -> Sequence[T]:
    """A list from a client, if it is not too long; raises Refused."""
    if not least <= len(members) <= MOST:
        raise Refused(
            Code.BAD_INPUT, f"{name} has {len(members)} members; {least} to {MOST} are taken"
        )
    return members
