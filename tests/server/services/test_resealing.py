import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from server.credentials import Role
from server.registry import (
    Channel,
    Credential,
    Database,
    audit,
    credentials,
    sealing_keys,
    sealings,
)
from server.registry.tables import Address, Contact, Person
from server.sealing import KeyRing, candidates, drawn, index, opened
from server.services import credentialing, resealing
from server.services.credentialing import Wanted
from tests.server import persons

pytestmark = pytest.mark.anyio

NOW = datetime(2015, 1, 1, tzinfo=UTC)
OLD, NEW = persons.KEY, drawn()
BOTH, AFTER = KeyRing({OLD.id: OLD, NEW.id: NEW}), KeyRing({NEW.id: NEW})


async def people(database: Database, count: int) -> list[str]:
    async with database.writing() as session:
        return [
            (await persons.put(session, name=f"Jansen {i}", telephone=f"+3161234{i:04}"))[0]
            for i in range(count)
        ]


async def names(database: Database, ring: KeyRing) -> set[str]:
    async with database.reading() as session:
        rows = await session.execute(select(Person.id, Person.name))
        return {opened(ring, name, sealings.place(Person.name, id_)) for id_, name in rows}


async def test_all_is_sealed_anew_and_the_earlier_key_needed_no_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 7)
    await people(database, 20)
    told: list[int] = []

    done = await resealing.reseal(database, BOTH, who="operator:test", now=NOW, tell=told.append)

    assert done.rows == told[-1] == 80  # a person, an address and two contacts each
    assert max(b - a for a, b in zip([0, *told], told, strict=False)) <= 7
    assert await names(database, AFTER) == {f"Jansen {number}" for number in range(20)}
    async with database.reading() as session:
        assert await sealings.made_with(session) == {NEW.id.hex(): 100}
        assert await sealings.left(session, BOTH) == 0
        for blind in candidates(AFTER, "+31612340007", "telephone"):
            assert (await session.scalars(select(Contact).where(Contact.blind == blind))).one()
        row = (await session.scalars(select(Address))).first()
        assert row is not None
        assert (
            opened(AFTER, row.house_number, sealings.place(Address.house_number, row.id)) == "12 A"
        )
        [line] = await audit.last(session, most=5)
        assert (line.deed, line.who) == ("KEYS_ROTATED", "operator:test")
        assert await audit.broken(session) is None


async def test_a_blind_index_that_alone_is_of_an_earlier_key_is_made_anew(
    database: Database,
) -> None:
    await people(database, 1)
    await resealing.reseal(database, BOTH, who="t", now=NOW)
    number = "+31612340000"
    async with database.writing() as session:
        sms = update(Contact).where(Contact.channel == Channel.SMS)
        await session.execute(sms.values(blind=index(persons.RING, number, "telephone")))

    assert (await resealing.reseal(database, BOTH, who="t", now=NOW)).rows == 1

    async with database.reading() as session:
        blinds = (await session.scalars(select(Contact.blind))).all()
        assert index(AFTER, number, "telephone") in blinds
        assert await sealings.left(session, BOTH) == 0


async def test_stopped_at_any_batch_it_goes_on_and_does_nothing_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 7)
    await people(database, 10)

    def stop(_: int) -> None:
        raise asyncio.CancelledError

    done = 0
    for _ in range(100):
        async with database.reading() as session:
            before = await sealings.left(session, BOTH)
        if not before:
            break
        with pytest.raises(asyncio.CancelledError):
            await resealing.reseal(database, BOTH, who="t", now=NOW, tell=stop)
        async with database.reading() as session:
            done += before - await sealings.left(session, BOTH)
        assert await names(database, BOTH) == {f"Jansen {number}" for number in range(10)}

    assert done == 40
    assert (await resealing.reseal(database, BOTH, who="t", now=NOW)).rows == 0


@pytest.mark.parametrize("left", [20, 2, 0])
async def test_what_does_not_open_is_told_by_its_place_left_as_it_is_and_stops_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    ids = sorted(await people(database, 5))
    async with database.writing() as session:
        name = await session.scalar(select(Person.name).where(Person.id == ids[0]))
        assert name is not None
        for id_ in ids[1:3]:  # moved there by somebody who writes the database, or cut short
            changed = update(Person).where(Person.id == id_).values(name=name[: left or None])
            await session.execute(changed)

    done = await resealing.reseal(database, BOTH, who="t", now=NOW)
    again = await resealing.reseal(database, BOTH, who="t", now=NOW)

    assert (done.rows, again.rows) == (18, 0)
    for each in (done, again):
        assert each.spoilt.columns == {"person.name": 2}
        assert [place.row for place in each.spoilt.places] == ids[1:3]
    assert {*(await resealing.spoilt(database, BOTH)).places} == {*done.spoilt.places}
    async with database.reading() as session:
        assert (
            await session.scalar(select(Person.name).where(Person.id == ids[1]))
            == (name[: left or None])
        )
        assert sum((await sealings.made_with(session)).values()) == 25
        assert await sealings.left(session, BOTH) == 2
        lines = await audit.last(session, most=5)
        assert [line.fields for line in lines] == ["unreadable:person.name"] * 2
        assert await sealing_keys.used(session) == ({NEW.id} if left == 2 else {OLD.id, NEW.id})


async def test_a_rotation_killed_after_its_last_batch_is_told_by_the_one_that_follows(
    database: Database,
) -> None:
    await people(database, 3)

    def stop(done: int) -> None:
        if done == 12:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await resealing.reseal(database, BOTH, who="killed", now=NOW, tell=stop)
    async with database.reading() as session:
        assert await sealings.left(session, BOTH) == 0
        assert await audit.last(session, most=5) == []
        assert await sealing_keys.used(session) == {OLD.id, NEW.id}

    for _ in range(2):
        done = await resealing.reseal(database, BOTH, who="finishes", now=NOW)
        assert done.rows == 0

    async with database.reading() as session:
        [line] = await audit.last(session, most=5)
        assert (line.deed, line.who) == ("KEYS_ROTATED", "finishes")
        assert line.purpose == f"the key {NEW.id.hex()} seals now"
        assert await sealing_keys.used(session) == {NEW.id}


async def test_what_is_sealed_with_an_earlier_key_after_a_rotation_keeps_it_needed(
    database: Database,
) -> None:
    await people(database, 1)
    await resealing.reseal(database, BOTH, who="t", now=NOW)
    async with database.reading() as session:
        assert await sealing_keys.used(session) == {NEW.id}

    await people(database, 1)  # by a server that has the earlier key alone

    async with database.reading() as session:
        assert await sealing_keys.used(session) == {OLD.id, NEW.id}
        assert await sealing_keys.needed(session, {OLD.id, b"\xff\xff"}) == [OLD.id]


async def test_of_very_much_that_does_not_open_the_first_places_are_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "MOST_TOLD", 3)
    await people(database, 5)
    async with database.writing() as session:
        await session.execute(update(Address).values(house_number=b"\x01\x00\x01x", postcode=b"y"))

    done = await resealing.reseal(database, BOTH, who="t", now=NOW)

    assert done.spoilt.columns == {"address.house_number": 5, "address.postcode": 5}
    assert (done.spoilt.count, len(done.spoilt.places), done.rows) == (10, 3, 15)


async def test_credentials_are_sealed_anew_and_what_was_changed_without_the_keys_is_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    wanted = Wanted(
        name="Desk",
        roles=frozenset({Role.AUDITOR}),
        municipalities=frozenset(),
        scopes=None,
        expires_at=NOW + timedelta(days=9),
    )
    async with database.writing() as session:
        for ring in (persons.RING, persons.RING, persons.RING, persons.RING, None):
            row, _ = await credentialing.issue(session, wanted, ring=ring, by="t", now=NOW)
        changed = (
            await session.scalars(select(Credential.id).where(Credential.id != row.id))
        ).first()
        forged = update(Credential).where(Credential.id == changed)
        await session.execute(forged.values(roles="administrator"))
    async with database.reading() as session:
        assert await sealings.left(session, BOTH) == 4

    done = await resealing.reseal(database, BOTH, who="operator:test", now=NOW)

    assert done.rows == 4
    async with database.reading() as session:
        rows = (await session.scalars(select(Credential))).all()
        assert sum(credentials.is_sealed(AFTER, one) for one in rows) == 3
        assert [one.id for one in rows if one.seal is None and one.id != row.id] == [changed]
        assert await sealings.made_with(session) == {NEW.id.hex(): 3}
        assert await sealings.left(session, BOTH) == 0
