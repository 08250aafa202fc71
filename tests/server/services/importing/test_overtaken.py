"""What changes in the register while a file waits keeps it out, and is heeded the next time."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Principal, Role
from server.errors import Code, Refused
from server.registry import (
    Channel,
    ConsentPurpose,
    Database,
    Origin,
    Participant,
    Person,
    Source,
    adoptions,
)
from server.registry.audit import Purpose
from server.registry.reference import Region
from server.services import correcting, enrolment, founding, leaving, restricting
from server.services.correcting import Correction
from server.services.enrolment import Address, Application
from server.services.errand import Errand
from server.services.importing import participants
from tests.server.services.importing.conftest import (
    ANNE,
    AS_OF,
    BORNE,
    NOW,
    RING,
    WAITING,
    Rejects,
    asked,
    begin,
    counted,
    shows,
    take,
    take_what_can_be_had,
    written,
)

pytestmark = pytest.mark.anyio

ERRAND = Errand(
    principal=Principal(
        id="c1", roles=frozenset({Role.REGISTRAR}), municipalities=frozenset({"GM0141", "GM0147"})
    ),
    purpose=Purpose.KEEPING,
    now=NOW + timedelta(hours=1),
    today=NOW.date(),
    ring=RING,
)
THERE = Address(municipality="GM0147", postcode="7621AB", house_number="12")
OTHER = BORNE.replace("Anne", "Bert").replace("0612345678;;anne@", "0687654321;;bert@")
HERE = "is in the register already, of a registration in the same municipality"
OPTED_OUT = "is of somebody who opted out here before"
OF_SOMEBODY = "is of somebody in the register whom this row cannot register"
CLOSED = "registrations are closed since 2012-01-01"


async def annes(session: AsyncSession) -> int:
    """Her first registration."""
    found = await session.scalar(select(Participant.id).order_by(Participant.id).limit(1))
    assert found is not None
    return found


async def somebody_else(session: AsyncSession, telephone: str) -> None:
    asked = Application(
        name="Kwaad Willend",
        birth_year=1980,
        addresses=[THERE],
        contacts=[(Channel.SMS, telephone)],
        consents=[ConsentPurpose.ALERTS],
        source=Source.LETTER,
    )
    await enrolment.register(session, asked, ERRAND)


async def registered_there(session: AsyncSession) -> None:
    await enrolment.register_elsewhere(session, await annes(session), THERE, ERRAND)


async def left_there(session: AsyncSession) -> None:
    id_ = await enrolment.register_elsewhere(session, await annes(session), THERE, ERRAND)
    await leaving.opt_out(session, id_, ERRAND)


async def left_everywhere(session: AsyncSession) -> None:
    await leaving.opt_out(session, await annes(session), ERRAND)


async def restricted(session: AsyncSession) -> None:
    await restricting.restrict(session, await annes(session), ERRAND)


async def reached_otherwise(session: AsyncSession) -> None:
    seen = (await session.scalars(select(Person.changed_at))).one()
    contacts = [(Channel.SMS, "0634567890")]
    correction = Correction(seen=seen, contacts=contacts)
    await correcting.correct(session, await annes(session), correction, ERRAND)


async def her_number_is_anothers_there(session: AsyncSession) -> None:
    await somebody_else(session, "0612345678")


async def a_new_number_is_anothers_there(session: AsyncSession) -> None:
    await somebody_else(session, "0687654321")


async def closed(session: AsyncSession) -> None:
    await adoptions.adopt(session, "FROZEN", since=date(2012, 1, 1))


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (registered_there, [(2, "telefoon", HERE)]),
        pytest.param(left_there, [(2, "telefoon", OPTED_OUT)], marks=pytest.mark.on_both),
        (left_everywhere, [(2, "telefoon", OF_SOMEBODY)]),
        (restricted, [(2, "telefoon", OF_SOMEBODY)]),
        (reached_otherwise, []),
        pytest.param(
            her_number_is_anothers_there, [(2, "telefoon", HERE)], marks=pytest.mark.on_both
        ),
        (a_new_number_is_anothers_there, [(3, "telefoon", HERE)]),
        pytest.param(
            closed,
            [(2, "ingeschreven op", CLOSED), (3, "ingeschreven op", CLOSED)],
            marks=pytest.mark.on_both,
        ),
    ],
)
async def test_what_happens_while_a_file_waits_keeps_it_out_and_is_judged_the_next_time(
    database: Database,
    region: Region,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[AsyncSession], Awaitable[None]],
    told: list[tuple[int, str, str]],
) -> None:
    await take(database, written(ANNE), region)
    content = written(BORNE.replace("18-11-2012", "17-11-2012"), OTHER)
    monkeypatch.setattr(participants, "BATCH", 1)
    later = NOW + timedelta(minutes=1)
    await begin(database, content, region, pieces=2, now=later)
    async with database.writing() as session:
        await happens(session)
    before = await shows(database)

    with pytest.raises(Refused, match="type the same again") as refused:
        await participants.take(
            database, RING, asked(content, region, now=later), reject=Rejects([])
        )

    assert refused.value.code is Code.CHANGED_MEANWHILE
    assert (await shows(database))[:6] == before[:6]
    assert await counted(database, WAITING) == [0, 0, 0]
    again = NOW + timedelta(hours=2)
    tally, rejected = await take_what_can_be_had(database, content, region, now=again)
    assert rejected == told
    assert (tally.accepted, tally.rejected) == (2 - len(told), len(told))
    assert (await counted(database))[0] == before[0] + tally.accepted


async def test_whoever_has_left_waits_for_no_register_that_is_no_longer_empty(
    database: Database, region: Region
) -> None:
    async with database.writing() as session:
        await founding.found(session, region, origin=Origin.EMPTY, as_of=AS_OF)
    left = ANNE.removesuffix(";;") + ";1-2-2013;verhuisd"
    await begin(database, written(left), region, pieces=1)
    async with database.writing() as session:
        await somebody_else(session, "0687654321")

    with pytest.raises(Refused) as refused:
        await take(database, written(left), region)

    assert refused.value.code is Code.CHANGED_MEANWHILE
    _, told = await take_what_can_be_had(database, written(left), region)
    assert [column for _, column, _ in told] == ["uitgeschreven op"]


async def test_a_number_that_only_a_waiting_row_has_leads_to_the_same_person(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participants, "BATCH", 1)
    await take(database, written(ANNE), region)
    number = ("0612345678", "0687654321")
    here = ANNE.replace(*number).replace("anne@voorbeeld.nl", "")
    third = BORNE.replace("Borne", "Hengelo").replace("anne@voorbeeld.nl", "").replace(*number)

    tally, told = await take_what_can_be_had(
        database, written(BORNE.replace(*number), third, here.replace("2012", "2013")), region
    )

    assert told == [(4, "telefoon", HERE)]
    assert tally.accepted == 2
    assert await counted(database) == [3, 1, 3, 2, 1]


async def test_what_waits_of_somebody_who_is_there_adds_no_contact(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)

    await take(database, written(BORNE.replace("anne@", "anna@")), region)

    assert await counted(database) == [2, 1, 2, 2, 1]
