"""Counts by several dimensions at once, the rows of an open table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

Value = str | int | None
"""A code, a member of an enum or a year; None where it is not known yet."""


@dataclass(frozen=True, slots=True)
class Count:
    """`values` in the order of the dimensions asked for."""

    values: tuple[Value, ...]
    count: int


async def grouped(
    session: AsyncSession, by: Sequence[ColumnElement[Any]], *conditions: ColumnElement[bool]
) -> list[Count]:
    """Count what meets the conditions, in the order of `by`; what does not occur has no row."""
    # named first: PostgreSQL takes no two expressions for one, if values are bound in them
    named = [expression.label(f"value_{place}") for place, expression in enumerate(by)]
    counted = select(*named, literal(1).label("one")).where(*conditions).subquery()
    values = [counted.c[value.name] for value in named]
    order = [value.asc().nulls_first() for value in values]
    query = select(*values, func.count(counted.c.one)).group_by(*values).order_by(*order)
    return [Count(tuple(values), count) for *values, count in await session.execute(query)]
