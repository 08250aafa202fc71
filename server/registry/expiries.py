"""What has been kept for as long as it may be; of restricted people nothing has."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.tables import Address, Contact, Credential, Delivery, Participant, Person

_FREE = Person.restricted_at.is_(None)


def left(before: date) -> ColumnElement[bool]:
    """Of a `Person`: who takes part nowhere, and left the last place before a day."""
    still = (
        select(Address.id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(
            Address.person_id == Person.id,
            or_(Participant.left_on.is_(None), Participant.left_on >= before),
        )
    )
    return and_(_FREE, ~exists(still))


async def count_left(session: AsyncSession, *, before: date) -> int:
    return await _count(session, select(Person.id).where(left(before)))


async def some_who_left(session: AsyncSession, *, before: date, most: int) -> Sequence[Person]:
    query = select(Person).where(left(before)).order_by(Person.id).limit(most)
    return (await session.scalars(query)).all()


async def count_deliveries(session: AsyncSession, *, before: datetime) -> int:
    return await _count(session, _deliveries(before))


async def forget_deliveries(
    session: AsyncSession, *, before: datetime, most: int
) -> tuple[int, Sequence[str]]:
    """Delete what some people were sent before: how much, and their pseudonyms."""
    some = (
        select(Person.id, Person.subject)
        .join(Contact, Contact.person_id == Person.id)
        .where(_FREE, Contact.id.in_(select(Delivery.contact_id).where(Delivery.at < before)))
        .distinct()
        .order_by(Person.id)
        .limit(most)
    )
    people = (await session.execute(some)).all()
    theirs = select(Contact.id).where(Contact.person_id.in_([row.id for row in people]))
    gone = (
        delete(Delivery)
        .where(Delivery.at < before, Delivery.contact_id.in_(theirs))
        .returning(Delivery.id)
    )
    return len((await session.scalars(gone)).all()), [row.subject for row in people]


async def count_credentials(session: AsyncSession, *, before: datetime) -> int:
    return await _count(session, select(Credential.id).where(_ended(before)))


async def forget_credentials(session: AsyncSession, *, before: datetime) -> int:
    """Delete those that expired or were revoked before; how many."""
    gone = delete(Credential).where(_ended(before)).returning(Credential.id)
    return len((await session.scalars(gone)).all())


def _ended(before: datetime) -> ColumnElement[bool]:
    return or_(Credential.expires_at < before, Credential.revoked_at < before)


def _deliveries(before: datetime) -> Select[str]:
    return (
        select(Delivery.id)
        .join(Contact, Contact.id == Delivery.contact_id)
        .join(Person, Person.id == Contact.person_id)
        .where(_FREE, Delivery.at < before)
    )


async def _count(session: AsyncSession, query: Select[str]) -> int:
    return await session.scalar(select(func.count()).select_from(query.subquery())) or 0
