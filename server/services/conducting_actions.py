from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.errors import Code, Refused
from server.formats import cells
from server.formats.areas import MOST_LATITUDE, MOST_LONGITUDE, WIDEST
from server.formats.rejections import Unfit
from server.registry import ActionType, Outcome, alerts, audit, datasets, municipalities
from server.registry.alerts import Alert, Area
from server.registry.audit import Deed
from server.services import access
from server.services.errand import Errand
from simulation import OutOfBounds
from simulation.bounds import within
from simulation.sentence import Sentence

LONGEST_BODY: Final = 4_000
MOST_ALERTED: Final = 20_000_000
"""More than there are inhabitants is a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An action that has begun, as it is typed; the municipality by its code."""

    municipality: str
    type: ActionType
    started_at: datetime
    alerted: int
    title: str | None = None
    body: str | None = None
    area: Area | None = None


async def record(session: AsyncSession, told: Recorded, errand: Errand) -> int:
    """Put in an action that runs; its id. Raises Refused."""
    access.require(errand.principal, Right.CHANGE_ACTIONS)
    if not access.keeps(errand.principal, Right.CHANGE_ACTIONS, told.municipality):
        said = Sentence("this credential does not keep the actions of that municipality")
        raise Refused(Code.FORBIDDEN, said)
    await datasets.current(session)
    await municipalities.with_code(session, told.municipality)
    within("alerted", told.alerted, 0, MOST_ALERTED)
    _check_past("startedAt", told.started_at, errand)
    title, body = _line("title", told.title), _lines("body", told.body)
    id_ = await alerts.begin(
        session,
        municipality=told.municipality,
        kind=told.type,
        started_at=told.started_at,
        alerted=told.alerted,
    )
    if title or body or told.area:
        ring = errand.keys if title or body else None
        await alerts.report(session, ring, id_, title=title, body=body, area=_checked(told.area))
    await datasets.lived(session, errand.today)
    fields = ("alerted", "area", "body", "municipality", "startedAt", "title", "type")
    await audit.append(session, [errand.entry(Deed.ACTION_RECORDED, fields=fields)])
    return id_


async def conclude(
    session: AsyncSession,
    action: int | None,
    errand: Errand,
    *,
    ended_at: datetime,
    outcome: Outcome,
    reactions: int,
) -> int:
    """End an action that runs, with what came of it; its id. Raises Refused."""
    known = await find(session, action, errand)
    within("reactions", reactions, 0, known.alerted)
    _check_past("endedAt", ended_at, errand)
    if ended_at < known.started_at:
        raise OutOfBounds("endedAt", "{field} lies before the beginning")
    if not await alerts.end(session, known.id, at=ended_at, outcome=outcome, reactions=reactions):
        raise Refused(Code.ALREADY_ENDED, Sentence("this action has ended already"))
    await datasets.lived(session, errand.today)
    fields = ("endedAt", "outcome", "reactions")
    await audit.append(session, [errand.entry(Deed.ACTION_CONCLUDED, fields=fields)])
    return known.id


async def find(session: AsyncSession, id_: int | None, errand: Errand) -> Alert:
    """An action that may be changed; raises Refused."""
    access.require(errand.principal, Right.CHANGE_ACTIONS)
    reach = access.actions(errand.principal, Right.CHANGE_ACTIONS)
    found = (
        {}
        if id_ is None
        else await alerts.with_ids(session, [id_], where=reach.rows, now=errand.now)
    )
    if id_ not in found:
        raise Refused(Code.UNKNOWN_ACTION, Sentence("no action has this id"))
    return found[id_]


def _check_past(field: str, moment: datetime, errand: Errand) -> None:
    if moment > errand.now:
        raise OutOfBounds(field, "{field} lies in the future")
    if moment < cells.FIRST_MOMENT:
        first = cells.EARLIEST
        raise OutOfBounds(
            field, "{field} lies before {first}, the year of the first trial", first=first
        )


def _checked(area: Area | None) -> Area | None:
    if area is not None:
        within("area.latitude", area.latitude, -MOST_LATITUDE, MOST_LATITUDE)
        within("area.longitude", area.longitude, -MOST_LONGITUDE, MOST_LONGITUDE)
        within("area.radiusM", area.radius_m, 1.0, WIDEST)
    return area


def _line(field: str, typed: str | None) -> str | None:
    try:
        return None if typed is None else cells.text(typed.strip()) or None
    except Unfit as unfit:
        raise OutOfBounds(field, "{field} {reason}", reason=unfit.reason) from None


def _lines(field: str, typed: str | None) -> str | None:
    """Text of several lines."""
    if typed is None:
        return None
    try:
        cells.text(" ".join(typed.split()), longest=LONGEST_BODY)
    except Unfit as unfit:
        raise OutOfBounds(field, "{field} {reason}", reason=unfit.reason) from None
    return typed.strip() or None
