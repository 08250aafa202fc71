import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.errors import Code, Refused
from server.registry import audit, contacts, registrations
from server.registry.audit import Deed
from server.services import access, conducting_actions, finding, settling
from server.services.errand import Errand
from simulation import OutOfBounds
from simulation.sentence import Sentence

_CODE: Final = re.compile(r"(?!.*\d{5})[A-Z0-9][A-Z0-9_.-]{0,39}")
"""Of a failure; never so many digits that it could be a number that was called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of something that was sent; it arrived where there is no failure."""

    contact: str
    at: datetime
    failure: str | None
    action: int | None = None


async def report(session: AsyncSession, told: Report, errand: Errand) -> int:
    """Keep what became of it: a failure puts the contact on hold, an arrival takes it off.

    Registrations are on hold while all contacts of their person are. Answers with a registration
    of that person; raises Refused.
    """
    access.require(errand.principal, Right.CHANGE_PEOPLE)
    if told.failure is not None and not _CODE.fullmatch(told.failure):
        raise OutOfBounds("failure", "{field} must be a code such as ABSENT_SUBSCRIBER or 5.1.1")
    if told.at > errand.now:
        raise OutOfBounds("at", "{field} lies in the future")
    reach = access.participants(errand.principal, Right.CHANGE_PEOPLE)
    known = await registrations.with_contact(session, told.contact, where=reach.rows)
    if known is None or known.person_id is None:
        raise Refused(Code.UNKNOWN_CONTACT, Sentence("no contact has this id"))
    finding.check_unrestricted(known.restricted_at)
    if told.action is not None:
        await conducting_actions.find(session, told.action, errand)
    await settling.settle(session, today=errand.today)
    # carriers report late, and out of order
    last = await contacts.last_delivery(session, told.contact)
    await contacts.keep_delivery(
        session, told.contact, at=told.at, failure=told.failure, action=told.action
    )
    if last is None or told.at >= last:
        await _hold(session, known.person_id, told)
        await settle(session, known.person_id, on=told.at.date())
    entry = errand.entry(Deed.DELIVERY_REPORTED, subject=known.subject, fields=("deliveries",))
    await audit.append(session, [entry])
    return known.id


async def settle(session: AsyncSession, person: str, *, on: date) -> None:
    """Put a person's registrations on hold if all contacts are, and take them off if not."""
    theirs = [one.id for one in await registrations.of_person(session, person)]
    reached = (await contacts.of_people(session, [person]))[person]
    held = [row.on_hold_since for row in reached if row.on_hold_since is not None]
    since = max(held, default=on) if len(held) == len(reached) else None
    await registrations.hold(session, theirs, since)


async def _hold(session: AsyncSession, person: str, told: Report) -> None:
    (row,) = (
        row
        for row in (await contacts.of_people(session, [person]))[person]
        if row.id == told.contact
    )
    if told.failure is None:
        await contacts.hold(session, row.id, None)
    elif row.on_hold_since is None:
        await contacts.hold(session, row.id, told.at.date())
