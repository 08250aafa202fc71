import asyncio
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from server.credentials import ANONYMOUS, Principal, Role
from server.errors import Code, Refused
from server.registry import (
    Address,
    Channel,
    ConsentPurpose,
    Contact,
    Database,
    Origin,
    Participant,
    Person,
    consents,
    datasets,
    people,
    registrations,
)
from server.registry.audit import Deed
from server.services import adopting, enrolment, leaving
from server.services.enrolment import AlreadyRegistered
from simulation import OutOfBounds, ScenarioName
from tests.server.conftest import ONLY_SQLITE
from tests.server.services.people.conftest import (
    ALMELO,
    ENSCHEDE,
    ERRAND,
    HENGELO,
    HOME,
    JAN,
    TODAY,
    enrol,
    held,
)

pytestmark = pytest.mark.anyio

ADMINISTRATOR = replace(ERRAND, principal=Principal(roles=frozenset({Role.ADMINISTRATOR}), id="a1"))


@pytest.mark.on_both
async def test_who_registers_is_kept_normalised_and_sealed(register: Database) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session)

    found = await held(register)
    (person,), (participant,) = found.people, found.participants
    told = people.told(ERRAND.keys, Person.name, person.id, person.name)
    assert told == "Jan Jansen"
    assert (participant.id, participant.municipality_code) == (id_, ALMELO)
    assert (participant.channel, participant.registered_on) == (Channel.SMS, TODAY)
    values = {
        people.told(ERRAND.keys, type(row).value, row.id, row.value) for row in found.contacts
    }
    assert values == {"+31612345678", "jan@example.nl"}
    async with register.reading() as session:
        (home,) = await registrations.of_person(session, person.id)
        assert home.address_id is not None
        assert home.house_number is not None
        number = people.told(ERRAND.keys, Address.house_number, home.address_id, home.house_number)
        assert number == "12 A"


@ONLY_SQLITE
async def test_nothing_of_who_registers_stands_readable_in_the_file(
    register: Database, tmp_path: Path
) -> None:
    async with register.writing() as session:
        await enrol(session)

    files = await asyncio.to_thread(lambda: [*tmp_path.glob("register.sqlite*")])
    stored = b"".join(file.read_bytes() for file in files)
    assert b"GM0141" in stored
    for told in ("Jansen", "12345678", "example.nl", "7607AB", "12 A"):
        assert told.encode() not in stored, told


async def test_who_registers_is_in_the_trail_by_pseudonym_and_fields(register: Database) -> None:
    async with register.writing() as session:
        await enrol(session)

    found = await held(register)
    ((line,), (person,)) = found.lines, found.people
    assert (line.who, line.purpose, line.deed) == ("c1", "KEEPING", Deed.REGISTERED.value)
    assert line.subject == person.subject != person.id
    assert line.fields == "addresses birthYear consents contacts name source"


async def test_one_person_registers_at_several_addresses(register: Database) -> None:
    homes = [HOME, replace(HOME, municipality=HENGELO, postcode="7551AB")]

    async with register.writing() as session:
        ids = await enrol(session, addresses=homes)

    found = await held(register)
    assert [row.id for row in found.participants] == ids
    assert [row.municipality_code for row in found.participants] == [ALMELO, HENGELO]
    assert len(found.people) == 1
    assert len(found.lines) == 1


async def test_one_more_address_is_one_more_registration_of_the_same_person(
    register: Database,
) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session)
    elsewhere = replace(HOME, municipality=HENGELO, postcode="7551AB")

    async with register.writing() as session:
        await enrolment.register_elsewhere(session, id_, elsewhere, ERRAND)
    with pytest.raises(Refused) as refused:
        async with register.writing() as session:
            await enrolment.register_elsewhere(session, id_, elsewhere, ERRAND)

    assert refused.value.code is Code.ALREADY_REGISTERED
    found = await held(register)
    assert (len(found.people), len(found.participants), len(found.lines)) == (1, 2, 2)


async def take_part_elsewhere(register: Database, id_: int, place: str = HENGELO) -> int:
    there = replace(HOME, municipality=place, postcode="7551AB")
    async with register.writing() as session:
        return await enrolment.register_elsewhere(session, id_, there, ERRAND)


async def test_whoever_no_contact_reaches_is_on_hold_in_a_second_place_too(
    register: Database,
) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session)
        for table in (Contact, Participant):
            await session.execute(update(table).values(on_hold_since=TODAY))

    await take_part_elsewhere(register, id_)

    assert [row.on_hold_since for row in (await held(register)).participants] == [TODAY, TODAY]


@pytest.mark.on_both
@pytest.mark.parametrize("how", ["opted out", "withdrew"])
async def test_whoever_left_everywhere_or_agrees_no_more_is_given_no_registration(
    register: Database, how: str
) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session)
        if how == "opted out":
            await leaving.opt_out(session, id_, ERRAND)
        else:
            (person,) = await session.scalars(select(Person.id))
            await consents.withdraw(session, person, [ConsentPurpose.ALERTS], on=TODAY)

    with pytest.raises(Refused) as refused:
        await take_part_elsewhere(register, id_)

    assert refused.value.code is Code.NO_CONSENT
    assert len((await held(register)).participants) == 1


async def test_whoever_left_one_of_two_places_may_be_registered_in_a_third(
    register: Database,
) -> None:
    async with register.writing() as session:
        ids = await enrol(session, addresses=[HOME, replace(HOME, municipality=HENGELO)])
        await leaving.opt_out(session, ids[0], ERRAND)

    await take_part_elsewhere(register, ids[0])

    assert len((await held(register)).participants) == 3


@pytest.mark.on_both
async def test_nobody_is_registered_elsewhere_where_another_is_reached_likewise(
    register: Database,
) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session)
        there = [replace(HOME, municipality=HENGELO)]
        await enrol(session, name="Piet", contacts=JAN.contacts[:1], addresses=there)

    with pytest.raises(AlreadyRegistered) as refused:
        await take_part_elsewhere(register, id_)

    found = await held(register)
    (piet,) = {line.subject for line in found.lines[1:]}
    assert refused.value.subjects == {piet}
    assert len(found.participants) == 2


async def test_a_sixth_address_is_refused(register: Database) -> None:
    homes = [replace(HOME, house_number=str(number)) for number in range(1, 6)]
    async with register.writing() as session:
        id_, *_ = await enrol(session, addresses=homes)

        with pytest.raises(OutOfBounds) as refused:
            await enrolment.register_elsewhere(session, id_, HOME, ERRAND)

    assert (refused.value.field, "5 at most" in str(refused.value)) == ("addresses", True)


async def test_whoever_left_an_address_may_register_there_again(register: Database) -> None:
    async with register.writing() as session:
        first, second = await enrol(session, addresses=[HOME, replace(HOME, house_number="13")])
        await leaving.opt_out(session, first, ERRAND)

        await enrolment.register_elsewhere(session, second, HOME, ERRAND)

    assert [row.left_on for row in (await held(register)).participants] == [TODAY, None, None]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": "  "}, "name"),
    ({"name": "Jan\nJansen"}, "name"),
    ({"name": "J" * 201}, "name"),
    ({"birth_year": 2011}, "birthYear"),
    ({"birth_year": 1899}, "birthYear"),
    ({"contacts": []}, "contacts"),
    ({"contacts": [(Channel.SMS, "0612")]}, "contacts.0.value"),
    ({"contacts": [(Channel.EMAIL, "jan"), (Channel.SMS, "x")]}, "contacts.0.value"),
    ({"contacts": [(Channel.SMS, "0612345678")] * 11}, "contacts"),
    ({"consents": []}, "consents"),
    ({"consents": [ConsentPurpose.NEWS]}, "consents"),
    ({"addresses": []}, "addresses"),
    ({"addresses": [replace(HOME, postcode="0607AB")]}, "addresses.0.postcode"),
    ({"addresses": [HOME, replace(HOME, house_number="a")]}, "addresses.1.houseNumber"),
]


@pytest.mark.parametrize(("otherwise", "field"), WRONG)
async def test_a_wrong_value_is_refused_by_its_field_and_not_told(
    register: Database, otherwise: dict[str, Any], field: str
) -> None:
    with pytest.raises(OutOfBounds) as refused:
        async with register.writing() as session:
            await enrol(session, **otherwise)

    assert refused.value.field == field
    for told in ("Jan", "2011", "1899", "0612", "0607", "jan"):
        assert told not in str(refused.value)
    assert not (await held(register)).participants


async def test_who_is_sixteen_this_year_may_register(register: Database) -> None:
    async with register.writing() as session:
        await enrol(session, birth_year=TODAY.year - 16)

    assert len((await held(register)).participants) == 1


async def test_the_same_contact_registers_once_in_a_municipality(register: Database) -> None:
    async with register.writing() as session:
        (id_,) = await enrol(session)
    there = {"contacts": [(Channel.VOICE, "+31 6 1234 5678")], "name": "Piet"}
    elsewhere = {**there, "addresses": [replace(HOME, municipality=HENGELO)]}

    with pytest.raises(Refused) as refused:
        async with register.writing() as session:
            await enrol(session, **there)
    async with register.writing() as session:
        await enrol(session, **elsewhere)
        await leaving.opt_out(session, id_, ERRAND)
        await enrol(session, **there)

    assert refused.value.code is Code.ALREADY_REGISTERED
    assert len((await held(register)).people) == 3


@pytest.mark.parametrize("scenario", list(ScenarioName))
async def test_nobody_registers_from_the_day_on_which_scenario_3_was_adopted(
    register: Database, scenario: ScenarioName
) -> None:
    tomorrow = replace(ERRAND, today=TODAY + timedelta(days=1))
    async with register.writing() as session:
        await adopting.adopt(session, scenario, ADMINISTRATOR, since=tomorrow.today)

    async with register.writing() as session:
        (id_,) = await enrol(session)
    closed = scenario in (ScenarioName.FROZEN, ScenarioName.ENDED)
    codes = set()
    for number in range(2):
        try:
            async with register.writing() as session:
                if number:
                    other = replace(JAN, contacts=[(Channel.SMS, "0687654321")])
                    await enrolment.register(session, other, tomorrow)
                else:
                    home = replace(HOME, house_number="13")
                    await enrolment.register_elsewhere(session, id_, home, tomorrow)
        except Refused as refused:
            codes.add(refused.code)

    assert codes == ({Code.REGISTRATIONS_CLOSED} if closed else set())
    assert len((await held(register)).participants) == (1 if closed else 3)


async def test_another_scenario_opens_the_register_again(register: Database) -> None:
    async with register.writing() as session:
        await adopting.adopt(session, ScenarioName.FROZEN, ADMINISTRATOR, since=date(2015, 1, 1))
        await adopting.adopt(session, ScenarioName.REGIONAL_BASIC, ADMINISTRATOR, since=TODAY)
        await enrol(session)

    lines = (await held(register)).lines
    assert [line.deed for line in lines] == ["ADOPTED", "ADOPTED", "REGISTERED"]
    assert [line.who for line in lines] == ["a1", "a1", "c1"]


@pytest.mark.parametrize(
    ("principal", "municipality", "code"),
    [
        (ANONYMOUS, ALMELO, Code.CREDENTIAL_REQUIRED),
        (replace(ADMINISTRATOR.principal), ALMELO, Code.FORBIDDEN),
        (ERRAND.principal, ENSCHEDE, Code.FORBIDDEN),
        (ERRAND.principal, "GM9999", Code.FORBIDDEN),
    ],
)
async def test_who_does_not_keep_a_municipality_registers_nobody_there(
    register: Database, principal: Principal, municipality: str, code: Code
) -> None:
    asked = replace(JAN, addresses=[replace(HOME, municipality=municipality)])

    with pytest.raises(Refused) as refused:
        async with register.writing() as session:
            await enrolment.register(session, asked, replace(ERRAND, principal=principal))

    assert refused.value.code is code
    assert not (await held(register)).people


async def test_without_keys_nobody_is_taken(register: Database) -> None:
    with pytest.raises(Refused) as refused:
        async with register.writing() as session:
            await enrolment.register(session, JAN, replace(ERRAND, ring=None))

    assert refused.value.code is Code.NO_KEYS
    assert "none is taken or shown: the operator must name them" in str(refused.value)


async def test_the_register_lives_on_the_day_of_its_last_change(register: Database) -> None:
    async with register.writing() as session:
        await enrol(session)

    async with register.reading() as session:
        found = await datasets.current(session)
    assert (found.as_of, found.origin) == (TODAY, Origin.IMPORTED)
