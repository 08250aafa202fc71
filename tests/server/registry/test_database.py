import asyncio
import gc
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.address import Address, Server
from server.errors import Code, DatabaseRefused, Refused
from server.registry.database import Database
from server.registry.store import READERS
from server.registry.tables import AgeGroup, Dataset, Inhabitants, Municipality, Origin
from tests.server.conftest import ONLY_SQLITE, kept_out

pytestmark = pytest.mark.anyio


def town(code: str = "GM0001", **changes: object) -> Municipality:
    values = {"name": "Ergens", "land_ha": 100, "urbanity": 3, "households": 40}
    return Municipality(code=code, **values | changes)


async def households(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(Municipality.households))).one()


async def add(database: Database, *rows: object) -> None:
    async with database.writing() as session:
        session.add_all(rows)


async def add_to_reading(database: Database, row: object) -> None:
    async with database.reading() as session:
        session.add(row)
        await session.flush()


async def add_and_fail(database: Database, row: object) -> None:
    async with database.writing() as session:
        session.add(row)
        await session.flush()
        raise ZeroDivisionError


async def count_up(database: Database, times: int) -> None:
    """Read, think and write: what a deferred transaction loses."""

    async def once() -> None:
        async with database.writing() as session:
            row = (await session.scalars(select(Municipality))).one()
            await asyncio.sleep(0)
            row.households += 1

    await asyncio.gather(*(once() for _ in range(times)))


def count_up_elsewhere(address: Address, times: int) -> None:
    async def work() -> None:
        database = Database(address, busy_timeout=60)
        await database.prepare()
        await count_up(database, times)
        await database.close()

    asyncio.run(work())


async def test_many_writers_of_one_process_lose_nothing(database: Database) -> None:
    await add(database, town(households=1))

    await count_up(database, 400)

    assert await households(database) == 401


async def test_the_first_requests_on_a_cold_pool_are_served_side_by_side(
    database: Database,
) -> None:
    await add(database, town(households=7))
    await database.close()

    async with asyncio.TaskGroup() as requests:
        requests.create_task(count_up(database, 10))
        answers = [requests.create_task(households(database)) for _ in range(50)]

    assert all(7 <= answer.result() <= 17 for answer in answers)
    assert await households(database) == 17


async def test_what_fails_halfway_is_undone_whole(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await add_and_fail(database, town())

    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Municipality)) == 0


async def test_a_reader_sees_one_state_whatever_is_written_meanwhile(database: Database) -> None:
    await add(database, town(households=1))

    async with database.reading() as session:
        before = await session.scalar(select(Municipality.households))
        await count_up(database, 1)
        after = await session.scalar(select(Municipality.households))

    assert (before, after) == (1, 1)
    assert await households(database) == 2


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await add_to_reading(database, town())


async def test_work_before_the_register_is_prepared_fails_and_leaves_no_file(
    tmp_path: Path,
) -> None:
    database = Database(tmp_path / "register.sqlite")

    with pytest.raises(DatabaseRefused, match="must be prepared"):
        await households(database)

    await database.close()
    assert not (tmp_path / "register.sqlite").exists()


async def test_a_writer_kept_out_too_long_is_told_so_and_the_next_one_works(
    database: Database,
) -> None:
    impatient = Database(database.address, busy_timeout=0.1)

    with (
        kept_out(database.address),
        pytest.raises(Refused, match="another is writing") as refused,
    ):
        await add(impatient, town())

    assert refused.value.code is Code.BUSY
    await add(impatient, town(households=3))
    assert await households(impatient) == 3
    await impatient.close()


async def test_a_path_may_hold_what_a_url_may_not(tmp_path: Path) -> None:
    database = Database(tmp_path / "100% ? #1 é.sqlite")
    await database.prepare()

    await add(database, town(households=5))

    assert await households(database) == 5
    await database.close()


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
async def test_every_connection_is_durable_and_strict(
    database: Database, pragma: str, value: str | int
) -> None:
    async with database.writing() as session:
        written = await session.scalar(text(f"PRAGMA {pragma}"))
    async with database.reading() as session:
        read = await session.scalar(text(f"PRAGMA {pragma}"))

    assert (written, read) == (value, value)


async def test_inhabitants_of_no_known_municipality_are_refused(database: Database) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        await add(
            database,
            Inhabitants(municipality_code="GM9999", year=2015, age_group=AgeGroup.ALL, count=1),
        )


async def test_there_is_one_dataset_at_most(database: Database) -> None:
    datasets = [
        Dataset(id=number, region="twente", origin=Origin.EMPTY, as_of=date(2014, 11, 18))
        for number in (1, 2)
    ]

    with pytest.raises(IntegrityError):
        await add(database, *datasets)


async def test_who_is_cancelled_twice_leaves_nothing_that_waits_for_ever(tmp_path: Path) -> None:
    lost: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: lost.append(what))
    before = asyncio.all_tasks()
    database = Database(tmp_path / "register.sqlite")
    await database.prepare()

    async def read() -> None:
        async with database.reading() as session:
            for _ in range(1_000):
                await session.execute(text("SELECT 1"))

    for pause in range(1, 40):
        reading = asyncio.create_task(read())
        await asyncio.sleep(0.02 if pause == 1 else 0.003)
        for _ in range(3):  # the second and third while what the first began is undone
            reading.cancel()
            await asyncio.sleep(0.0001 * pause)
        with suppress(asyncio.CancelledError):
            await reading
    await database.close()

    left = asyncio.all_tasks() - before
    assert not left or not (await asyncio.wait(left, timeout=10))[1]
    gc.collect()
    assert lost == []


ONLY_POSTGRESQL = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@ONLY_POSTGRESQL
async def test_a_writer_sees_what_another_kept_while_it_waited_whatever_the_servers_default(
    database: Database,
) -> None:
    assert isinstance(database.address, Server)
    await add(database, town(households=1))
    async with await psycopg.AsyncConnection.connect(database.address.url) as owner:
        (name,) = await (await owner.execute("SELECT current_database()")).fetchone() or ("",)
        alter = sql.SQL("ALTER DATABASE {} SET default_transaction_isolation = 'repeatable read'")
        await owner.execute(alter.format(sql.Identifier(name)))
    one, other = Database(database.address), Database(database.address)

    async with one.writing() as session:
        waiting = asyncio.create_task(count_up(other, 1))
        kept_waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while not await session.scalar(kept_waiting):
            assert not waiting.done()
        await session.execute(text("UPDATE municipality SET households = households + 1"))
    await waiting

    assert await households(database) == 3
    await one.close()
    await other.close()


async def lose_connection(database: Database, session: AsyncSession) -> None:
    """End a session's connection, as a server that is stopped does."""
    assert isinstance(database.address, Server)
    pid = await session.scalar(text("SELECT pg_backend_pid()"))
    async with await psycopg.AsyncConnection.connect(database.address.url) as other:
        await other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@ONLY_POSTGRESQL
async def test_a_connection_lost_before_the_end_is_told_as_such_and_nothing_is_kept(
    database: Database,
) -> None:
    async def write() -> None:
        async with database.writing() as session:
            session.add(town(households=1))
            await session.flush()
            await lose_connection(database, session)
            await session.execute(text("SELECT 1"))

    with pytest.raises(Refused) as refused:
        await write()

    assert refused.value.code is Code.UNAVAILABLE
    await add(database, town(households=2))
    assert await households(database) == 2


@ONLY_POSTGRESQL
async def test_a_connection_lost_at_the_end_is_never_told_as_if_nothing_was_kept(
    database: Database,
) -> None:
    async def write() -> None:
        async with database.writing() as session:
            session.add(town(households=1))
            await session.flush()
            await lose_connection(database, session)

    with pytest.raises(Refused, match="may have been kept or not") as refused:
        await write()

    assert refused.value.code is Code.UNCERTAIN
    await add(database, town("GM0002", households=2))
    assert await households(database) == 2


@ONLY_POSTGRESQL
async def test_a_reading_whose_connection_is_lost_is_told_so_and_the_next_one_works(
    database: Database,
) -> None:
    await add(database, town(households=3))

    async def read() -> None:
        async with database.reading() as session:
            await lose_connection(database, session)
            await session.execute(text("SELECT 1"))

    with pytest.raises(Refused) as refused:
        await read()

    assert refused.value.code is Code.UNAVAILABLE
    assert await households(database) == 3


@ONLY_POSTGRESQL
async def test_a_connection_lost_when_all_is_read_fails_nothing_and_is_not_counted_on(
    database: Database,
) -> None:
    for _ in range(2 * READERS):
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
            await lose_connection(database, session)

    assert database.readers_in_use == 0
    await add(database, town(households=3))
    assert await households(database) == 3


@ONLY_POSTGRESQL
async def test_who_loses_the_connection_no_longer_has_the_lock(database: Database) -> None:
    assert isinstance(database.address, Server)
    first, second = database.lock(), database.lock()
    assert await first.take()

    async with await psycopg.AsyncConnection.connect(database.address.url) as other:
        await other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks"
            " WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())"
        )

    assert await second.take()
    assert not await first.held()
    assert not await first.take()
    for lock in (first, second):
        await lock.release()


async def test_a_server_that_is_away_is_told_as_such() -> None:
    database = Database(Server("postgresql://somebody:Geheim1@localhost:1/nowhere"))

    for work in (households(database), add(database, town())):
        with pytest.raises(Refused) as refused:
            await work
        assert refused.value.code is Code.UNAVAILABLE
        assert "Geheim1" not in str(refused.value)
    await database.close()
