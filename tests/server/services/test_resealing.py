import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from server.credentials import Role
from server.registry import Credential, Database, audit, credentials, sealings
from server.registry.tables import Address, Contact, Person
from server.sealing import KeyRing, Unreadable, candidates, drawn, opened
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

    assert done == told[-1] == 80  # a person, an address and two contacts each
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
    assert await resealing.reseal(database, BOTH, who="t", now=NOW) == 0


async def test_what_does_not_open_is_told_by_its_place_and_left_as_it_is(
    database: Database,
) -> None:
    first, second = await people(database, 2)
    async with database.writing() as session:
        name = await session.scalar(select(Person.name).where(Person.id == first))
        await session.execute(update(Person).where(Person.id == second).values(name=name))

    with pytest.raises(Unreadable, match=f"person.name of {second}: changed, or moved"):
        await resealing.reseal(database, BOTH, who="t", now=NOW)

    async with database.reading() as session:
        assert await session.scalar(select(Person.name).where(Person.id == second)) == name


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

    assert done == 4
    async with database.reading() as session:
        rows = (await session.scalars(select(Credential))).all()
        assert sum(credentials.is_sealed(AFTER, one) for one in rows) == 3
        assert [one.id for one in rows if one.seal is None and one.id != row.id] == [changed]
        assert await sealings.made_with(session) == {NEW.id.hex(): 3}
        assert await sealings.left(session, BOTH) == 0
