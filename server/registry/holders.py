"""Whose a number or an address of e-mail is, found by blind index."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.tables import Address, Contact, ImportContact, ImportRow, Participant


@dataclass(frozen=True, slots=True)
class Holder:
    """A registration of whoever has it: in the register, or in a row of a file that comes in."""

    person_id: str
    municipality_code: str
    birth_year: int
    registered_on: date
    row: int | None = None


async def registered(session: AsyncSession, blinds: Collection[bytes]) -> dict[bytes, list[Holder]]:
    """By blind index, whose number or address it is in the register; of those who are on it."""
    query = (
        select(
            Contact.blind,
            Contact.person_id,
            Participant.municipality_code,
            Participant.birth_year,
            Participant.registered_on,
        )
        .join(Address, Address.person_id == Contact.person_id)
        .join(Participant, Participant.id == Address.participant_id)
        .where(Contact.blind.in_(blinds), Participant.left_on.is_(None))
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
        ImportRow.row,
    ).where(ImportRow.import_id == import_id, ImportRow.person_id.in_(persons))
    query = query.order_by(ImportRow.row)
    return _grouped(await session.execute(query))


async def overtaken(session: AsyncSession, import_id: str) -> bool:
    """Whether somebody who waits has been registered otherwise meanwhile."""
    query = select(
        exists().where(
            ImportContact.import_id == import_id,
            ImportContact.blind == Contact.blind,
        )
    )
    return bool(await session.scalar(query))


def _grouped(rows: Any) -> dict[Any, list[Holder]]:
    """By what stands first in a row."""
    found: dict[Any, list[Holder]] = {}
    for key, *holder in rows:
        found.setdefault(key, []).append(Holder(*holder))
    return found
