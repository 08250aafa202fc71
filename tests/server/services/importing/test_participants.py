"""A file of participants goes into a register whole or not at all, once, however often tried."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from server.errors import Code, Refused
from server.registry import Database, Origin, adoptions, audit, people, sealings
from server.registry.imports import Tally
from server.registry.reference import Region
from server.registry.tables import (
    Address,
    Channel,
    Consent,
    Contact,
    Dataset,
    LeavingReason,
    Participant,
    Person,
    Source,
)
from server.sealing import KeyRing, drawn
from server.services import demo, publishing
from server.services.importing import participants
from server.services.importing.reasons import Reasons, RowsRejected
from tests.server.conftest import ONLY_SQLITE, AtMostQueries
from tests.server.services.importing.conftest import (
    ANNE,
    AS_OF,
    BORNE,
    NOW,
    RING,
    SPOUSE,
    WAITING,
    asked,
    begin,
    counted,
    file_of,
    progress,
    shows,
    take,
    take_what_can_be_had,
    written,
)

pytestmark = pytest.mark.anyio

EMPTY = [0, 0, 0, 0, 0, 0, 0]


@pytest.mark.on_both
async def test_a_row_becomes_a_registration_a_person_and_what_reaches_her(
    database: Database, region: Region
) -> None:
    taken = await take(database, written(ANNE), region)

    assert taken.tally == Tally(row=2, accepted=1)
    async with database.reading() as session:
        dataset = (await session.scalars(select(Dataset))).one()
        registration = (await session.scalars(select(Participant))).one()
        person = (await session.scalars(select(Person))).one()
        address = (await session.scalars(select(Address))).one()
        contacts = (await session.scalars(select(Contact).order_by(Contact.channel))).all()
        consent = (await session.scalars(select(Consent))).one()
    assert (dataset.origin, dataset.as_of, dataset.region) == (Origin.IMPORTED, AS_OF, region.name)
    assert (registration.municipality_code, registration.birth_year) == ("GM0141", 1970)
    assert (registration.channel, registration.registered_on) == (Channel.SMS, date(2012, 11, 18))
    assert people.told(RING, Person.name, person.id, person.name) == "Anne de Vries"
    assert person.source is Source.IMPORT
    assert (address.person_id, address.participant_id) == (person.id, registration.id)
    assert people.told(RING, Address.postcode, address.id, address.postcode) == "7607AB"
    assert people.told(RING, Address.house_number, address.id, address.house_number) == "12"
    reached = [people.told(RING, Contact.value, one.id, one.value) for one in contacts]
    assert reached == ["anne@voorbeeld.nl", "+31612345678"]
    assert (consent.person_id, consent.given_on) == (person.id, date(2012, 11, 18))


async def test_each_person_has_a_line_in_the_audit_trail_and_the_trail_holds(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)

    async with database.reading() as session:
        person = (await session.scalars(select(Person))).one()
        (line,) = await audit.about(session, person.subject)
        assert (line.deed, line.who) == (audit.Deed.IMPORTED.value, "c1")
        assert await audit.broken(session) is None
        assert (await audit.head(session)).number == 2  # hers, and that of the file


async def test_of_whoever_has_left_only_what_is_counted_is_there(
    database: Database, region: Region
) -> None:
    left = ANNE.removesuffix(";;") + ";1-2-2013;verhuisd"

    await take(database, written(left), region)

    assert await counted(database) == [1, 0, 0, 0, 0]
    async with database.reading() as session:
        registration = (await session.scalars(select(Participant))).one()
    assert registration.left_because is LeavingReason.MOVED


async def test_an_import_begins_a_new_edition_of_what_is_published(
    database: Database, region: Region
) -> None:
    alone = ANNE.replace("anne@voorbeeld.nl", "")
    rows = [
        alone.replace("5678", f"56{number}").replace(";12;", f";{number};")
        for number in range(10, 22)
    ]

    published = []
    for some in (rows[:9], rows[9:]):
        await take(database, written(*some), region)
        async with database.reading() as session:
            dataset = (await session.scalars(select(Dataset))).one()
            assert dataset.settled_until == date(NOW.year, 1, 1)
            day = date(2014, 1, 1)
            cube = await publishing.listed(session, dataset, ["GM0141"], on=day)
            published.append(cube.cells["GM0141", "FROM_25_TO_44", "SMS"])

    assert published == [None, 10]  # of 9, and of 12


async def test_the_same_file_again_adds_nothing(database: Database, region: Region) -> None:
    content = file_of(30, region)
    first = await take(database, content, region)
    before = await shows(database)

    again = await take(database, content, region)

    assert (first.before, again.before) == (False, True)
    assert (first.tally.accepted, again.tally.accepted, again.tally.known) == (30, 0, 30)
    assert await shows(database) == before


@pytest.mark.on_both
async def test_of_a_file_that_has_grown_only_what_is_new_is_added(
    database: Database, region: Region
) -> None:
    await take(database, file_of(15, region), region)

    taken = await take(database, file_of(19, region), region)

    assert taken.tally == Tally(row=20, accepted=4, known=15)
    assert (await counted(database))[:2] == [19, 19]


async def test_one_row_that_cannot_be_had_keeps_all_others_out(
    database: Database, region: Region
) -> None:
    content = file_of(10, region) + f"\n{ANNE.replace('1970', '2010')}".encode()

    with pytest.raises(RowsRejected, match="rows that cannot be had: 1") as rejected:
        await take(database, content, region)

    assert [(one.row, one.column) for one in rejected.value.first] == [(12, "geboortejaar")]
    assert await shows(database) == EMPTY
    assert await counted(database, WAITING) == [0, 0, 0]


async def test_rows_that_cannot_be_had_are_told_where_the_others_go_in(
    database: Database, region: Region
) -> None:
    spoilt = ANNE.replace("1970", "2010").replace("0612345678", "12")

    tally, told = await take_what_can_be_had(database, written(spoilt, ANNE), region)

    assert tally == Tally(row=3, accepted=1, rejected=1)
    assert told == [
        (2, "mobiel", "is no telephone number that exists"),
        (2, "geboortejaar", "must be a whole number in [1892, 1996]"),
    ]
    assert await counted(database, WAITING) == [0, 0, 0]


HERE = "is in the register already, of a registration in the same municipality"
OF_SOMEBODY = "is of somebody in the register whom this row cannot register"
SAME = "stands in row 2 as well, in the same municipality"


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (ANNE, ("telefoon", SAME)),
        (ANNE.replace("anne@", "a@").replace("Anne", "Bert"), ("telefoon", SAME)),
        (ANNE.replace("0612345678", "0687654321"), ("e-mail", SAME)),
        (ANNE.replace("anne@", "ANNE@").replace("0612345678", ""), ("e-mail", SAME)),
        (
            ANNE.replace("Almelo", "Borne").replace("1970", "1971"),
            ("telefoon", "stands in row 2 as well, of somebody else"),
        ),
    ],
)
async def test_a_number_or_address_that_stands_twice_is_found(
    database: Database, region: Region, other: str, why: tuple[str, str]
) -> None:
    tally, told = await take_what_can_be_had(database, written(ANNE, other), region)

    assert tally == Tally(row=3, accepted=1, rejected=1)
    assert told == [(3, *why)]


async def test_duplicates_are_found_across_batches_too(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participants, "BATCH", 1)

    tally, told = await take_what_can_be_had(database, written(ANNE, ANNE, ANNE), region)

    assert tally == Tally(row=4, accepted=1, rejected=2)
    assert [row for row, _, _ in told] == [3, 4]


@pytest.mark.parametrize("batch", [1, 1_000])
async def test_somebody_may_register_in_several_municipalities(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(participants, "BATCH", batch)
    borne = ANNE.replace("Almelo", "Borne").replace("7607 AB", "7621 AB")
    await take(database, written(ANNE), region)

    tally, told = await take_what_can_be_had(database, written(borne, borne), region)

    assert told == [(3, "telefoon", SAME)]
    assert tally == Tally(row=3, accepted=1, rejected=1)
    assert await counted(database) == [2, 1, 2, 2, 1]


@pytest.mark.parametrize("batch", [1, 1_000])
async def test_whoever_has_a_contact_and_year_of_birth_of_another_but_no_name_is_somebody_else(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(participants, "BATCH", batch)

    _, within = await take_what_can_be_had(database, written(ANNE, SPOUSE), region)
    _, later = await take_what_can_be_had(database, written(SPOUSE), region)

    assert within == [(3, "telefoon", "stands in row 2 as well, of somebody else")]
    assert later == [(2, "telefoon", OF_SOMEBODY)]
    assert await counted(database) == [1, 1, 1, 2, 1]


@pytest.mark.parametrize("batch", [1, 1_000])
async def test_a_name_in_other_letters_is_the_same_name(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(participants, "BATCH", batch)
    hengelo = ANNE.replace("Almelo", "Hengelo").replace("Anne de Vries", "ANNE  DE VRIES")

    await take(database, written(ANNE, BORNE.replace("de Vries", "De Vries")), region)
    await take(database, written(hengelo), region)

    assert (await counted(database))[:2] == [3, 1]


async def leave(database: Database, because: LeavingReason, *, place: str = "GM0141") -> None:
    async with database.writing() as session:
        await session.execute(
            update(Participant)
            .where(Participant.municipality_code == place)
            .values(left_on=AS_OF, left_because=because)
        )


OPTED_OUT = "is of somebody who opted out here before"


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("row", "said"), [(ANNE, OPTED_OUT), (BORNE, OF_SOMEBODY), (SPOUSE, OF_SOMEBODY)]
)
async def test_no_file_enrols_whoever_opted_out(
    database: Database, region: Region, row: str, said: str
) -> None:
    await take(database, written(ANNE), region)
    await leave(database, LeavingReason.OPTED_OUT)
    other = ANNE.replace("0612345678", "0687654321").replace("anne@", "bert@")

    tally, told = await take_what_can_be_had(database, written(row, other), region)

    assert told == [(2, "telefoon", said)]
    assert tally.accepted == 1
    assert (await counted(database))[:2] == [2, 2]


async def test_whoever_opted_out_in_one_municipality_is_registered_in_a_third_and_not_there(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE, BORNE), region)
    await leave(database, LeavingReason.OPTED_OUT)
    hengelo = ANNE.replace("Almelo", "Hengelo")

    _, told = await take_what_can_be_had(database, written(ANNE, hengelo), region)

    assert told == [(2, "telefoon", OPTED_OUT)]
    assert (await counted(database))[:2] == [3, 1]


@pytest.mark.on_both
async def test_the_number_of_whoever_moved_away_is_free_again(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)
    await leave(database, LeavingReason.MOVED)

    taken = await take(database, written(SPOUSE), region)

    assert taken.tally.accepted == 1
    assert (await counted(database))[:2] == [2, 2]


async def restrict(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(update(Person).values(restricted_at=NOW))


async def test_whoever_is_restricted_gets_no_registration_by_a_file(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)
    await restrict(database)

    _, told = await take_what_can_be_had(database, written(BORNE), region)

    assert told == [(2, "telefoon", OF_SOMEBODY)]
    assert (await counted(database))[0] == 1


@pytest.mark.on_both
async def test_whoever_a_file_finds_is_in_the_trail_though_nothing_is_taken_in(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)
    nobody = SPOUSE.replace("0612345678", "0687654321")

    with pytest.raises(RowsRejected):
        await take(database, written(nobody, SPOUSE), region)

    async with database.reading() as session:
        person = (await session.scalars(select(Person))).one()
        _, read = await audit.about(session, person.subject)
        last = (await audit.head(session)).number
    assert (read.deed, read.who, read.purpose) == ("READ", "c1", "KEEPING")
    assert (read.fields, read.number) == ("contacts", last)


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize(("sender", "told"), [("GM0141", True), ("GM0147", False)])
async def test_a_file_of_one_municipality_is_told_nothing_of_anothers_people(
    database: Database, region: Region, sender: str, told: bool, left: bool
) -> None:
    await take(database, written(ANNE), region)
    if left:
        await leave(database, LeavingReason.OPTED_OUT)
    row = ANNE.replace("2012", "2013")

    _, rejected = await take_what_can_be_had(database, written(row), region, municipality=sender)

    said = OPTED_OUT if left else HERE
    assert rejected == [(2, "telefoon", said if told else OF_SOMEBODY)]


async def test_what_the_register_says_otherwise_is_rejected(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)

    _, told = await take_what_can_be_had(
        database, written(ANNE.replace("18-11-2012", "19-11-2012")), region
    )

    assert told == [(2, "telefoon", HERE)]


async def test_whoever_has_left_comes_in_with_the_first_file_alone(
    database: Database, region: Region
) -> None:
    await take(database, file_of(3, region), region)

    _, told = await take_what_can_be_had(
        database, written(ANNE.removesuffix(";;") + ";1-2-2013;verhuisd"), region
    )

    assert [column for _, column, _ in told] == ["uitgeschreven op"]
    assert (await counted(database))[0] == 3


async def test_nobody_comes_in_who_registered_when_registrations_were_closed(
    database: Database, region: Region
) -> None:
    async with database.writing() as session:
        await adoptions.adopt(session, "FROZEN", since=date(2012, 11, 18))

    _, told = await take_what_can_be_had(
        database, written(ANNE, ANNE.replace("18-11-2012", "17-11-2012")), region
    )

    assert told == [(2, "ingeschreven op", "registrations are closed since 2012-11-18")]


async def test_a_row_is_of_its_own_day_whether_registrations_were_closed_opened_or_closed_anew(
    database: Database, region: Region
) -> None:
    async with database.writing() as session:
        for day, scenario in ((1, "FROZEN"), (5, "ENDED"), (9, "TODAY"), (13, "FROZEN")):
            await adoptions.adopt(session, scenario, since=date(2012, 11, day))
    days = ("04", "05", "08", "10", "14")

    _, told = await take_what_can_be_had(
        database,
        written(*(ANNE.replace("18-11-2012", f"{day}-11-2012") for day in days)),
        region,
    )

    closed = [(row, told) for row, _, told in told if "closed" in told]
    assert closed == [
        (row, f"registrations are closed since 2012-11-{day}")
        for row, day in ((2, "01"), (3, "05"), (4, "05"), (6, "13"))
    ]


@pytest.mark.on_both
async def test_a_file_that_another_made_the_register_let_go_of_is_not_told_as_taken_in(
    database: Database, region: Region
) -> None:
    async def meanwhile(_: Reasons) -> None:
        with pytest.raises(RowsRejected):
            await take(database, written(BORNE, ANNE.replace("1970", "1870")), region)

    with pytest.raises(Refused) as refused:
        await participants.take(database, RING, asked(written(ANNE), region), reject=meanwhile)

    assert refused.value.code is Code.CHANGED_MEANWHILE
    assert (await counted(database))[0] == 0
    await take(database, written(ANNE), region)
    assert (await counted(database))[0] == 1


@pytest.mark.on_both
async def test_whoever_no_contact_reaches_is_on_hold_where_a_file_has_them_besides(
    database: Database, region: Region
) -> None:
    await take(database, written(ANNE), region)
    async with database.writing() as session:
        for held in (Contact, Participant):
            await session.execute(update(held).values(on_hold_since=AS_OF))

    await take(database, written(BORNE), region)

    async with database.reading() as session:
        since = (await session.scalars(select(Participant.on_hold_since))).all()
    assert since == [AS_OF, AS_OF]


@pytest.mark.on_both
async def test_an_import_that_has_not_ended_shows_nothing_and_goes_on_where_it_was(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participants, "BATCH", 10)
    content = file_of(38, region)
    await begin(database, content, region, pieces=2)
    seen = await shows(database), await progress(database)

    taken = await take(database, content, region)

    assert seen == (EMPTY, [Tally(row=21, accepted=20)])
    assert taken.tally == Tally(row=39, accepted=38)
    assert (await counted(database))[0] == 38
    assert await counted(database, WAITING) == [0, 0, 0]
    async with database.reading() as session:
        assert (await sealings.made_with(session)).keys() == {RING.current.id.hex()}


async def test_what_waits_under_an_earlier_key_is_read_anew(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participants, "BATCH", 10)
    content = file_of(19, region)
    await begin(database, content, region, pieces=1)
    other = drawn()

    taken = await participants.take(
        database, KeyRing({**RING.keys, other.id: other}), asked(content, region)
    )

    assert taken.tally.accepted == 19
    async with database.reading() as session:
        assert (await sealings.made_with(session)).keys() == {other.id.hex()}


async def test_another_file_lets_go_of_one_that_was_not_read_to_its_end(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participants, "BATCH", 10)
    await begin(database, file_of(30, region), region, pieces=1)

    await take(database, file_of(5, region, first=100), region)

    assert (await counted(database))[0] == 5
    assert await counted(database, WAITING) == [0, 0, 0]
    assert len(await progress(database)) == 1


async def test_no_demo_is_drawn_where_a_file_waits(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participants, "BATCH", 10)
    await begin(database, file_of(30, region), region, pieces=1)

    with pytest.raises(Refused, match="a file of participants waits"):
        async with database.writing() as session:
            await demo.fill(session, region, seed=1)


async def test_real_people_are_not_mixed_with_a_demo_nor_with_another_region(
    database: Database, region: Region
) -> None:
    async with database.writing() as session:
        session.add(Dataset(region=region.name, origin=Origin.SYNTHETIC, as_of=AS_OF, seed=1))
    with pytest.raises(Refused, match="SYNTHETIC"):
        await take(database, written(ANNE), region)

    async with database.writing() as session:
        (await session.scalars(select(Dataset))).one().origin = Origin.EMPTY
    with pytest.raises(Refused, match="is not that of the register"):
        await take(database, written(ANNE), replace(region, name="elders"))

    assert (await counted(database))[0] == 0


async def test_two_processes_that_import_one_file_do_not_double_a_row(
    database: Database, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participants, "BATCH", 10)
    content = file_of(30, region)

    both = await asyncio.gather(
        *(take(database, content, region) for _ in range(2)), return_exceptions=True
    )

    refused = [one for one in both if isinstance(one, Refused)]
    assert [one.message for one in refused] == ["another import goes on in this register"]
    assert (await counted(database))[0] == 30


async def test_a_batch_takes_as_many_statements_however_many_rows_it_has(
    database: Database,
    region: Region,
    at_most_queries: AtMostQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(participants, "BATCH", 100)
    beginning_and_end, batch = 42, 7
    days = 4 * 5  # 1 Januaries that are over, each counted and settled

    with at_most_queries(beginning_and_end + 2 * batch + days):
        await take(database, file_of(200, region), region)


@ONLY_SQLITE
async def test_no_byte_of_the_database_tells_who_it_is(
    database: Database, region: Region, tmp_path: Path
) -> None:
    await take(database, written(ANNE), region)
    await database.close()

    there = await asyncio.to_thread(lambda: [*tmp_path.glob("register.sqlite*")])
    files = [file.read_bytes() for file in there]
    for told in (b"Anne", b"Vries", b"612345678", b"voorbeeld", b"7607"):
        assert not any(told in file for file in files), told
