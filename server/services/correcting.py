from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.errors import Code, Refused
from server.registry import (
    Channel,
    ConsentPurpose,
    Contact,
    Participant,
    Person,
    Source,
    audit,
    consents,
    contacts,
    people,
    registrations,
)
from server.registry.audit import Deed
from server.registry.people import Agreed, Reach
from server.registry.registrations import Registration
from server.services import access, enrolment, finding, particulars, reachability, settling
from server.services.errand import Errand
from simulation import OutOfBounds
from simulation.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is corrected, as it is typed; None stays as it is."""

    seen: datetime
    """When the person was changed last, as far as whoever corrects knows."""
    name: str | None = None
    birth_year: int | None = None
    postcode: str | None = None
    house_number: str | None = None
    contacts: Sequence[tuple[Channel, str]] | None = None
    """All of them: what is not among them goes."""
    consents: Collection[ConsentPurpose] | None = None
    """All that hold: what is not among them is withdrawn."""
    source: Source = Source.TELEPHONE
    """How a consent came in that is new."""


async def correct(
    session: AsyncSession, registration: int | None, asked: Correction, errand: Errand
) -> None:
    """Correct what is held of somebody, if nobody did so meanwhile; raises Refused."""
    person = await finding.person(session, registration, errand)
    finding.check_unrestricted(person.restricted_at)
    theirs = await registrations.of_person(session, person.id)
    # all of it before anything is asked of the register: a refusal must not tell who is in it
    new = _read(asked, theirs)
    values = {}
    if new.name is not None:
        values["name"] = people.sealed_name(errand.keys, person.id, new.name)
    if not await people.change(session, person.id, seen=asked.seen, now=errand.now, **values):
        said = Sentence("it was changed meanwhile: read it again, and then correct it")
        raise Refused(Code.CHANGED_MEANWHILE, said)
    await settling.settle(session, today=errand.today)
    if asked.birth_year is not None:
        await _correct_birth_year(session, asked.birth_year, theirs)
    home = next(one for one in theirs if one.id == registration)
    if new.home and home.address_id is not None:
        await people.move(session, errand.keys, home.address_id, **new.home)
    if new.contacts is not None:
        await _correct_contacts(session, person, theirs, new.contacts, errand)
    if asked.consents is not None:
        await _correct_consents(session, person, asked.consents, asked.source, errand)
    entry = errand.entry(Deed.CORRECTED, subject=person.subject, fields=_fields(asked))
    await audit.append(session, [entry])


def _fields(asked: Correction) -> list[str]:
    named = {
        "name": asked.name,
        "birthYear": asked.birth_year,
        "postcode": asked.postcode,
        "houseNumber": asked.house_number,
        "contacts": asked.contacts,
        "consents": asked.consents,
    }
    return [name for name, value in named.items() if value is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _New:
    """What is corrected, normalised."""

    name: str | None
    home: dict[str, str]
    contacts: Sequence[Reach] | None


def _read(asked: Correction, theirs: Sequence[Registration]) -> _New:
    """Raise OutOfBounds where anything of it cannot be had."""
    name = None if asked.name is None else particulars.name(asked.name)
    if asked.birth_year is not None:
        # as old as they had to be when they registered first
        particulars.birth_year(asked.birth_year, on=min(one.registered_on for one in theirs))
    home = {}
    if asked.postcode is not None:
        home["postcode"] = particulars.postcode(asked.postcode)
    if asked.house_number is not None:
        home["house_number"] = particulars.house_number(asked.house_number)
    reaches = None if asked.contacts is None else particulars.contacts(asked.contacts)
    if asked.consents is not None and ConsentPurpose.ALERTS not in asked.consents:
        raise OutOfBounds("consents", "{field} must have ALERTS: whoever wants none opts out")
    return _New(name=name, home=home, contacts=reaches)


async def _correct_birth_year(
    session: AsyncSession, year: int, theirs: Sequence[Registration]
) -> None:
    ids = [one.id for one in theirs]
    await session.execute(
        update(Participant).where(Participant.id.in_(ids)).values(birth_year=year)
    )


async def _correct_contacts(
    session: AsyncSession,
    person: Person,
    theirs: Sequence[Registration],
    wanted: Sequence[Reach],
    errand: Errand,
) -> None:
    """Those that stay keep their history."""
    known = (await contacts.of_people(session, [person.id]))[person.id]
    told = {
        (row.channel, people.told(errand.keys, Contact.value, row.id, row.value)): row
        for row in known
    }
    added = [reach for reach in wanted if (reach.channel, reach.value) not in told]
    stay = {(reach.channel, reach.value) for reach in wanted}
    places = {
        one.municipality_code
        for one in theirs
        if one.left_on is None
        and access.keeps(errand.principal, Right.CHANGE_PEOPLE, one.municipality_code)
    }
    if added and places:
        await enrolment.check_new(session, errand, added, places, apart_from=person.id)
    await contacts.remove(session, [row.id for key, row in told.items() if key not in stay])
    await contacts.add(session, errand.keys, person.id, added)
    await registrations.reach_first_by(session, person.id, wanted[0].channel)
    await reachability.settle(session, person.id, on=errand.today)


async def _correct_consents(
    session: AsyncSession,
    person: Person,
    wanted: Collection[ConsentPurpose],
    source: Source,
    errand: Errand,
) -> None:
    latest = (await consents.of_people(session, [person.id]))[person.id]
    hold = {row.purpose for row in latest if row.withdrawn_on is None}
    await consents.withdraw(session, person.id, hold - set(wanted), on=errand.today)
    for purpose in sorted(set(wanted) - hold):
        agreed = Agreed(purpose=purpose, source=source, given_on=errand.today)
        await consents.give(session, person.id, agreed)
