"""People with all that can be held of somebody, put in a register by its own means."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Principal, Role
from server.registry import (
    Channel,
    ConsentPurpose,
    Contact,
    Dataset,
    Delivery,
    LeavingReason,
    Municipality,
    Origin,
    Participant,
    Source,
    people,
)
from server.registry.audit import Purpose
from server.registry.people import Agreed, Home, Newcomer, Reach
from server.registry.tables import Import, ImportState
from server.sealing import Key, KeyRing
from server.services.errand import Errand

KEY = Key(b"\x00\x01", bytes(range(32)))
RING = KeyRing({KEY.id: KEY})
ALMELO, BORNE = "GM0141", "GM0147"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def registrar(*municipalities: str) -> Principal:
    return Principal(
        id="c1", roles=frozenset({Role.REGISTRAR}), municipalities=frozenset(municipalities)
    )


def errand(principal: Principal | None = None, *, now: datetime = NOW) -> Errand:
    return Errand(
        principal=principal or registrar(ALMELO, BORNE),
        purpose=Purpose.REQUEST,
        now=now,
        today=now.date(),
        ring=RING,
    )


async def towns(session: AsyncSession) -> None:
    if await session.get(Dataset, 1) is None:
        as_of = date(2015, 1, 1)
        session.add(Dataset(region="twente", origin=Origin.EMPTY, as_of=as_of, seed=None))
    for code, name in ((ALMELO, "Almelo"), (BORNE, "Borne")):
        if await session.get(Municipality, code) is None:
            session.add(Municipality(code=code, name=name, land_ha=1, urbanity=2, households=1))
    await session.flush()


async def put(
    session: AsyncSession,
    *,
    name: str = "Jansen",
    telephone: str = "+31612345678",
    email: str = "jansen@example.nl",
    places: Sequence[str] = (ALMELO,),
    left_on: date | None = None,
    postcode: str = "7607AB",
    house_number: str = "12 A",
    sent_at: datetime = NOW,
) -> tuple[str, list[int]]:
    """One person, reached by SMS and e-mail, each of which failed once: id, and registrations."""
    await towns(session)
    registrations = [
        Participant(
            municipality_code=place,
            channel=Channel.SMS,
            birth_year=1970,
            registered_on=date(2012, 3, 4),
            left_on=left_on,
            left_because=None if left_on is None else LeavingReason.OPTED_OUT,
        )
        for place in places
    ]
    session.add_all(registrations)
    await session.flush()
    newcomer = Newcomer(
        name=name,
        source=Source.WEBSITE,
        homes=[
            Home(participant_id=one.id, postcode=postcode, house_number=house_number)
            for one in registrations
        ],
        contacts=[
            Reach(channel=Channel.SMS, value=telephone),
            Reach(channel=Channel.EMAIL, value=email, on_hold_since=date(2026, 1, 2)),
        ],
        consents=[
            Agreed(purpose=ConsentPurpose.ALERTS, source=Source.WEBSITE, given_on=date(2012, 3, 4))
        ],
    )
    await people.add(session, people.sealed(RING, [newcomer], at=NOW))
    for contact in await session.scalars(
        select(Contact.id).where(Contact.person_id == newcomer.id).order_by(Contact.channel)
    ):
        row = {"id": uuid4().hex, "contact_id": contact, "at": sent_at, "arrived": False}
        await session.execute(insert(Delivery).values(**row, failure="550"))
    return newcomer.id, [one.id for one in registrations]


def begun(id_: str = "i1", *, at: datetime = NOW, row: int = 1) -> Import:
    """A file of participants that is read to a row, and waits."""
    counted = dict.fromkeys(("accepted", "known", "rejected"), 0)
    return Import(
        id=id_,
        file=id_.encode(),
        state=ImportState.READING,
        region="twente",
        as_of=at.date(),
        key_id=b"k",
        begun_at=at,
        row=row,
        **counted,
    )
