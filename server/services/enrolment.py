from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.credentials import Right
from server.errors import Code, Refused
from server.registry import (
    Channel,
    ConsentPurpose,
    Participant,
    Source,
    adoptions,
    audit,
    consents,
    contacts,
    datasets,
    municipalities,
    people,
    registrations,
)
from server.registry.audit import Deed
from server.registry.people import Agreed, Home, Newcomer, Reach
from server.registry.registrations import Registration
from server.services import access, finding, particulars, reachability, settling
from server.services.errand import Errand
from simulation import OutOfBounds, ScenarioName
from simulation.sentence import Sentence

CLOSED = (ScenarioName.FROZEN, ScenarioName.ENDED)
"""Scenarios under which nobody registers any more."""


class AlreadyRegistered(Refused):
    """Tells whoever asks that somebody is there: a reading of those found, by `Person.subject`."""

    def __init__(self, subjects: Collection[str] = ()) -> None:
        said = Sentence("somebody with such a contact or address is registered there already")
        super().__init__(Code.ALREADY_REGISTERED, said)
        self.subjects = subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """As it is typed; the municipality by its code."""

    municipality: str
    postcode: str
    house_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Somebody who wants to take part, as it is typed."""

    name: str
    birth_year: int
    addresses: Sequence[Address]
    contacts: Sequence[tuple[Channel, str]]
    consents: Collection[ConsentPurpose]
    source: Source


async def register(session: AsyncSession, asked: Application, errand: Errand) -> list[int]:
    """Put in one person, with a registration for each address; their ids. Raises Refused."""
    access.require(errand.principal, Right.CHANGE_PEOPLE)
    await check_open(session, errand)
    keys = errand.keys
    name = particulars.name(asked.name)
    birth_year = particulars.birth_year(asked.birth_year, on=errand.today)
    reaches = particulars.contacts(asked.contacts)
    if ConsentPurpose.ALERTS not in asked.consents:
        raise OutOfBounds("consents", "{field} must have ALERTS: nobody is alerted unasked")
    homes = _homes(asked.addresses)
    await _check_places(session, {home[0] for home in homes}, errand)
    await check_new(session, errand, reaches, {home[0] for home in homes})
    ids = [
        await _add(session, place, reaches[0].channel, birth_year, errand) for place, _, _ in homes
    ]
    newcomer = Newcomer(
        name=name,
        source=asked.source,
        homes=[
            Home(participant_id=id_, postcode=postcode, house_number=number)
            for id_, (_, postcode, number) in zip(ids, homes, strict=True)
        ],
        contacts=reaches,
        consents=[
            Agreed(purpose=purpose, source=asked.source, given_on=errand.today)
            for purpose in sorted(set(asked.consents))
        ],
    )
    await people.add(session, people.sealed(keys, [newcomer], at=errand.now))
    fields = ("addresses", "birthYear", "consents", "contacts", "name", "source")
    entry = errand.entry(Deed.REGISTERED, subject=newcomer.subject, fields=fields)
    await audit.append(session, [entry])
    return ids


async def register_elsewhere(
    session: AsyncSession, registration: int | None, address: Address, errand: Errand
) -> int:
    """Register somebody who takes part already at one more address; raises Refused.

    Whoever has left everywhere comes back by registering, which asks for their consent.
    """
    person = await finding.person(session, registration, errand)
    finding.check_unrestricted(person.restricted_at)
    await check_open(session, errand)
    (home,) = _homes([address])
    await _check_places(session, [home[0]], errand)
    theirs = await registrations.of_person(session, person.id)
    await _check_taking_part(session, person.id, theirs)
    if len(theirs) >= particulars.MOST_ADDRESSES:
        most = particulars.MOST_ADDRESSES
        raise OutOfBounds("addresses", "{field} are {most} at most", most=most)
    if home in [_told(errand, one) for one in theirs if one.left_on is None]:
        raise AlreadyRegistered()
    reaches = await _reaches(session, person.id, errand)
    await check_new(session, errand, reaches, [home[0]], apart_from=person.id)
    channel = theirs[0].channel
    id_ = await _add(session, home[0], channel, theirs[0].birth_year, errand)
    added = Home(participant_id=id_, postcode=home[1], house_number=home[2])
    await people.add_home(session, errand.keys, person.id, added)
    await reachability.settle(session, person.id, on=errand.today)
    await audit.append(
        session, [errand.entry(Deed.REGISTERED, subject=person.subject, fields=("addresses",))]
    )
    return id_


async def check_open(session: AsyncSession, errand: Errand) -> None:
    """Raise Refused once the region has adopted a scenario without registrations."""
    adopted = await adoptions.in_force(session, on=errand.today)
    if adopted in CLOSED:
        said = Sentence("nobody registers any more: the region has adopted {name}", name=adopted)
        raise Refused(Code.REGISTRATIONS_CLOSED, said)


async def check_new(
    session: AsyncSession,
    errand: Errand,
    reaches: Collection[Reach],
    municipalities: Collection[str],
    *,
    apart_from: str | None = None,
) -> None:
    """Raise Refused where anybody else is reached likewise in one of these municipalities.

    The municipalities must be the errand's own, and all else checked before: nobody may try out,
    by what is refused and then undone, who is registered.
    """
    found = await contacts.taken_by(
        session, errand.keys, reaches, municipalities, apart_from=apart_from
    )
    if found:
        raise AlreadyRegistered(found)


async def _check_taking_part(
    session: AsyncSession, person: str, theirs: Sequence[Registration]
) -> None:
    """Raise Refused unless somebody takes part still, and agrees to be alerted."""
    agreed = (await consents.of_people(session, [person]))[person]
    alerted = any(
        one.purpose is ConsentPurpose.ALERTS and one.withdrawn_on is None for one in agreed
    )
    if not alerted or all(one.left_on is not None for one in theirs):
        said = Sentence(
            "this person has left, or does not agree to be alerted: register them anew, with "
            "their consent"
        )
        raise Refused(Code.NO_CONSENT, said)


async def _reaches(session: AsyncSession, person: str, errand: Errand) -> list[Reach]:
    """How somebody is reached, opened."""
    column, keys = registry.Contact.value, errand.keys
    return [
        Reach(channel=row.channel, value=people.told(keys, column, row.id, row.value))
        for row in (await contacts.of_people(session, [person]))[person]
    ]


_Home = tuple[str, str, str]
"""Municipality, postcode and number."""


def _homes(addresses: Sequence[Address]) -> list[_Home]:
    """Addresses normalised, each once."""
    particulars.count("addresses", addresses, particulars.MOST_ADDRESSES)
    homes = [
        (
            one.municipality,
            particulars.postcode(one.postcode, f"addresses.{place}.postcode"),
            particulars.house_number(one.house_number, f"addresses.{place}.houseNumber"),
        )
        for place, one in enumerate(addresses)
    ]
    return list(dict.fromkeys(homes))


def _told(errand: Errand, one: Registration) -> _Home | None:
    """Where a registration is, opened."""
    if one.address_id is None or one.postcode is None or one.house_number is None:
        return None
    columns, keys = registry.Address, errand.keys
    return (
        one.municipality_code,
        people.told(keys, columns.postcode, one.address_id, one.postcode),
        people.told(keys, columns.house_number, one.address_id, one.house_number),
    )


async def _check_places(session: AsyncSession, codes: Collection[str], errand: Errand) -> None:
    for code in codes:
        if not access.keeps(errand.principal, Right.CHANGE_PEOPLE, code):
            said = Sentence("this credential does not keep the people of that municipality")
            raise Refused(Code.FORBIDDEN, said)
        await municipalities.with_code(session, code)


async def _add(
    session: AsyncSession, place: str, channel: Channel, birth_year: int, errand: Errand
) -> int:
    """One registration from today; its id."""
    await settling.settle(session, today=errand.today)
    row = Participant(
        municipality_code=place,
        channel=channel,
        birth_year=birth_year,
        registered_on=errand.today,
    )
    session.add(row)
    await session.flush()
    await datasets.lived(session, errand.today)
    return row.id
