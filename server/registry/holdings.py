"""All that is held of one person, read for whom it is about; and all of it deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.audit import Deed
from server.registry.tables import (
    Address,
    AuditLine,
    Consent,
    Contact,
    Dataset,
    Delivery,
    ImportContact,
    ImportRow,
    Origin,
    Participant,
    Person,
)

FIELDS: Final = ("addresses", "birthYear", "consents", "contacts", "deliveries", "name", "source")
"""All that is held of somebody, by the names that the audit trail has."""
TABLES: Final = (
    *(Person, Address, Contact, Consent, Delivery, Participant),
    *(ImportRow, ImportContact),
)
"""Where it is held."""


@dataclass(frozen=True, slots=True)
class Holding:
    person: Person
    registrations: Sequence[tuple[Participant, Address]]
    contacts: Sequence[Contact]
    deliveries: Sequence[Delivery]
    consents: Sequence[Consent]


async def of_person(session: AsyncSession, person: Person) -> Holding:
    mine = (
        select(Participant, Address)
        .join(Address, Address.participant_id == Participant.id)
        .where(Address.person_id == person.id)
        .order_by(Participant.id)
    )
    contacts = select(Contact).where(Contact.person_id == person.id)
    deliveries = select(Delivery).where(Delivery.contact_id.in_(_contacts([person.id])))
    consents = select(Consent).where(Consent.person_id == person.id)
    return Holding(
        person=person,
        registrations=[(row[0], row[1]) for row in await session.execute(mine)],
        contacts=(await session.scalars(contacts.order_by(Contact.channel, Contact.id))).all(),
        deliveries=(await session.scalars(deliveries.order_by(Delivery.at, Delivery.id))).all(),
        consents=(await session.scalars(consents.order_by(Consent.given_on, Consent.id))).all(),
    )


async def those_there(session: AsyncSession, ids: Collection[str]) -> set[str]:
    """Of whom anything is held, or waits in a file that comes in."""
    held = select(Person.id).where(Person.id.in_(ids))
    waits = select(ImportRow.person_id).where(ImportRow.person_id.in_(ids))
    return {*await session.scalars(held), *filter(None, await session.scalars(waits))}


async def are_of_people(session: AsyncSession) -> bool:
    """Whether the register is one of real people, or some wait to come in."""
    parts = (
        exists().where(Dataset.origin == Origin.IMPORTED),
        exists().where(Person.id.is_not(None)),
        exists().where(ImportRow.person_id.is_not(None)),
    )
    return bool(await session.scalar(select(or_(*parts))))


async def ever_deleted(session: AsyncSession) -> bool:
    """Whether the trail tells of people who were erased, or destroyed past their time."""
    destroyed = (
        (AuditLine.deed == Deed.DESTROYED.value)
        & AuditLine.subject.is_not(None)
        & AuditLine.fields.contains("name")  # of others a part, such as what was sent to them
    )
    told = select(exists().where((AuditLine.deed == Deed.ERASED.value) | destroyed))
    return bool(await session.scalar(told))


async def delete_people(
    session: AsyncSession, ids: Collection[str], *, with_registrations: bool
) -> None:
    """Delete all that is held of some; without their registrations, those become nobody's.

    What waits of them in a file that comes in goes too.
    """
    theirs = select(Address.participant_id).where(Address.person_id.in_(ids))
    registrations = (await session.scalars(theirs)).all() if with_registrations else ()
    for query in (
        delete(Delivery).where(Delivery.contact_id.in_(_contacts(ids))),
        delete(Contact).where(Contact.person_id.in_(ids)),
        delete(Consent).where(Consent.person_id.in_(ids)),
        delete(Address).where(Address.person_id.in_(ids)),
        delete(Participant).where(Participant.id.in_(registrations)),
        delete(Person).where(Person.id.in_(ids)),
        delete(ImportContact).where(ImportContact.person_id.in_(ids)),
        delete(ImportRow).where(ImportRow.person_id.in_(ids)),
    ):
        await session.execute(query)


def _contacts(ids: Collection[str]) -> Select[str]:
    return select(Contact.id).where(Contact.person_id.in_(ids))
