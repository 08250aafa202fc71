"""Ways to reach people, and what became of what was sent by them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.people import Reach, Rows, contact, drawn
from server.registry.sealings import BLIND_DOMAINS
from server.registry.tables import Address, Channel, Contact, Delivery, Participant, Person
from server.sealing import KeyRing, candidates


def reached_by(ring: KeyRing, domain: str, value: str) -> ColumnElement[bool]:
    """Registrations of whoever is reached by this number or address; it must be normalised."""
    blind = candidates(ring, value, domain)
    people = select(Contact.person_id).where(Contact.blind.in_(blind))
    theirs = select(Address.participant_id).where(Address.person_id.in_(people))
    return Participant.id.in_(theirs)


async def taken_by(
    session: AsyncSession,
    ring: KeyRing,
    reaches: Collection[Reach],
    municipalities: Collection[str],
    *,
    apart_from: str | None = None,
) -> set[str]:
    """Who else has not left one of these municipalities and is reached likewise, by `subject`."""
    blind = {
        one
        for reach in reaches
        for one in candidates(ring, reach.value, BLIND_DOMAINS[reach.channel])
    }
    there = (
        select(Person.subject)
        .join(Contact, Contact.person_id == Person.id)
        .join(Address, Address.person_id == Person.id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(
            Contact.blind.in_(blind),
            Participant.municipality_code.in_(municipalities),
            Participant.left_on.is_(None),
        )
    )
    if apart_from is not None:
        there = there.where(Contact.person_id != apart_from)
    return set(await session.scalars(there))


async def of_people(session: AsyncSession, ids: Collection[str]) -> dict[str, list[Contact]]:
    """By person; in the order in which alerts try them."""
    query = select(Contact).where(Contact.person_id.in_(ids)).order_by(Contact.channel, Contact.id)
    found: dict[str, list[Contact]] = {id_: [] for id_ in ids}
    for row in await session.scalars(query):
        found[row.person_id].append(row)
    order = list(Channel)
    return {
        id_: sorted(rows, key=lambda row: order.index(row.channel)) for id_, rows in found.items()
    }


async def add(
    session: AsyncSession, ring: KeyRing, person: str, reaches: Collection[Reach]
) -> None:
    rows: Rows = [contact(ring, person, reach) for reach in reaches]
    if rows:
        await session.execute(insert(Contact), rows)


async def remove(session: AsyncSession, ids: Collection[str]) -> None:
    """With what became of what was sent to them."""
    await session.execute(delete(Contact).where(Contact.id.in_(ids)))


async def hold(session: AsyncSession, id_: str, since: date | None) -> None:
    await session.execute(update(Contact).where(Contact.id == id_).values(on_hold_since=since))


async def keep_delivery(
    session: AsyncSession, id_: str, *, at: datetime, failure: str | None, action: int | None
) -> None:
    """What became of something that was sent to a contact; it arrived where nothing failed."""
    row = Delivery(
        id=drawn(),
        contact_id=id_,
        action_id=action,
        at=at,
        arrived=failure is None,
        failure=failure,
    )
    session.add(row)
    await session.flush()


async def deliveries(
    session: AsyncSession, ids: Collection[str], *, most: int
) -> dict[str, list[Delivery]]:
    """The last ones by contact, the latest first."""
    place = func.row_number().over(
        partition_by=Delivery.contact_id, order_by=(Delivery.at.desc(), Delivery.id)
    )
    ranked = (
        select(Delivery.id, place.label("place")).where(Delivery.contact_id.in_(ids)).subquery()
    )
    query = (
        select(Delivery)
        .join(ranked, ranked.c.id == Delivery.id)
        .where(ranked.c.place <= most)
        .order_by(Delivery.contact_id, ranked.c.place)
    )
    found: dict[str, list[Delivery]] = {id_: [] for id_ in ids}
    for row in await session.scalars(query):
        found[row.contact_id].append(row)
    return found


async def last_delivery(session: AsyncSession, id_: str) -> datetime | None:
    """When anything was last sent to a contact, as far as was reported."""
    return await session.scalar(select(func.max(Delivery.at)).where(Delivery.contact_id == id_))
