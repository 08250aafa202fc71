from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from server.credentials import Principal, Role
from server.errors import Code, Refused
from server.registry import (
    Address,
    Channel,
    ConsentPurpose,
    Contact,
    Database,
    LeavingReason,
    Participant,
    Person,
    consents,
    people,
    registrations,
)
from server.services import adopting, correcting, leaving
from server.services.correcting import Correction
from simulation import OutOfBounds, ScenarioName
from tests.server.services.people.conftest import (
    ALMELO,
    ENSCHEDE,
    ERRAND,
    HENGELO,
    HOME,
    JAN,
    NOW,
    TODAY,
    enrol,
    held,
)

pytestmark = pytest.mark.anyio

LATER = replace(ERRAND, now=NOW + timedelta(hours=1))


@pytest.fixture
async def jan(register: Database) -> int:
    async with register.writing() as session:
        (id_,) = await enrol(session)
    return id_


async def correct(register: Database, id_: int, **asked: Any) -> None:
    async with register.writing() as session:
        await correcting.correct(session, id_, Correction(**{"seen": NOW, **asked}), LATER)


async def test_what_is_corrected_is_sealed_anew_and_the_rest_stays(
    register: Database, jan: int
) -> None:
    before = await held(register)

    await correct(register, jan, name="Piet Jansen", postcode="7608 CD", birth_year=1971)

    found = await held(register)
    (person,), (participant,) = found.people, found.participants
    assert people.told(ERRAND.keys, Person.name, person.id, person.name) == "Piet Jansen"
    assert participant.birth_year == 1971
    async with register.reading() as session:
        (home,) = await registrations.of_person(session, person.id)
    told = [
        people.told(ERRAND.keys, column, home.address_id or "", sealed or b"")
        for column, sealed in (
            (Address.postcode, home.postcode),
            (Address.house_number, home.house_number),
        )
    ]
    assert told == ["7608CD", "12 A"]
    assert [row.value for row in found.contacts] == [row.value for row in before.contacts]
    assert found.lines[-1].fields == "birthYear name postcode"
    assert found.lines[-1].subject == person.subject


async def test_of_two_who_read_the_same_the_second_must_read_again(
    register: Database, jan: int
) -> None:
    await correct(register, jan, name="Piet")

    with pytest.raises(Refused) as refused:
        await correct(register, jan, name="Klaas", birth_year=1980)

    assert refused.value.code is Code.CHANGED_MEANWHILE
    found = await held(register)
    assert found.participants[0].birth_year == JAN.birth_year
    assert len(found.lines) == 2
    await correct(register, jan, name="Klaas", seen=found.people[0].changed_at)


async def test_a_contact_that_stays_keeps_its_row_and_another_goes(
    register: Database, jan: int
) -> None:
    before = {row.channel: row.id for row in (await held(register)).contacts}

    await correct(
        register, jan, contacts=[(Channel.VOICE, "053 4878787"), (Channel.SMS, "+31612345678")]
    )

    found = await held(register)
    after = {row.channel: row for row in found.contacts}
    assert set(after) == {Channel.SMS, Channel.VOICE}
    assert after[Channel.SMS].id == before[Channel.SMS]
    voice = after[Channel.VOICE]
    assert people.told(ERRAND.keys, Contact.value, voice.id, voice.value) == "+31534878787"
    assert found.participants[0].channel is Channel.VOICE


async def test_nobody_gets_the_contact_of_another_in_the_same_municipality(
    register: Database, jan: int
) -> None:
    async with register.writing() as session:
        await enrol(session, contacts=[(Channel.SMS, "0687654321")])

    with pytest.raises(Refused) as refused:
        await correct(register, jan, contacts=[(Channel.VOICE, "0687654321")])

    assert refused.value.code is Code.ALREADY_REGISTERED


async def test_what_is_wrong_besides_is_told_before_anything_is_asked_of_the_register(
    register: Database, jan: int
) -> None:
    async with register.writing() as session:
        await enrol(session, contacts=[(Channel.SMS, "0687654321")])

    said = []
    for number in ("0687654321", "0687654322"):
        with pytest.raises((Refused, OutOfBounds)) as refused:
            await correct(register, jan, contacts=[(Channel.SMS, number)], consents=[])
        said.append(str(refused.value))

    assert said == ["consents must have ALERTS: whoever wants none opts out"] * 2


async def test_who_keeps_almelo_alone_is_not_told_whose_number_is_held_in_hengelo(
    register: Database,
) -> None:
    hengelo = replace(HOME, municipality=HENGELO)
    async with register.writing() as session:
        both, _ = await enrol(session, addresses=[HOME, hengelo])
        await enrol(session, addresses=[hengelo], contacts=[(Channel.SMS, "0687654321")])
    asked = Correction(seen=NOW, contacts=[(Channel.SMS, "0687654321")])
    half = replace(
        LATER,
        principal=Principal(
            roles=frozenset({Role.REGISTRAR}), municipalities=frozenset({ALMELO}), id="c2"
        ),
    )

    with pytest.raises(Refused) as refused:
        async with register.writing() as session:
            await correcting.correct(session, both, asked, LATER)
    async with register.writing() as session:
        await correcting.correct(session, both, asked, half)

    assert refused.value.code is Code.ALREADY_REGISTERED
    assert [line.who for line in (await held(register)).lines] == ["c1", "c1", "c2"]


async def test_whoever_adds_speech_for_the_own_number_is_not_somebody_else(
    register: Database, jan: int
) -> None:
    number = "0612345678"

    await correct(register, jan, contacts=[(Channel.SMS, number), (Channel.VOICE, number)])

    assert {row.channel for row in (await held(register)).contacts} == {Channel.SMS, Channel.VOICE}


async def test_nobody_of_a_municipality_that_was_left_keeps_a_contact_from_being_had(
    register: Database,
) -> None:
    async with register.writing() as session:
        almelo, hengelo = await enrol(
            session, addresses=[HOME, replace(HOME, municipality=HENGELO)]
        )
        await leaving.opt_out(session, almelo, ERRAND)
        await enrol(session, contacts=[(Channel.SMS, "0687654321")])

    await correct(register, hengelo, contacts=[(Channel.SMS, "0687654321")])

    assert len((await held(register)).contacts) == 2


async def test_a_year_of_birth_is_that_of_somebody_old_enough_for_the_first_registration(
    register: Database,
) -> None:
    async with register.writing() as session:
        first, _ = await enrol(session, addresses=[HOME, replace(HOME, municipality=HENGELO)])
        (await session.get_one(Participant, first)).registered_on = date(2012, 3, 4)

    with pytest.raises(OutOfBounds) as refused:
        await correct(register, first, birth_year=1997)
    await correct(register, first, birth_year=1996)

    assert refused.value.field == "birthYear"
    assert {row.birth_year for row in (await held(register)).participants} == {1996}


async def test_a_consent_is_given_withdrawn_and_given_again_and_all_of_it_is_kept(
    register: Database, jan: int
) -> None:
    both = [ConsentPurpose.ALERTS, ConsentPurpose.NEWS]
    for hour, wanted in enumerate([both, both[:1], both]):
        seen = (await held(register)).people[0].changed_at
        async with register.writing() as session:
            later = replace(LATER, now=NOW + timedelta(hours=hour + 1))
            await correcting.correct(session, jan, Correction(seen=seen, consents=wanted), later)

    (person,) = (await held(register)).people
    async with register.reading() as session:
        latest = (await consents.of_people(session, [person.id]))[person.id]
    assert [(row.purpose, row.withdrawn_on) for row in latest] == [(one, None) for one in both]
    with pytest.raises(OutOfBounds, match="opts out"):
        await correct(register, jan, seen=person.changed_at, consents=[ConsentPurpose.NEWS])


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": "1"}, "name"),
        ({"birth_year": TODAY.year - 15}, "birthYear"),
        ({"postcode": "76"}, "postcode"),
        ({"house_number": "x"}, "houseNumber"),
        ({"contacts": []}, "contacts"),
    ],
)
async def test_a_wrong_correction_changes_nothing(
    register: Database, jan: int, asked: dict[str, Any], field: str
) -> None:
    before = await held(register)

    with pytest.raises(OutOfBounds) as refused:
        await correct(register, jan, **{"name": "Piet", **asked})

    assert refused.value.field == field
    after = await held(register)
    assert after.people[0].changed_at == before.people[0].changed_at
    assert len(after.lines) == 1


async def leave(register: Database, id_: int, **how: Any) -> None:
    async with register.writing() as session:
        await leaving.opt_out(session, id_, LATER, **how)


async def test_who_opts_out_of_the_last_registration_agrees_to_nothing_any_more(
    register: Database,
) -> None:
    async with register.writing() as session:
        ids = await enrol(session, addresses=[HOME, replace(HOME, municipality=HENGELO)])

    withdrawn: list[Sequence[date | None]] = []
    for id_ in ids:
        await leave(register, id_)
        (person,) = (await held(register)).people
        async with register.reading() as session:
            latest = (await consents.of_people(session, [person.id]))[person.id]
        withdrawn.append([row.withdrawn_on for row in latest])

    assert withdrawn == [[None], [TODAY]]
    rows = (await held(register)).participants
    assert {(row.left_on, row.left_because) for row in rows} == {(TODAY, LeavingReason.OPTED_OUT)}


async def test_opting_out_twice_is_opting_out_once(register: Database, jan: int) -> None:
    await leave(register, jan, because=LeavingReason.MOVED)
    await leave(register, jan, because=LeavingReason.DEATH)

    found = await held(register)
    assert found.participants[0].left_because is LeavingReason.MOVED
    assert [line.deed for line in found.lines] == ["REGISTERED", "OPTED_OUT"]


async def test_correcting_and_opting_out_go_on_under_scenario_3(
    register: Database, jan: int
) -> None:
    administrator = Principal(roles=frozenset({Role.ADMINISTRATOR}), id="a1")
    async with register.writing() as session:
        errand = replace(ERRAND, principal=administrator)
        await adopting.adopt(session, ScenarioName.FROZEN, errand, since=date(2015, 1, 1))

    await correct(register, jan, name="Piet")
    await leave(register, jan)

    assert (await held(register)).participants[0].left_on == TODAY


async def test_a_registration_elsewhere_is_as_unknown_as_one_that_is_not_there(
    register: Database, jan: int
) -> None:
    away = Principal(
        roles=frozenset({Role.REGISTRAR}), municipalities=frozenset({ENSCHEDE}), id="c2"
    )
    errand = replace(ERRAND, principal=away)
    said = []
    for id_ in (jan, jan + 1, None):
        async with register.writing() as session:
            with pytest.raises(Refused) as refused:
                await correcting.correct(session, id_, Correction(seen=NOW), errand)
            said.append((refused.value.code, refused.value.message))
            with pytest.raises(Refused) as refused:
                await leaving.opt_out(session, id_, errand)
            said.append((refused.value.code, refused.value.message))

    assert len(said) == 6
    assert len(set(said)) == 1
    assert said[0][0] is Code.UNKNOWN_PARTICIPANT


async def test_a_synthetic_participant_leaves_but_has_nothing_to_be_corrected(
    register: Database,
) -> None:
    async with register.writing() as session:
        session.add(
            Participant(
                municipality_code=HENGELO,
                channel=Channel.SMS,
                birth_year=1970,
                registered_on=date(2012, 1, 1),
            )
        )

    with pytest.raises(Refused) as refused:
        await correct(register, 1, name="Piet")
    await leave(register, 1)

    assert refused.value.code is Code.UNKNOWN_PARTICIPANT
    found = await held(register)
    assert found.participants[0].left_on == TODAY
    assert found.lines[0].subject is None
