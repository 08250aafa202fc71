"""Actions one by one, on their way out: opened, and told of in the audit trail."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.formats.alerts import Alert
from server.formats.areas import Circle
from server.registry import (
    ActionReport,
    Database,
    Origin,
    alerts,
    audit,
    datasets,
    municipalities,
    sealings,
)
from server.registry.audit import Deed, Entry, Purpose
from server.sealing import KeyRing, opened
from simulation.sentence import Sentence

FIELDS: Final = ("area", "body", "title")
"""Of an action, what tells more than a count."""


async def noted(database: Database, *, who: str, now: datetime) -> None:
    """Tell the audit trail of an export beforehand, unless nothing in it ever happened."""
    async with database.writing() as session:
        if (await datasets.current(session)).origin is not Origin.SYNTHETIC:
            purpose = Purpose.ALERTING.value
            line = Entry(at=now, who=who, purpose=purpose, deed=Deed.EXPORTED, fields=FIELDS)
            await audit.append(session, [line])


async def told(
    session: AsyncSession,
    ring: KeyRing | None,
    *,
    where: ColumnElement[bool],
    now: datetime,
) -> AsyncIterator[Alert]:
    """Actions that may be seen, the latest first; texts that have left use are not told."""
    synthetic = (await datasets.current(session)).origin is Origin.SYNTHETIC
    names = {town.code: town.name for town in await municipalities.all(session)}
    after: tuple[object, ...] | None = None
    more = True
    while more:
        page, more = await alerts.page(
            session, first=alerts.MOST, after=after, where=where, now=now
        )
        for one in page:
            yield _opened(ring, one, names, synthetic=synthetic)
        if page:
            after = (page[-1].started_at, page[-1].id)


def _opened(
    ring: KeyRing | None, one: alerts.Alert, names: dict[str, str], *, synthetic: bool
) -> Alert:
    return Alert(
        id=f"action-{one.id}",
        municipality_code=one.municipality_code,
        municipality=names[one.municipality_code],
        type=one.type,
        started_at=one.started_at,
        ended_at=one.ended_at,
        outcome=one.outcome,
        alerted=one.alerted,
        reactions=one.reactions,
        headline=_text(ring, ActionReport.title, one.id, one.title),
        text=_text(ring, ActionReport.body, one.id, one.body),
        area=_area(one),
        synthetic=synthetic,
    )


def _area(one: alerts.Alert) -> Circle | None:
    if one.latitude is None or one.longitude is None or one.radius_m is None:
        return None
    try:
        return Circle(latitude=one.latitude, longitude=one.longitude, radius=one.radius_m)
    except ValueError:  # of a file edited by hand
        return None


def _text(
    ring: KeyRing | None, column: sealings.Column, action: int, sealed: bytes | None
) -> str | None:
    if sealed is None:
        return None
    if ring is None:
        said = Sentence("texts of actions are sealed, and there are no keys to open them with")
        raise Refused(Code.NO_KEYS, said)
    return opened(ring, sealed, sealings.place(column, action))
