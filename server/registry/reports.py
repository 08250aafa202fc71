"""Texts of police actions: in use for five years, kept for five more, then destroyed (Wpg)."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.tables import Action, ActionReport

IN_USE: Final = 5
"""How long texts may be used from an action's beginning (Wpg, art. 8) [years]."""
KEPT: Final = 10
"""How long they are kept from there, the last years for complaints alone (art. 14) [years]."""


def in_use(now: datetime) -> ColumnElement[bool]:
    """Of an `Action`: whether its texts may be told; belongs in whatever reads or exports them."""
    return Action.started_at > years_before(now, IN_USE)


async def outdated(session: AsyncSession, *, now: datetime) -> int:
    """Count the actions whose texts are to be destroyed."""
    query = select(func.count()).select_from(ActionReport).where(_outdated(now))
    return await session.scalar(query) or 0


async def destroy(session: AsyncSession, *, now: datetime) -> int:
    """Destroy them, with the place and all that came; how many. The actions stay, as counts."""
    gone = delete(ActionReport).where(_outdated(now)).returning(ActionReport.action_id)
    return len((await session.scalars(gone)).all())


def years_before(now: datetime, years: int) -> datetime:
    """The same day and hour of an earlier year; 28 February for the 29th."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


def _outdated(now: datetime) -> ColumnElement[bool]:
    old = select(Action.id).where(Action.started_at <= years_before(now, KEPT))
    return ActionReport.action_id.in_(old)
