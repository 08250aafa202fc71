"""Actions that others have kept, and that come in: known again by where they come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.reports import KEPT, years_before
from server.registry.sealings import place
from server.registry.tables import Action, ActionReport, ActionType, Outcome
from server.sealing import KeyRing, seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An action as it came; its texts are sealed where it is kept, if they may be."""

    source: str
    source_id: str | None
    municipality_code: str
    type: ActionType
    started_at: datetime
    ended_at: datetime | None
    """When the action ended: it has an outcome then."""
    alerted: int
    reactions: int
    outcome: Outcome | None
    said_to_end_at: datetime | None
    """When the source says so, which knows no outcome."""
    latitude: float | None
    longitude: float | None
    radius_m: float | None
    title: str | None
    body: str | None
    raw: str | None


async def by_source(session: AsyncSession, source: str, source_id: str) -> int | None:
    """The action that came from a source already, by its id there."""
    query = select(ActionReport.action_id).where(
        ActionReport.source == source, ActionReport.source_id == source_id
    )
    return await session.scalar(query)


async def alike(session: AsyncSession, one: Arrival) -> int | None:
    """An action of the same place, kind and beginning, wherever it came from."""
    query = (
        select(Action.id)
        .where(
            Action.municipality_code == one.municipality_code,
            Action.type == one.type,
            Action.started_at == one.started_at,
        )
        .order_by(Action.id)
        .limit(1)
    )
    return await session.scalar(query)


async def add(session: AsyncSession, ring: KeyRing, one: Arrival, *, now: datetime) -> None:
    """Put an action in, with what was told of it unless that is to be destroyed by now."""
    action = Action(
        municipality_code=one.municipality_code,
        type=one.type,
        started_at=one.started_at,
        ended_at=one.ended_at,
        alerted=one.alerted,
        reactions=one.reactions,
        outcome=one.outcome,
    )
    session.add(action)
    await session.flush()
    if one.started_at > years_before(now, KEPT):
        source = None if one.source_id is None else one.source
        row = ActionReport(action_id=action.id, source=source, source_id=one.source_id)
        for name, value in _told(ring, one, action.id).items():
            setattr(row, name, value)
        session.add(row)
        await session.flush()


async def renew(session: AsyncSession, ring: KeyRing, one: Arrival, action: int) -> None:
    """Keep what a source says of an action now, instead of what it said before."""
    query = update(ActionReport).where(ActionReport.action_id == action)
    await session.execute(query.values(**_told(ring, one, action)))
    if one.ended_at is not None:
        ending = {
            "ended_at": one.ended_at,
            "outcome": one.outcome,
            "reactions": one.reactions,
        }
        runs = (Action.id == action, Action.ended_at.is_(None))
        await session.execute(update(Action).where(*runs).values(ending))


def _told(ring: KeyRing, one: Arrival, action: int) -> dict[str, Any]:
    sealed = {
        column.key: None if text is None else seal(ring, text, place(column, action))
        for column, text in (
            (ActionReport.title, one.title),
            (ActionReport.body, one.body),
            (ActionReport.raw, one.raw),
        )
    }
    return {
        "latitude": one.latitude,
        "longitude": one.longitude,
        "radius_m": one.radius_m,
        "ended_at": one.said_to_end_at,
        **sealed,
    }
