"""Whose a number or an address of e-mail is, found by blind index, and where they take part."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.registry.tables import (
    Address,
    Contact,
    Import,
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
    subject: str | None = None
    """Pseudonym of whom the register has."""


Reached = dict[bytes, list[str]]
"""People, by the blind index of what they are reached by."""
Registered = dict[str, list[Holder]]
"""Registrations, by the person whose they are."""


async def reached(session: AsyncSession, blinds: Collection[bytes]) -> Reached:
    """Whose numbers and addresses of e-mail these are in the register."""
    query = select(Contact.blind, Contact.person_id).where(Contact.blind.in_(blinds))
    return _grouped(await session.execute(query))


async def reached_in(session: AsyncSession, import_id: str, blinds: Collection[bytes]) -> Reached:
    """The same in the rows that wait."""
    # not joined with their rows: SQLite would begin with all of those
    query = select(ImportContact.blind, ImportContact.person_id).where(
        ImportContact.import_id == import_id, ImportContact.blind.in_(blinds)
    )
    return _grouped(await session.execute(query))


async def registered(session: AsyncSession, persons: Collection[str]) -> Registered:
    """Where people take part by the register, or did until they opted out."""
    query = (
        select(
            Person.id,
            Participant.municipality_code,
            Participant.birth_year,
            Participant.registered_on,
            Person.name,
            Participant.left_on,
            Person.restricted_at,
            Person.subject,
        )
        .join(Address, Address.person_id == Person.id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(Person.id.in_(persons), COUNTS)
        .order_by(Participant.id)
    )
    found: Registered = {}
    for person, place, year, on, name, left_on, restricted_at, subject in await session.execute(
        query
    ):
        holder = Holder(person, place, year, on, name, None, left_on, restricted_at, subject)
        found.setdefault(person, []).append(holder)
    return found


async def registered_in(
    session: AsyncSession, import_id: str, persons: Collection[str]
) -> Registered:
    """Where people take part by the rows that wait."""
    query = select(
        ImportRow.person_id,
        ImportRow.municipality_code,
        ImportRow.birth_year,
        ImportRow.registered_on,
        ImportRow.name,
        ImportRow.row,
    ).where(ImportRow.import_id == import_id, ImportRow.person_id.in_(persons))
    found: Registered = {}
    for person, place, year, on, name, row in await session.execute(query.order_by(ImportRow.row)):
        if person is not None:
            found.setdefault(person, []).append(Holder(person, place, year, on, name, row))
    return found


async def overtaken(session: AsyncSession, waiting: Import) -> bool:
    """Whether anybody who waits would be judged otherwise by now, as `duplicates` judges."""
    return bool(
        await session.scalar(
            select(or_(exists(_reached_otherwise(waiting)), exists(_gone_astray(waiting))))
        )
    )


def _reached_otherwise(waiting: Import) -> Select[str]:
    """Contacts of rows that somebody has by now of whom the register did not know, or not there.

    Whoever was new has nobody's. A row of somebody who takes part elsewhere may have theirs, and
    of whoever opted out elsewhere.
    """
    of_another = and_(Participant.left_on.is_(None), Contact.person_id != ImportRow.person_id)
    theirs = select(ImportRow.row).where(
        ImportRow.import_id == ImportContact.import_id,
        ImportRow.row == ImportContact.row,
        or_(
            ImportRow.subject.is_not(None),
            ImportRow.municipality_code == Participant.municipality_code,
            of_another,
        ),
    )
    return (
        select(ImportContact.id)
        .join(Contact, Contact.blind == ImportContact.blind)
        .join(Address, Address.person_id == Contact.person_id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(ImportContact.import_id == waiting.id, COUNTS, exists(theirs))
    )


def _gone_astray(waiting: Import) -> Select[int]:
    """Rows of people of the register who no longer are as they were when they were found.

    They have left, are restricted or erased, were changed since, or take part by now where the
    row is, or did until they opted out.
    """
    new = aliased(ImportRow)
    waits_too = exists().where(
        new.import_id == waiting.id, new.person_id == ImportRow.person_id, new.name.is_not(None)
    )
    registrations = (
        select(Person.id)
        .join(Address, Address.person_id == Person.id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(Person.id == ImportRow.person_id)
    )
    takes_part = registrations.where(
        Person.restricted_at.is_(None),
        Person.changed_at <= waiting.begun_at,
        Participant.left_on.is_(None),
    )
    is_there = registrations.where(
        Participant.municipality_code == ImportRow.municipality_code, COUNTS
    )
    return select(ImportRow.row).where(
        ImportRow.import_id == waiting.id,
        ImportRow.person_id.is_not(None),
        ImportRow.name.is_(None),
        ~waits_too,
        or_(~exists(takes_part), exists(is_there)),
    )


def _grouped(rows: Iterable[Row[bytes, str]]) -> Reached:
    found: Reached = {}
    for blind, person in rows:
        people = found.setdefault(blind, [])
        if person not in people:
            people.append(person)
    return found
