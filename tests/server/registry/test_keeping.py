"""Registers are saved while they are worked on, and set back whole, on either database."""

import asyncio
import gzip
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from server.address import Address
from server.errors import DatabaseRefused
from server.registry import (
    Action,
    ActionType,
    Channel,
    Database,
    Dataset,
    Municipality,
    Origin,
    Participant,
    audit,
)
from server.registry.audit import Deed, Entry
from server.registry.migrations import HEAD
from server.registry.tables import Contact, Person, Settled, Source, Table
from tests.server.conftest import KINDS, ONLY_SQLITE, copied
from tests.server.registry.test_migrations import made_at

pytestmark = [pytest.mark.anyio, pytest.mark.seldom]

NOW = datetime(2014, 11, 18, 9, 30, 0, 250_000, tzinfo=UTC)
Contents = dict[str, list[tuple[object, ...]]]


async def as_it_is(_session: AsyncSession) -> None:
    """Set a register back without a change."""


async def contents(database: Database) -> Contents:
    """All rows of all tables but what marks them."""
    found: Contents = {}
    async with database.reading() as session:
        for table in Table.metadata.sorted_tables:
            rows = await session.execute(select(table).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows]
    del found["stamp"]
    return found


@pytest.fixture
async def lived_in(database: Database) -> Database:
    """A register with something of every kind, from which the last participant was erased."""
    async with database.writing() as session:
        session.add(Municipality(code="GM0001", name="Écht", land_ha=1, urbanity=3, households=1))
        as_of = date(2015, 1, 1)
        session.add(
            Dataset(region="ergens", origin=Origin.IMPORTED, as_of=as_of, settled_until=as_of)
        )
        session.add(Settled(day=as_of, measure="ON_HOLD", cell="GM0001", count=15))
        await session.flush()
        people = [
            Participant(
                municipality_code="GM0001",
                channel=Channel.SMS,
                birth_year=1960,
                registered_on=date(2012, 1, 1),
            )
            for _ in range(3)
        ]
        session.add_all(people)
        session.add(
            Action(
                municipality_code="GM0001",
                type=ActionType.THEFT,
                started_at=NOW,
                alerted=3,
                reactions=0,
            )
        )
        session.add(
            Person(id="p", subject="s", name=b"\0\xff", source=Source.LETTER, changed_at=NOW)
        )
        await session.flush()
        session.add(
            Contact(id="c", person_id="p", channel=Channel.EMAIL, value=b"\x01", blind=b"\x02")
        )
        entry = Entry(at=NOW, who="c1", purpose=audit.Purpose.KEEPING, deed=Deed.READ)
        await audit.append(session, [entry])
        await session.delete(people[-1])
    return database


@pytest.fixture
async def elsewhere(
    request: pytest.FixtureRequest, empty: Callable[[str], Address], tmp_path: Path
) -> AsyncIterator[Database]:
    """Another register, of the kind that is named, with a town in it."""
    with ExitStack() as stack:
        address = stack.enter_context(copied(empty(request.param), tmp_path / "other.sqlite"))
        database = Database(address)
        await database.prepare()
        async with database.writing() as session:
            session.add(
                Municipality(code="GM0009", name="Elders", land_ha=1, urbanity=3, households=1)
            )
        await database.close()
        yield database
        await database.close()


@pytest.mark.parametrize("elsewhere", KINDS, indirect=True)
async def test_what_is_saved_is_set_back_on_either_database_row_for_row(
    lived_in: Database, elsewhere: Database, tmp_path: Path
) -> None:
    await lived_in.save(tmp_path / "saved", portably=True)
    mark = await elsewhere.mark()
    await elsewhere.close()

    await elsewhere.restore(tmp_path / "saved", replace=True, settle=as_it_is)

    assert await contents(elsewhere) == await contents(lived_in)
    assert await elsewhere.mark() not in (None, mark, await lived_in.mark())
    async with elsewhere.reading() as session:
        assert await audit.broken(session) is None
    async with elsewhere.writing() as session:
        session.add(
            Participant(
                municipality_code="GM0001",
                channel=Channel.SMS,
                birth_year=1960,
                registered_on=date(2012, 1, 1),
            )
        )
        await session.flush()
        # the number of the erased one is not given again
        assert await session.scalar(select(func.max(Participant.id))) == 4


async def test_saving_the_same_twice_makes_the_same_file(
    lived_in: Database, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        await lived_in.save(tmp_path / name, portably=True)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0


async def test_what_is_saved_is_one_state_whatever_is_written_meanwhile(
    lived_in: Database, tmp_path: Path
) -> None:
    stop = asyncio.Event()

    async def write() -> None:
        while not stop.is_set():
            async with lived_in.writing() as session:
                await session.execute(text("UPDATE municipality SET households = households + 1"))
                await session.execute(text("UPDATE action SET alerted = alerted + 1"))

    writing = asyncio.create_task(write())
    await lived_in.save(tmp_path / "saved", portably=True)
    stop.set()
    await writing

    lines = gzip.decompress((tmp_path / "saved").read_bytes()).decode().splitlines()
    town = next(line for line in lines if line.startswith('["municipality"'))
    action = next(line for line in lines if line.startswith('["action"'))
    assert int(town[1:-1].split(",")[-1]) + 2 == int(action[1:-1].split(",")[-3])


@ONLY_SQLITE
async def test_a_file_is_saved_as_a_file_and_what_was_there_is_kept(
    lived_in: Database, tmp_path: Path
) -> None:
    before = await contents(lived_in)
    await lived_in.save(tmp_path / "saved.sqlite", portably=False)
    async with lived_in.writing() as session:
        await session.execute(text("DELETE FROM contact"))
    await lived_in.close()

    await lived_in.restore(tmp_path / "saved.sqlite", replace=True, settle=as_it_is)

    assert await contents(lived_in) == before
    kept = Database(tmp_path / "register.sqlite.before-restore")
    assert (await contents(kept))["contact"] == []
    await kept.close()


async def test_a_register_that_is_there_is_replaced_on_demand_only(
    lived_in: Database, tmp_path: Path
) -> None:
    await lived_in.save(tmp_path / "saved", portably=True)
    before = await contents(lived_in)
    await lived_in.close()

    with pytest.raises(DatabaseRefused, match="--replace"):
        await lived_in.restore(tmp_path / "saved", replace=False, settle=as_it_is)

    assert await contents(lived_in) == before


async def test_a_register_in_use_is_never_replaced(lived_in: Database, tmp_path: Path) -> None:
    await lived_in.save(tmp_path / "saved", portably=True)
    before = await contents(lived_in)
    another = Database(lived_in.address)
    async with lived_in.reading() as session:
        await session.scalar(select(func.count()).select_from(Person))

        with pytest.raises(DatabaseRefused, match="is in use"):
            await another.restore(tmp_path / "saved", replace=True, settle=as_it_is)

    await another.close()
    assert await contents(lived_in) == before


def cut(saved: bytes) -> Iterator[bytes]:
    yield b""
    yield saved[: len(saved) // 2]
    yield saved[:-1]
    yield gzip.compress(b"")
    yield gzip.compress(b'{"burgernet":2}\n')
    lines = gzip.decompress(saved).splitlines(keepends=True)
    yield gzip.compress(b"".join(lines[:-1]))
    yield gzip.compress(b"".join([*lines[:3], *lines[4:]]))
    yield gzip.compress(b"".join([lines[0].replace(HEAD.encode(), b"0999"), *lines[1:]]))
    yield gzip.compress(b"".join(lines).replace("Écht".encode(), b"Recht"))
    yield b"SQLite format 3\0" + bytes(200)


async def test_what_is_damaged_is_not_set_back_and_the_register_stays(
    lived_in: Database, tmp_path: Path
) -> None:
    await lived_in.save(tmp_path / "saved", portably=True)
    before = await contents(lived_in)
    await lived_in.close()
    entries = await asyncio.to_thread(lambda: set(tmp_path.iterdir()))

    for number, spoilt in enumerate(cut((tmp_path / "saved").read_bytes())):
        (tmp_path / "saved").write_bytes(spoilt)
        with pytest.raises(DatabaseRefused) as refusal:
            await lived_in.restore(tmp_path / "saved", replace=True, settle=as_it_is)
        assert "\n" not in str(refusal.value)
        assert await contents(lived_in) == before, number
        await lived_in.close()

    left = {
        file.name for file in await asyncio.to_thread(lambda: set(tmp_path.iterdir())) - entries
    }
    assert left <= {"register.sqlite-wal", "register.sqlite-shm"}


@pytest.mark.parametrize("version", [1, 3])
async def test_a_register_of_an_earlier_version_is_saved_as_it_is_and_set_back_as_this_one(
    kind: str, version: int, empty: Callable[[str], Address], tmp_path: Path
) -> None:
    made_at(old := tmp_path / "old.sqlite", version)
    await Database(old).save(tmp_path / "saved", portably=True)

    with copied(empty(kind), tmp_path / "register.sqlite") as address:
        database = Database(address)
        await database.restore(tmp_path / "saved", replace=True, settle=as_it_is)
        found = (await contents(database))["municipality"]
        await database.close()

    assert found == [("GM0141", "Almelo", 6941, 3, 31000)]


async def test_what_is_whole_is_found_whole_and_nothing_is_changed(lived_in: Database) -> None:
    mark = await lived_in.mark()

    found = await lived_in.check()

    durable = {"fsync"}  # the tests' own server is not, to be quick
    assert [one.what for one in found if not one.ok and one.what not in durable] == []
    assert await lived_in.mark() == mark


@ONLY_SQLITE
async def test_a_reference_that_leads_nowhere_is_found(lived_in: Database) -> None:
    async with lived_in.writing() as session:
        await session.commit()
        await session.execute(text("COMMIT"))
        await session.execute(text("PRAGMA foreign_keys = OFF"))
        await session.execute(text("BEGIN IMMEDIATE"))
        await session.execute(text("UPDATE contact SET person_id = 'nobody'"))

    found = await lived_in.check()

    assert [one.what for one in found if not one.ok] == ["references"]


@ONLY_SQLITE
async def test_a_file_with_a_reference_that_leads_nowhere_is_not_set_back(
    lived_in: Database, tmp_path: Path
) -> None:
    await lived_in.save(saved := tmp_path / "saved.sqlite", portably=False)
    with closing(sqlite3.connect(saved)) as loosened, loosened:
        loosened.execute("UPDATE contact SET person_id = 'nobody'")
    before = await contents(lived_in)
    await lived_in.close()

    with pytest.raises(DatabaseRefused, match="is damaged"):
        await lived_in.restore(saved, replace=True, settle=as_it_is)

    assert await contents(lived_in) == before
