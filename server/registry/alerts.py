"""Actions one by one, with what was told of them; how many there were, `actions` counts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import reports
from server.registry.keyset import Order, past
from server.registry.sealings import place
from server.registry.tables import Action, ActionReport, ActionType, Outcome
from server.sealing import KeyRing, seal

MOST = 100
LATEST_FIRST = (Order(Action.started_at, descending=True), Order(Action.id, descending=True))


class Alert(NamedTuple):
    """One action; its texts are sealed, and None once they have left use."""

    id: int
    municipality_code: str
    type: ActionType
    started_at: datetime
    ended_at: datetime | None
    alerted: int
    reactions: int
    outcome: Outcome | None
    latitude: float | None
    longitude: float | None
    radius_m: float | None
    title: bytes | None
    body: bytes | None


class Area(NamedTuple):
    """Where people were asked to look out: degrees of WGS 84, metres."""

    latitude: float
    longitude: float
    radius_m: float


def _with_reports(now: datetime) -> Select[*tuple[object, ...]]:
    in_use = reports.in_use(now)
    return select(
        *(getattr(Action, name) for name in Alert._fields[:8]),
        *(getattr(ActionReport, name) for name in Area._fields),
        case((in_use, ActionReport.title)),
        case((in_use, ActionReport.body)),
    ).outerjoin_from(Action, ActionReport)


async def page(
    session: AsyncSession,
    *,
    first: int,
    after: Sequence[object] | None = None,
    order: Sequence[Order] = LATEST_FIRST,
    where: ColumnElement[bool],
    now: datetime,
) -> tuple[Sequence[Alert], bool]:
    """Those just past the row with the key `after`, and whether there are more."""
    size = min(max(first, 1), MOST)
    query = _with_reports(now).where(where).order_by(*(key.clause for key in order)).limit(size + 1)
    if after is not None:
        query = query.where(past(order, after))
    rows = [Alert._make(row) for row in await session.execute(query)]
    return rows[:size], len(rows) > size


async def count(session: AsyncSession, where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(Action).where(where)) or 0


async def with_ids(
    session: AsyncSession, ids: Collection[int], *, where: ColumnElement[bool], now: datetime
) -> dict[int, Alert]:
    """By id; what is not there, or not within `where`, is left out."""
    query = _with_reports(now).where(Action.id.in_(ids), where)
    rows = [Alert._make(row) for row in await session.execute(query)]
    return {row.id: row for row in rows}


async def begin(
    session: AsyncSession,
    *,
    municipality: str,
    kind: ActionType,
    started_at: datetime,
    alerted: int,
) -> int:
    """Put in one that runs; its id."""
    row = Action(
        municipality_code=municipality,
        type=kind,
        started_at=started_at,
        alerted=alerted,
        reactions=0,
    )
    session.add(row)
    await session.flush()
    return row.id


async def report(
    session: AsyncSession,
    ring: KeyRing | None,
    id_: int,
    *,
    title: str | None,
    body: str | None,
    area: Area | None,
) -> None:
    """Keep what was told of an action; its texts take keys."""
    row: dict[str, Any] = {"action_id": id_, **(area._asdict() if area else {})}
    for column, text in ((ActionReport.title, title), (ActionReport.body, body)):
        if text is not None and ring is not None:
            row[column.key] = seal(ring, text, place(column, id_))
    await session.execute(insert(ActionReport).values(row))


async def end(
    session: AsyncSession, id_: int, *, at: datetime, outcome: Outcome, reactions: int
) -> bool:
    """End one that runs; whether it did."""
    query = (
        update(Action)
        .where(Action.id == id_, Action.ended_at.is_(None))
        .values(ended_at=at, outcome=outcome, reactions=reactions)
        .returning(Action.id)
    )
    return await session.scalar(query) is not None
