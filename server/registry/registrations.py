"""Registrations one by one, each with its person; how many there are, `participants` counts."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.keyset import Order, past
from server.registry.tables import (
    Address,
    Channel,
    Contact,
    LeavingReason,
    Participant,
    Person,
    Source,
)

MOST = 100
BY_ID = (Order(Participant.id),)


class Registration(NamedTuple):
    """One entry; of a synthetic one all from `address_id` on is None."""

    id: int
    municipality_code: str
    channel: Channel
    birth_year: int
    registered_on: date
    left_on: date | None
    left_because: LeavingReason | None
    on_hold_since: date | None
    address_id: str | None
    postcode: bytes | None
    house_number: bytes | None
    person_id: str | None
    subject: str | None
    name: bytes | None
    source: Source | None
    changed_at: datetime | None
    restricted_at: datetime | None


_COLUMNS = (
    *(getattr(Participant, name) for name in Registration._fields[:8]),
    *(Address.id, Address.postcode, Address.house_number),
    *(Person.id, Person.subject, Person.name, Person.source),
    *(Person.changed_at, Person.restricted_at),
)


def _with_people() -> Select[*tuple[object, ...]]:
    return (
        select(*_COLUMNS)
        .select_from(Participant)
        .outerjoin(Address, Address.participant_id == Participant.id)
        .outerjoin(Person, Person.id == Address.person_id)
    )


async def page(
    session: AsyncSession,
    *,
    first: int,
    after: Sequence[object] | None = None,
    order: Sequence[Order] = BY_ID,
    where: ColumnElement[bool],
) -> tuple[Sequence[Registration], bool]:
    """Those just past the row with the key `after`, and whether there are more.

    Who may see which is part of `where`.
    """
    size = min(max(first, 1), MOST)
    query = _with_people().where(where).order_by(*(key.clause for key in order)).limit(size + 1)
    if after is not None:
        query = query.where(past(order, after))
    rows = [Registration._make(row) for row in await session.execute(query)]
    return rows[:size], len(rows) > size


async def count(session: AsyncSession, where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Participant).where(where)
    return await session.scalar(query) or 0


async def subjects(session: AsyncSession, where: ColumnElement[bool]) -> Sequence[str]:
    """Pseudonyms of all whom a registration within `where` is of."""
    query = (
        select(Person.subject)
        .join(Address, Address.person_id == Person.id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(where)
        .distinct()
        .order_by(Person.subject)
    )
    return (await session.scalars(query)).all()


async def with_ids(
    session: AsyncSession, ids: Collection[int], *, where: ColumnElement[bool]
) -> dict[int, Registration]:
    """By id; what is not there, or not within `where`, is left out."""
    query = _with_people().where(Participant.id.in_(ids), where)
    rows = [Registration._make(row) for row in await session.execute(query)]
    return {row.id: row for row in rows}


async def with_contact(
    session: AsyncSession, contact: str, *, where: ColumnElement[bool]
) -> Registration | None:
    """The first registration within `where` of whom a contact reaches."""
    query = (
        _with_people()
        .join(Contact, Contact.person_id == Person.id)
        .where(Contact.id == contact, where)
        .order_by(Participant.left_on.is_not(None), Participant.id)
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else Registration._make(row)


async def of_person(session: AsyncSession, person: str) -> Sequence[Registration]:
    """All of somebody, the first one first."""
    query = _with_people().where(Person.id == person).order_by(Participant.id)
    return [Registration._make(row) for row in await session.execute(query)]


async def reach_first_by(session: AsyncSession, person: str, channel: Channel) -> None:
    """How alerts reach somebody first, for all registrations."""
    theirs = select(Address.participant_id).where(Address.person_id == person)
    await session.execute(
        update(Participant).where(Participant.id.in_(theirs)).values(channel=channel)
    )


async def leave(session: AsyncSession, id_: int, because: LeavingReason, *, on: date) -> None:
    await session.execute(
        update(Participant).where(Participant.id == id_).values(left_on=on, left_because=because)
    )


async def hold(session: AsyncSession, ids: Collection[int], since: date | None) -> None:
    """Put those that have not left on hold from a day on, or take them off."""
    held = Participant.on_hold_since
    query = update(Participant).where(Participant.id.in_(ids), Participant.left_on.is_(None))
    if since is None:
        query = query.where(held.is_not(None)).values(on_hold_since=None)
    else:
        registered = Participant.registered_on
        later = case((registered > since, registered), else_=since)
        query = query.where(held.is_(None)).values(on_hold_since=later)
    await session.execute(query)
