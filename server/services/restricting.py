"""Restriction (GDPR, art. 18): what is held of somebody is kept, and not used, until released."""

from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.registry import Person, audit
from server.registry.audit import Deed
from server.services import finding
from server.services.errand import Errand


async def restrict(session: AsyncSession, registration: int | None, errand: Errand) -> None:
    """Restrict from now on; who was restricted already is so since then."""
    person = await finding.whole_person(session, registration, Right.CHANGE_PEOPLE, errand)
    if person.restricted_at is None:
        await _set(session, person, Deed.RESTRICTED, errand)


async def release(session: AsyncSession, registration: int | None, errand: Errand) -> None:
    person = await finding.whole_person(session, registration, Right.CHANGE_PEOPLE, errand)
    if person.restricted_at is not None:
        await _set(session, person, Deed.RELEASED, errand)


async def _set(session: AsyncSession, person: Person, deed: Deed, errand: Errand) -> None:
    person.restricted_at = errand.now if deed is Deed.RESTRICTED else None
    person.changed_at = errand.now
    await session.flush()
    fields = ("restrictedAt",)
    await audit.append(session, [errand.entry(deed, subject=person.subject, fields=fields)])
