"""Open counts of the register: a fixed list of tables, each a projection of a closed cube."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Code, Refused
from server.services import disclosure, publishing
from server.services.disclosure import Cube

ACTION_TABLES: Final = ("YEAR", "MUNICIPALITY", "TYPE", "OUTCOME")
"""What actions are counted by, one at a time: crossed, they would nearly all be hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A table of open counts."""

    dimensions: tuple[str, ...]
    unit: str
    cells: list[tuple[tuple[str, ...], int | None]]
    """A key for each dimension, and the count that may be shown; None: too few."""
    rules: tuple[str, ...] = disclosure.RULES
    on: date
    origin: registry.Origin


async def participants(
    session: AsyncSession,
    *,
    by: Sequence[registry.participants.Dimension],
    on: date | None,
    today: date,
) -> Tally:
    """Count those listed on a 1 January, or (None) on the last."""
    names = _distinct(by)
    dataset = await registry.datasets.current(session)
    day = publishing.counted_on(dataset, on, today=today)
    codes = await publishing.municipalities(session)
    cube = await publishing.listed(session, dataset, codes, on=day)
    return _tally(cube, names, "participants", day, dataset)


async def actions(
    session: AsyncSession, *, by: Sequence[registry.actions.Dimension], today: date
) -> Tally:
    """Count the actions that began in years, or in periods of five of them, that are over."""
    names = _distinct(by)
    if len(names) > 1:
        known = ", ".join(ACTION_TABLES)
        raise Refused(Code.BAD_INPUT, f"by={'+'.join(names)} is more than one of {known}")
    dataset = await registry.datasets.current(session)
    day = publishing.last_day(dataset, today=today)
    cubes = await publishing.actions(session, until=day)
    cube = next(cube for cube in cubes if names[0] in cube.dimensions)
    return _tally(cube, names, "actions", day, dataset)


def _tally(
    cube: Cube, names: tuple[str, ...], unit: str, on: date, dataset: registry.Dataset
) -> Tally:
    return Tally(dimensions=names, unit=unit, cells=cube.by(names), on=on, origin=dataset.origin)


def _distinct(dimensions: Sequence[StrEnum]) -> tuple[str, ...]:
    if not 1 <= len(dimensions) == len(set(dimensions)):
        raise Refused(Code.BAD_INPUT, "by names a dimension twice, or none")
    return tuple(dimension.name for dimension in dimensions)
