from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.counting import Count, grouped
from server.registry.dialects import year
from server.registry.tables import Action


class Dimension(StrEnum):
    MUNICIPALITY = "MUNICIPALITY"
    YEAR = "YEAR"
    TYPE = "TYPE"
    OUTCOME = "OUTCOME"


_YEAR = year(Action.started_at.expression)
_DIMENSIONS: dict[Dimension, ColumnElement[Any]] = {
    Dimension.MUNICIPALITY: Action.municipality_code.expression,
    Dimension.YEAR: _YEAR,
    Dimension.TYPE: Action.type.expression,
    Dimension.OUTCOME: Action.outcome.expression,
}


async def counts(
    session: AsyncSession, *, by: Sequence[Dimension], years: tuple[int, int] | None = None
) -> list[Count]:
    """Count actions by the year [UTC] they began in, of the first to the last of `years`.

    An action that still runs has None for an outcome.
    """
    conditions = [] if years is None else [_YEAR.between(*years)]
    return await grouped(session, [_DIMENSIONS[dimension] for dimension in by], *conditions)


async def years(session: AsyncSession) -> int:
    """Count the years in which actions began."""
    return await session.scalar(select(func.count(_YEAR.distinct()))) or 0
