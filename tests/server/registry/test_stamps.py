"""The mark of a register changes with what it holds, and with nothing else."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from server.address import Server
from server.registry import Database
from server.registry.migrations.versions.v0003_stamp import STAMPED
from server.registry.tables import Table

pytestmark = pytest.mark.anyio

CHANGES = {
    "dataset": (
        "INSERT INTO dataset VALUES (1, 'Twente', 'SYNTHETIC', '2015-01-01', 1, NULL)",
        "UPDATE dataset SET seed = 2",
        "DELETE FROM dataset",
    ),
    "municipality": (
        "INSERT INTO municipality VALUES ('GM0147', 'Borne', 2600, 3, 9000)",
        "UPDATE municipality SET name = 'Borne (O.)' WHERE code = 'GM0147'",
        "DELETE FROM municipality WHERE code = 'GM0147'",
    ),
    "inhabitants": (
        "INSERT INTO inhabitants VALUES ('GM0141', 2015, 'ALL', 72000)",
        "UPDATE inhabitants SET count = 72001",
        "DELETE FROM inhabitants",
    ),
    "participant": (
        "INSERT INTO participant VALUES (1, 'GM0141', 'SMS', 1960, '2012-01-01', NULL, NULL, NULL)",
        "UPDATE participant SET birth_year = 1961",
        "DELETE FROM participant",
    ),
    "settled": (
        "INSERT INTO settled VALUES ('2015-01-01', 'ON_HOLD', 'GM0141', 15)",
        "UPDATE settled SET measure = 'LISTED'",
        "DELETE FROM settled",
    ),
    "action": (
        "INSERT INTO action VALUES"
        " (1, 'GM0141', 'THEFT', '2012-01-01', '2012-01-01', 1, 0, 'NONE')",
        "UPDATE action SET reactions = 1",
        "DELETE FROM action",
    ),
}


async def change(database: Database, *statements: str) -> None:
    async with database.writing() as session:
        for statement in statements:
            await session.execute(text(statement))


@pytest.fixture
async def register(database: Database) -> Database:
    await change(database, "INSERT INTO municipality VALUES ('GM0141', 'Almelo', 6941, 3, 31000)")
    return database


@pytest.mark.parametrize("table", CHANGES)
async def test_every_change_by_anyone_draws_another_mark(register: Database, table: str) -> None:
    other = Database(register.address)
    marks = [await register.mark()]
    for statement in CHANGES[table]:
        await change(other, statement)
        marks.append(await register.mark())
    await other.close()

    assert None not in marks
    assert len(set(marks)) == 4


async def test_what_is_undone_leaves_the_mark(register: Database) -> None:
    before, during = await register.mark(), []

    async def fail() -> None:
        async with register.writing() as session:
            await session.execute(text("UPDATE municipality SET households = 1"))
            during.append(await register.mark())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert (before, during) == (await register.mark(), [before])


async def test_runs_leave_the_mark(register: Database) -> None:
    before = await register.mark()

    await change(
        register,
        "INSERT INTO run (id, question, model_version, data_version, state, replications,"
        " block_size, asked_at, turn, blocks_before)"
        " VALUES ('a', '{}', '1', '1', 'QUEUED', 1, 1, '2015-01-01', 1, 0)",
        "INSERT INTO block (run_id, number, digest, result) VALUES ('a', 0, '', '')",
    )

    assert await register.mark() == before


SEALED = {"person", "address", "contact", "consent", "delivery", "action_report"}
"""Answers made of these are for one reader, and are kept by nobody."""


def test_every_table_is_stamped_but_those_no_kept_answer_is_made_of() -> None:
    left = {table.name for table in Table.metadata.sorted_tables} - set(CHANGES)

    kept = {"adoption", "credential", "audit_line", "audit_head", "sealing_key"}
    waiting = {"import", "import_row", "import_contact", "import_rejection"}
    assert left == {"run", "block", "stamp"} | SEALED | kept | waiting
    assert {*STAMPED, "settled"} == set(CHANGES)


async def test_a_register_that_cannot_be_read_has_no_mark(tmp_path: Path) -> None:
    for nowhere in (tmp_path / "nowhere.sqlite", Server("postgresql://localhost:1/nowhere")):
        database = Database(nowhere)

        assert await database.mark() is None
        await database.close()


async def test_whoever_is_emptied_at_once_draws_another_mark(register: Database) -> None:
    if not isinstance(register.address, Server):
        pytest.skip("SQLite has no word for it")
    before = await register.mark()

    with psycopg.connect(register.address.url) as connection:
        connection.execute("TRUNCATE participant, contact, person, address, consent, delivery")

    assert await register.mark() != before
