"""Open counts of the register: fixed dimensions, fixed dates, small cells hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Code, Refused
from server.registry.counting import Count
from server.services import disclosure

D = TypeVar("D")


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
    session: AsyncSession, *, by: Sequence[registry.participants.Dimension], on: date | None
) -> Tally:
    """Count those listed on a 1 January, or (None) on the register's last day."""
    by = _distinct(by)
    dataset = await registry.datasets.current(session)
    day = dataset.as_of if on is None else on
    if day != dataset.as_of and (day.month, day.day) != (1, 1):
        raise Refused(
            Code.BAD_INPUT,
            f"on={day} is neither a 1 January nor {dataset.as_of}, the last count",
        )
    rows = await registry.participants.counts(session, by=by, on=day)
    return _tally(rows, [dimension.name for dimension in by], "participants", day, dataset)


async def actions(
    session: AsyncSession,
    *,
    by: Sequence[registry.actions.Dimension],
    years: tuple[int, int] | None,
) -> Tally:
    """Count the actions that began in the first to the last of some years, or (None) in any."""
    by = _distinct(by)
    if years is not None and not 1900 <= years[0] <= years[1] <= 2200:
        raise Refused(Code.BAD_INPUT, f"years={years[0]}–{years[1]} is no range within 1900–2200")
    dataset = await registry.datasets.current(session)
    rows = await registry.actions.counts(session, by=by, years=years)
    return _tally(rows, [dimension.name for dimension in by], "actions", dataset.as_of, dataset)


def _tally(
    rows: Sequence[Count],
    dimensions: Sequence[str],
    unit: str,
    on: date,
    dataset: registry.Dataset,
) -> Tally:
    return Tally(
        dimensions=tuple(dimensions),
        unit=unit,
        cells=disclosure.protect(rows),
        on=on,
        origin=dataset.origin,
    )


def _distinct(dimensions: Sequence[D]) -> Sequence[D]:
    if not 1 <= len(dimensions) == len(set(dimensions)):
        raise Refused(Code.BAD_INPUT, "by names a dimension twice, or none")
    return dimensions
