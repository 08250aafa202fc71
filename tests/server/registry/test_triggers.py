"""What the database itself refuses is found missing, on either database."""

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from server.address import Server
from server.registry import Database
from server.registry.safekeeping import Finding

pytestmark = pytest.mark.anyio


async def found(database: Database) -> Finding:
    return next(one for one in await database.check() if one.what == "triggers")


async def test_a_new_register_has_the_triggers_that_its_schema_makes(database: Database) -> None:
    assert (await found(database)).ok


async def test_a_trail_that_lines_can_be_taken_from_is_found(database: Database, kind: str) -> None:
    name, on = ("keep_audit_line", " ON audit_line")
    if kind == "sqlite":
        name, on = ("keep_audit_line_delete", "")
    async with database.writing() as session:
        await session.execute(text(f"DROP TRIGGER {name}{on}"))

    assert await found(database) == Finding("triggers", f"missing: {name}", ok=False)


async def test_what_somebody_added_is_found(database: Database, kind: str) -> None:
    done = (
        "BEGIN DELETE FROM audit_line; END"
        if kind == "sqlite"
        else "FOR EACH STATEMENT EXECUTE FUNCTION draw_stamp()"
    )
    async with database.writing() as session:
        await session.execute(text(f"CREATE TRIGGER other AFTER INSERT ON audit_line {done}"))

    assert await found(database) == Finding("triggers", "of somebody else: other", ok=False)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("done", "said"),
    [
        (
            "ALTER TABLE audit_line DISABLE TRIGGER keep_audit_line_whole",
            "not as made: keep_audit_line_whole",
        ),
        (
            "CREATE OR REPLACE FUNCTION keep_audit_line() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN OLD; END $$",
            "not as made: keep_audit_line, keep_audit_line_whole",
        ),
    ],
)
async def test_a_trigger_that_does_nothing_any_more_is_found(
    database: Database, done: str, said: str
) -> None:
    async with database.writing() as session:
        await session.execute(text(done))

    assert await found(database) == Finding("triggers", said, ok=False)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_who_may_make_nothing_is_told_who_sees_the_triggers(database: Database) -> None:
    owned = database.address
    assert isinstance(owned, Server)
    with psycopg.connect(owned.url, autocommit=True) as owner:
        owner.execute(sql.SQL("DROP ROLE IF EXISTS onlooker"))
        owner.execute(sql.SQL("CREATE ROLE onlooker LOGIN IN ROLE pg_read_all_data"))
        looking = Database(Server(owned.url.replace("://burgernet@", "://onlooker@")))
        try:
            told = await found(looking)
        finally:
            await looking.close()
            owner.execute(sql.SQL("DROP ROLE onlooker"))

    assert told.ok
    assert "check as that role" in told.told
