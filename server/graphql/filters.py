"""Filters by column, as clients write them."""

from typing import Any

import strawberry
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from server.errors import Code, Refused

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


def few(name: str, members: list[Any], least: int = 1) -> list[Any]:
    """A list from a client, if it is not too long; raises Refused."""
    if not least <= len(members) <= MOST:
        raise Refused(
            Code.BAD_INPUT, f"{name} has {len(members)} members; {least} to {MOST} are taken"
        )
    return members
