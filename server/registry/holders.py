"""Whose a number or an address of e-mail is, found by blind index."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.registry.tables import (
    Address,
    Contact,
    ImportContact,
    ImportRow,
    LeavingReason,
    Participant,
    Person,
)

COUNTS = or_(Participant.left_on.is_(None), Participant.left_because == LeavingReason.OPTED_OUT)
"""Of the registrations of whoever has a contact, those that keep another from coming in with it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A registration of whoever has it: in the register, or in a row of a file that comes in."""

    person_id: str
    municipality_code: str
    birth_year: int
    registered_on: date
    name: bytes | None = None
    """Sealed; None where another registration of this person has it."""
    row: int | None = None
    left_on: date | None = None
    """Of whoever opted out."""
    restricted_at: datetime | None = None


async def registered(session: AsyncSession, blinds: Collection[bytes]) -> dict[bytes, list[Holder]]:
    """By blind index, whose number or address it is in the register, or was until opting out."""
    query = (
        select(
            Contact.blind,
            Contact.person_id,
            Participant.municipality_code,
            Participant.birth_year,
            Participant.registered_on,
            Person.name,
            null(),
            Participant.left_on,
            Person.restricted_at,
        )
        .join(Person, Person.id == Contact.person_id)
        .join(Address, Address.person_id == Person.id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(Contact.blind.in_(blinds), COUNTS)
    )
    return _grouped(await session.execute(query))


async def waiting(
    session: AsyncSession, import_id: str, blinds: Collection[bytes]
) -> dict[bytes, list[Holder]]:
    """By blind index, whose number or address it is in the rows that wait."""
    # not joined with their rows: SQLite would begin with all of those
    query = select(ImportContact.blind, ImportContact.person_id).where(
        ImportContact.import_id == import_id, ImportContact.blind.in_(blinds)
    )
    found = (await session.execute(query)).all()
    if not found:
        return {}
    rows = await waiting_registrations(session, import_id, {person for _, person in found})
    return {blind: list(rows.get(person, ())) for blind, person in found}


async def waiting_registrations(
    session: AsyncSession, import_id: str, persons: Collection[str]
) -> dict[str, list[Holder]]:
    """Rows that wait, by the person whose they are."""
    query = select(
        ImportRow.person_id,
        ImportRow.person_id,
        ImportRow.municipality_code,
        ImportRow.birth_year,
        ImportRow.registered_on,
        ImportRow.name,
        ImportRow.row,
    ).where(ImportRow.import_id == import_id, ImportRow.person_id.in_(persons))
    query = query.order_by(ImportRow.row)
    return _grouped(await session.execute(query))


async def overtaken(session: AsyncSession, import_id: str) -> bool:
    """Whether somebody who waits has been registered otherwise meanwhile, or may not be any more.

    The latter is so of whom the register knew, and who has left, is restricted or is erased.
    """
    taken = (
        select(ImportContact.id)
        .join(Contact, Contact.blind == ImportContact.blind)
        .join(Address, Address.person_id == Contact.person_id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(ImportContact.import_id == import_id, COUNTS)
    )
    new = aliased(ImportRow)
    waits_too = exists().where(
        new.import_id == import_id, new.person_id == ImportRow.person_id, new.name.is_not(None)
    )
    takes_part = (
        select(Person.id)
        .join(Address, Address.person_id == Person.id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(
            Person.id == ImportRow.person_id,
            Person.restricted_at.is_(None),
            Participant.left_on.is_(None),
        )
    )
    astray = select(ImportRow.row).where(
        ImportRow.import_id == import_id,
        ImportRow.person_id.is_not(None),
        ImportRow.name.is_(None),
        ~waits_too,
        ~exists(takes_part),
    )
    return bool(await session.scalar(select(or_(exists(taken), exists(astray)))))


def _grouped(rows: Any) -> dict[Any, list[Holder]]:
    """By what stands first in a row."""
    found: dict[Any, list[Holder]] = {}
    for key, *holder in rows:
        found.setdefault(key, []).append(Holder(*holder))
    return found
