"""People put straight into a register's tables, sealed by a ring of keys."""

from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import sealings
from server.registry.tables import (
    Address,
    Channel,
    Contact,
    Municipality,
    Participant,
    Person,
    Source,
)
from server.sealing import KeyRing, index, seal

ALMELO = "GM0141"


async def put(session: AsyncSession, ring: KeyRing, *, count: int) -> list[str]:
    """Some people of Almelo, each with an address and a number; their ids."""
    if await session.get(Municipality, ALMELO) is None:
        session.add(
            Municipality(code=ALMELO, name="Almelo", land_ha=6730, urbanity=2, households=31443)
        )
        await session.flush()
    return [await _person(session, ring, number) for number in range(count)]


async def _person(session: AsyncSession, ring: KeyRing, number: int) -> str:
    id_, address, contact = (uuid4().hex for _ in range(3))
    telephone = f"+3161234{number:04}"
    person = Person(
        id=id_,
        subject=uuid4().hex,
        name=seal(ring, f"Jansen {number}", sealings.place(Person.name, id_)),
        source=Source.WEBSITE,
        changed_at=datetime(2014, 11, 18, tzinfo=UTC),
    )
    registration = Participant(
        municipality_code=ALMELO,
        channel=Channel.SMS,
        birth_year=1970,
        registered_on=date(2012, 3, 4),
    )
    session.add_all([person, registration])
    await session.flush()
    await session.execute(
        insert(Address).values(
            id=address,
            person_id=id_,
            participant_id=registration.id,
            postcode=seal(ring, "7607AB", sealings.place(Address.postcode, address)),
            house_number=seal(ring, "12a", sealings.place(Address.house_number, address)),
        )
    )
    await session.execute(
        insert(Contact).values(
            id=contact,
            person_id=id_,
            channel=Channel.SMS,
            value=seal(ring, telephone, sealings.place(Contact.value, contact)),
            blind=index(ring, telephone, sealings.BLIND_DOMAINS[Channel.SMS]),
        )
    )
    return id_
