from datetime import timedelta

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.registry import AuditLine, Contact, Database, Participant, Person
from server.services import (
    correcting,
    enrolment,
    finding,
    handing_over,
    leaving,
    reachability,
    restricting,
)
from server.services.correcting import Correction
from server.services.enrolment import Address
from server.services.reachability import Report
from tests.server.persons import BORNE, NOW, errand, put

pytestmark = pytest.mark.anyio


async def restricted(database: Database) -> tuple[Person, list[int]]:
    """Somebody restricted yesterday and, once more, today."""
    async with database.writing() as session:
        id_, registrations = await put(session)
        for now in (NOW - timedelta(days=1), NOW):
            await restricting.restrict(session, registrations[0], errand(now=now))
        return await session.get_one(Person, id_), registrations


async def test_who_is_restricted_twice_is_so_since_the_first_time(database: Database) -> None:
    person, _ = await restricted(database)

    assert person.restricted_at == NOW - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        finding.check_unrestricted(person.restricted_at)
    assert refused.value.code is Code.RESTRICTED


async def test_who_is_released_may_be_used_again_and_the_trail_tells_both(
    database: Database,
) -> None:
    person, registrations = await restricted(database)

    async with database.writing() as session:
        for _ in range(2):
            await restricting.release(session, registrations[0], errand())

    async with database.reading() as session:
        person = await session.get_one(Person, person.id)
        finding.check_unrestricted(person.restricted_at)
        lines = (await session.scalars(select(AuditLine).order_by(AuditLine.number))).all()
        assert [line.deed for line in lines] == ["RESTRICTED", "RELEASED"]


async def test_who_is_restricted_may_still_have_the_file(database: Database) -> None:
    _, registrations = await restricted(database)

    async with database.writing() as session:
        file = await handing_over.hand_over(session, registrations[0], errand())

    assert file["person"]["restrictedAt"] == (NOW - timedelta(days=1)).isoformat()


async def test_who_is_restricted_is_not_changed_but_may_leave(database: Database) -> None:
    _, registrations = await restricted(database)
    correction = Correction(seen=NOW, name="Pieters")
    address = Address(municipality=BORNE, postcode="7622AB", house_number="1")
    async with database.reading() as session:
        contact = await session.scalar(select(Contact.id)) or ""
    report = Report(contact=contact, at=NOW, failure="550")

    for change in (
        lambda session: correcting.correct(session, registrations[0], correction, errand()),
        lambda session: enrolment.register_elsewhere(session, registrations[0], address, errand()),
        lambda session: reachability.report(session, report, errand()),
    ):
        async with database.writing() as session:
            with pytest.raises(Refused) as refused:
                await change(session)
        assert refused.value.code is Code.RESTRICTED

    async with database.writing() as session:
        await leaving.opt_out(session, registrations[0], errand())
    async with database.reading() as session:
        assert (await session.get_one(Participant, registrations[0])).left_on == NOW.date()
