"""Published counts that are settled: what was shown of a day stays so, whatever changes later."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.tables import Dataset, Settled

Cells = Mapping[tuple[str, ...], int]
"""By a value for each dimension: those that are shown."""
Measures = Mapping[Any, Cells]
"""By the word for what is counted."""


class Row(NamedTuple):
    day: date
    measure: str
    cell: str
    shown: int


async def cells(session: AsyncSession, measure: str, *, on: date) -> Cells:
    query = select(Settled.cell, Settled.count).where(Settled.day == on, Settled.measure == measure)
    return {tuple(cell.split()): count for cell, count in await session.execute(query)}


async def sums(session: AsyncSession) -> dict[date, dict[str, int]]:
    """Of every day that has any: by measure, what is shown of it together."""
    query = (
        select(Settled.day, Settled.measure, func.sum(Settled.count))
        .group_by(Settled.day, Settled.measure)
        .order_by(Settled.day)
    )
    found: dict[date, dict[str, int]] = {}
    for day, measure, count in await session.execute(query):
        found.setdefault(day, {})[measure] = int(count)
    return found


def as_rows(day: date, measures: Measures) -> list[Row]:
    """Cells of a day as they are kept."""
    return [
        Row(day, str(measure), " ".join(cell), count)
        for measure, cells in measures.items()
        for cell, count in cells.items()
    ]


async def rows(session: AsyncSession) -> list[Row]:
    """All of them."""
    query = select(Settled.day, Settled.measure, Settled.cell, Settled.count)
    return [Row._make(row) for row in await session.execute(query)]


async def put(session: AsyncSession, day: date, measures: Measures) -> None:
    found = as_rows(day, measures)
    if found:
        columns = ("day", "measure", "cell", "count")
        await session.execute(
            insert(Settled), [dict(zip(columns, row, strict=True)) for row in found]
        )


async def settle(session: AsyncSession, until: date) -> None:
    """Say that all days until then are settled, that day included."""
    await session.execute(update(Dataset).values(settled_until=until))


async def drop(session: AsyncSession) -> None:
    """Begin a new edition: nothing is settled any more."""
    await session.execute(delete(Settled))
    await session.execute(update(Dataset).values(settled_until=None))
