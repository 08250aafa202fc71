"""Those who take part: sealed where they go in, and opened only where they are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.sealings import BLIND_DOMAINS, Column, place
from server.registry.tables import (
    Address,
    Channel,
    Consent,
    ConsentPurpose,
    Contact,
    Person,
    Source,
)
from server.sealing import KeyRing, index, opened, seal

Rows = list[dict[str, Any]]


def drawn() -> str:
    """A key that tells nothing."""
    return uuid4().hex


def house_number(number: int, addition: str | None) -> str:
    """As it is kept: with its letter or addition."""
    return f"{number} {' '.join(addition.upper().split())}" if addition else str(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where somebody takes part, normalised; its registration is there already."""

    participant_id: int
    postcode: str
    house_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A way to reach somebody, normalised: a number as E.164 has it, or an address of e-mail."""

    channel: Channel
    value: str
    on_hold_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    purpose: ConsentPurpose
    source: Source
    given_on: date
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody to be put in; all values are normalised (`server.formats.cells`)."""

    name: str
    source: Source
    homes: Sequence[Home]
    contacts: Sequence[Reach]
    consents: Sequence[Agreed]
    id: str = field(default_factory=drawn)
    subject: str = field(default_factory=drawn)


@dataclass(frozen=True, slots=True)
class SealedRows:
    """Rows of many people at once, ready to be inserted."""

    people: Rows = field(default_factory=list)
    addresses: Rows = field(default_factory=list)
    contacts: Rows = field(default_factory=list)
    consents: Rows = field(default_factory=list)


def sealed(ring: KeyRing, newcomers: Iterable[Newcomer], *, at: datetime) -> SealedRows:
    """Seal what tells who they are; touches no database."""
    rows = SealedRows()
    for one in newcomers:
        rows.people.append(
            {
                "id": one.id,
                "subject": one.subject,
                "name": sealed_name(ring, one.id, one.name),
                "source": one.source,
                "changed_at": at,
                "restricted_at": None,
            }
        )
        rows.addresses.extend(_address(ring, one.id, home) for home in one.homes)
        rows.contacts.extend(contact(ring, one.id, reach) for reach in one.contacts)
        rows.consents.extend(consent(one.id, agreed) for agreed in one.consents)
    return rows


def sealed_name(ring: KeyRing, id_: str, name: str) -> bytes:
    """Name of the person with an id."""
    return seal(ring, name, place(Person.name, id_))


async def add(session: AsyncSession, rows: SealedRows) -> None:
    """Insert what was sealed, a statement a table; the registrations must be there."""
    # without nulls the rows fall apart into statements by the columns they have
    nulls = {"render_nulls": True}
    for table, values in (
        (Person, rows.people),
        (Address, rows.addresses),
        (Contact, rows.contacts),
        (Consent, rows.consents),
    ):
        if values:
            await session.execute(insert(table), values, execution_options=nulls)


async def add_home(session: AsyncSession, ring: KeyRing, person_id: str, home: Home) -> None:
    await session.execute(insert(Address), [_address(ring, person_id, home)])


def _address(ring: KeyRing, person_id: str, home: Home) -> dict[str, Any]:
    id_ = drawn()
    return {
        "id": id_,
        "person_id": person_id,
        "participant_id": home.participant_id,
        "postcode": seal(ring, home.postcode, place(Address.postcode, id_)),
        "house_number": seal(ring, home.house_number, place(Address.house_number, id_)),
    }


def contact(ring: KeyRing, person_id: str, reach: Reach) -> dict[str, Any]:
    """A row of a contact."""
    id_ = drawn()
    return {
        "id": id_,
        "person_id": person_id,
        "channel": reach.channel,
        "value": seal(ring, reach.value, place(Contact.value, id_)),
        "blind": index(ring, reach.value, BLIND_DOMAINS[reach.channel]),
        "on_hold_since": reach.on_hold_since,
    }


def consent(person_id: str, agreed: Agreed) -> dict[str, Any]:
    """A row of a consent."""
    return {
        "id": drawn(),
        "person_id": person_id,
        "purpose": agreed.purpose,
        "source": agreed.source,
        "given_on": agreed.given_on,
        "withdrawn_on": agreed.withdrawn_on,
    }


def told(ring: KeyRing, column: Column, row: str, sealed: bytes) -> str:
    """What is sealed in a column of the row with a key; raises Unreadable."""
    return opened(ring, sealed, place(column, row))


async def of_registration(session: AsyncSession, participant_id: int) -> Person | None:
    """Whose registration it is; None for a synthetic one."""
    query = select(Person).join(Address).where(Address.participant_id == participant_id)
    return await session.scalar(query)


async def move(
    session: AsyncSession,
    ring: KeyRing,
    address: str,
    *,
    postcode: str | None = None,
    house_number: str | None = None,
) -> None:
    """Change an address within its municipality; what is None stays."""
    new = {
        column.key: seal(ring, text, place(column, address))
        for column, text in ((Address.postcode, postcode), (Address.house_number, house_number))
        if text is not None
    }
    await session.execute(update(Address).where(Address.id == address).values(new))


async def touch(session: AsyncSession, id_: str, *, now: datetime) -> None:
    """Whoever has read it before must read it again before correcting it."""
    await session.execute(update(Person).where(Person.id == id_).values(changed_at=now))


async def change(
    session: AsyncSession, id_: str, *, seen: datetime, now: datetime, **values: object
) -> bool:
    """Change a person who was not changed since `seen`; whether that was so."""
    query = (
        update(Person)
        .where(Person.id == id_, Person.changed_at == seen)
        .values(changed_at=now, **values)
        .returning(Person.id)
    )
    return await session.scalar(query) is not None
