"""On PostgreSQL, what the server's role may where another one owns the tables."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import text

from server.address import Server
from server.errors import DatabaseRefused
from server.registry import Database, audit
from server.registry.audit import Deed, Entry
from server.registry.postgres.served import Served
from tests.server.registry.test_keeping import as_it_is

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("kind", ["postgresql"], indirect=True),
]

ROLE = 'the "server"'
LINE = Entry(at=datetime(2015, 1, 1, tzinfo=UTC), who="c", purpose="KEEPING", deed=Deed.READ)

GRANTS = """SELECT relname, grantee::regrole::text, privilege_type, is_grantable
 FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3"""


@pytest.fixture
def granted(database: Database) -> Server:
    """The register of somebody else, as a role sees it that was granted what a server does."""
    owned = database.address
    assert isinstance(owned, Server)
    with psycopg.connect(owned.url, autocommit=True) as owner:
        role = sql.Identifier(ROLE)
        if owner.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone() is None:
            owner.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        # more than it is to have, as a hasty administrator gives
        owner.execute(sql.SQL("GRANT ALL ON ALL TABLES IN SCHEMA public TO {}").format(role))
    Served(owned, busy_timeout=5.0).grant(ROLE)
    return Server(owned.url.replace("://burgernet@", f"://{quote(ROLE, safe='')}@"))


async def test_a_server_keeps_and_verifies_the_trail_as_that_role(granted: Server) -> None:
    database = Database(granted)
    await database.prepare()
    try:
        for _ in range(3):
            async with database.writing() as session:
                await audit.append(session, [LINE])
                await session.execute(text("INSERT INTO adoption VALUES (now(), 'FROZEN')"))
                await session.execute(text("DELETE FROM adoption"))
        async with database.reading() as session:
            assert await session.scalar(text("SELECT current_user")) == ROLE
            assert await audit.broken(session) is None
            assert (await audit.head(session)).number == 3
    finally:
        await database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_line SET who = 'c2'",
        "DELETE FROM audit_line",
        "TRUNCATE audit_line",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
        "INSERT INTO audit_head VALUES (1, 0, '', 0)",
        "DROP TRIGGER keep_audit_line ON audit_line",
        "ALTER TABLE audit_line DISABLE TRIGGER ALL",
        "DROP TABLE audit_line",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE another (id int)",
    ],
)
async def test_that_role_changes_neither_the_trail_nor_the_schema(
    granted: Server, statement: str
) -> None:
    with psycopg.connect(granted.url) as server, pytest.raises(errors.InsufficientPrivilege):
        server.execute(statement.encode())


async def test_that_role_sees_whoever_is_connected_as_another(
    granted: Server, database: Database
) -> None:
    assert isinstance(database.address, Server)

    async def others() -> str:
        (told,) = [one.told for one in await Database(granted).check() if one.what == "connections"]
        return told

    alone = await others()
    with psycopg.connect(database.address.url):
        beside = await others()

    assert (alone, beside) == ("0 of others", "1 of others")


async def test_a_restore_leaves_roles_what_they_were_granted_and_no_more(
    database: Database, granted: Server, tmp_path: Path
) -> None:
    owned = database.address
    assert isinstance(owned, Server)
    with psycopg.connect(owned.url, autocommit=True) as owner:
        owner.execute("GRANT SELECT ON municipality TO PUBLIC")
        owner.execute("GRANT SELECT ON dataset TO pg_monitor WITH GRANT OPTION")
        owner.execute("CREATE TABLE another (id serial)")
        before = owner.execute(GRANTS).fetchall()
    await database.save(tmp_path / "saved", portably=True)
    await database.close()

    await database.restore(tmp_path / "saved", replace=True, settle=as_it_is)
    await database.close()

    with psycopg.connect(owned.url) as owner:
        assert owner.execute(GRANTS).fetchall() == before
    as_role = Database(granted)
    async with as_role.writing() as session:
        await audit.append(session, [LINE])
    await as_role.close()


async def test_a_role_that_is_not_there_is_refused_in_one_line(database: Database) -> None:
    assert isinstance(database.address, Server)

    with pytest.raises(DatabaseRefused, match='role "nobody at all" does not exist') as refused:
        Served(database.address, busy_timeout=5.0).grant("nobody at all")

    assert "\n" not in str(refused.value)


async def test_who_owns_the_tables_is_granted_nothing(database: Database) -> None:
    assert isinstance(database.address, Server)

    with pytest.raises(DatabaseRefused, match="cannot be granted to burgernet: it owns the tables"):
        Served(database.address, busy_timeout=5.0).grant("burgernet")
