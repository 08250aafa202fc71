from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
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


async def counts(session: AsyncSession, *, by: Sequence[Dimension]) -> list[Count]:
    """Count actions by the year [UTC] they began in.

    An action that still runs has None for an outcome.
    """
    return await grouped(session, [_DIMENSIONS[dimension] for dimension in by])
