from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from server.credentials import Principal, Role
from server.errors import Code, Refused
from server.registry import Channel, Database, Participant, contacts
from server.services import correcting, leaving, reachability
from server.services.correcting import Correction
from server.services.reachability import Report
from simulation import OutOfBounds
from tests.server.services.people.conftest import (
    ENSCHEDE,
    ERRAND,
    HENGELO,
    HOME,
    NOW,
    TODAY,
    enrol,
    held,
)

pytestmark = pytest.mark.anyio

FAILED = "ABSENT_SUBSCRIBER"


@pytest.fixture
async def reached(register: Database) -> dict[Channel, str]:
    """Contacts of somebody with two registrations, by channel."""
    async with register.writing() as session:
        await enrol(session, addresses=[HOME, replace(HOME, municipality=HENGELO)])
    return {row.channel: row.id for row in (await held(register)).contacts}


async def report(
    register: Database, contact: str, failure: str | None, *, at: datetime = NOW
) -> None:
    async with register.writing() as session:
        await reachability.report(session, Report(contact=contact, at=at, failure=failure), ERRAND)


async def on_hold(register: Database) -> tuple[set[Channel], set[date | None]]:
    """Channels on hold, and since when registrations are."""
    found = await held(register)
    return (
        {row.channel for row in found.contacts if row.on_hold_since is not None},
        {row.on_hold_since for row in found.participants},
    )


@pytest.mark.on_both
async def test_a_failure_puts_the_contact_on_hold_and_an_arrival_takes_it_off(
    register: Database, reached: dict[Channel, str]
) -> None:
    await report(register, reached[Channel.SMS], FAILED)
    assert await on_hold(register) == ({Channel.SMS}, {None})

    await report(register, reached[Channel.SMS], None)
    assert await on_hold(register) == (set(), {None})


async def test_registrations_are_on_hold_while_all_contacts_are(
    register: Database, reached: dict[Channel, str]
) -> None:
    await report(register, reached[Channel.SMS], FAILED)
    await report(register, reached[Channel.EMAIL], "5.1.1")
    assert await on_hold(register) == ({Channel.SMS, Channel.EMAIL}, {TODAY})

    await report(register, reached[Channel.EMAIL], None)
    assert await on_hold(register) == ({Channel.SMS}, {None})


async def test_registrations_are_on_hold_since_the_last_of_all_contacts_failed(
    register: Database, reached: dict[Channel, str]
) -> None:
    async with register.writing() as session:
        await session.execute(update(Participant).values(registered_on=date(2012, 3, 4)))

    for days, contact in enumerate(reached.values()):
        await report(register, contact, FAILED, at=NOW - timedelta(days=3 - days))

    assert (await on_hold(register))[1] == {TODAY - timedelta(days=2)}


async def test_a_contact_is_on_hold_since_it_failed_first(
    register: Database, reached: dict[Channel, str]
) -> None:
    for days in (2, 1):
        await report(register, reached[Channel.SMS], FAILED, at=NOW - timedelta(days=days))

    since = {row.channel: row.on_hold_since for row in (await held(register)).contacts}
    assert since[Channel.SMS] == TODAY - timedelta(days=2)


async def test_a_contact_that_is_added_takes_registrations_off_hold(
    register: Database, reached: dict[Channel, str]
) -> None:
    for contact in reached.values():
        await report(register, contact, FAILED)
    found = await held(register)
    asked = Correction(
        seen=found.people[0].changed_at,
        contacts=[(Channel.SMS, "0612345678"), (Channel.VOICE, "0687654321")],
    )

    async with register.writing() as session:
        await correcting.correct(session, found.participants[0].id, asked, ERRAND)

    assert await on_hold(register) == ({Channel.SMS}, {None})


async def test_what_is_reported_late_is_kept_and_decides_nothing(
    register: Database, reached: dict[Channel, str]
) -> None:
    await report(register, reached[Channel.SMS], None)
    await report(register, reached[Channel.SMS], FAILED, at=NOW - timedelta(days=2))

    assert await on_hold(register) == (set(), {None})
    async with register.reading() as session:
        kept = await contacts.deliveries(session, [reached[Channel.SMS]], most=10)
    assert [row.failure for row in kept[reached[Channel.SMS]]] == [None, FAILED]


async def test_a_registration_is_not_on_hold_before_it_was_there(
    register: Database, reached: dict[Channel, str]
) -> None:
    for contact in reached.values():
        await report(register, contact, FAILED, at=datetime(2020, 1, 1, tzinfo=UTC))

    assert (await on_hold(register))[1] == {TODAY}


async def test_a_registration_that_was_left_stays_as_it_was(
    register: Database, reached: dict[Channel, str]
) -> None:
    (first, second) = (await held(register)).participants
    async with register.writing() as session:
        await leaving.opt_out(session, first.id, ERRAND)

    for contact in reached.values():
        await report(register, contact, FAILED)

    held_since = {row.id: row.on_hold_since for row in (await held(register)).participants}
    assert held_since == {first.id: None, second.id: TODAY}


async def test_the_history_shows_the_last_of_each_contact(
    register: Database, reached: dict[Channel, str]
) -> None:
    for day in range(5):
        for contact in reached.values():
            await report(register, contact, FAILED, at=NOW - timedelta(days=5 - day))

    async with register.reading() as session:
        kept = await contacts.deliveries(session, list(reached.values()), most=3)
    assert {len(rows) for rows in kept.values()} == {3}
    assert kept[reached[Channel.SMS]][0].at == NOW - timedelta(days=1)


@pytest.mark.parametrize("failure", ["", "no such number", "0612345678", "X12345", "é", "A" * 41])
async def test_a_failure_is_a_code_and_never_a_number(
    register: Database, reached: dict[Channel, str], failure: str
) -> None:
    with pytest.raises(OutOfBounds) as refused:
        await report(register, reached[Channel.SMS], failure)

    assert refused.value.field == "failure"
    assert not failure or failure not in str(refused.value)


async def test_nobody_reports_of_a_contact_elsewhere(
    register: Database, reached: dict[Channel, str]
) -> None:
    away = Principal(
        roles=frozenset({Role.REGISTRAR}), municipalities=frozenset({ENSCHEDE}), id="c2"
    )
    errand = replace(ERRAND, principal=away)
    for contact in (reached[Channel.SMS], "nobody"):
        told = Report(contact=contact, at=NOW, failure=FAILED)
        with pytest.raises(Refused) as refused:
            async with register.writing() as session:
                await reachability.report(session, told, errand)
        assert refused.value.code is Code.UNKNOWN_CONTACT

    assert await on_hold(register) == (set(), {None})


async def test_a_report_is_in_the_trail_without_what_was_called(
    register: Database, reached: dict[Channel, str]
) -> None:
    await report(register, reached[Channel.SMS], FAILED)

    found = await held(register)
    line = found.lines[-1]
    assert (line.deed, line.fields) == ("DELIVERY_REPORTED", "deliveries")
    assert line.subject == found.people[0].subject
