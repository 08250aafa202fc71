"""Every step of the schema, from every version there was, on both databases."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine

from server.address import Address, Server
from server.errors import DatabaseRefused
from server.registry.migrations import HEAD, steps
from server.registry.postgres.engines import url
from server.registry.postgres.served import Served
from server.registry.sqlite.datafile import APPLICATION_ID
from server.registry.sqlite.file import File
from server.registry.tables import Table
from tests import postgres

A_TOWN = "INSERT INTO municipality VALUES ('GM0141', 'Almelo', 6941, 3, 31000)"
BEFORE_ALEMBIC = 3
OLD = Path(__file__).parent / "schema_3.sql"
"""What a register of version 3 was made of, before Alembic."""
OF_NO_TABLE = ("stamp", "keep_audit_", "sealing_key")
"""In what no table says: what draws the mark, keeps the audit trail, notes keys."""
EARLIER = [int(number) for number, _ in steps.pending(None)[:-1]]
"""Versions before this one."""


@pytest.fixture
def address(kind: str, tmp_path: Path) -> Iterator[Address]:
    if kind == "sqlite":
        yield tmp_path / "register.sqlite"
    else:
        with postgres.database() as address:
            yield address


def prepare(address: Address) -> None:
    store = File if isinstance(address, Path) else Served
    store(address, busy_timeout=10).prepare()  # type: ignore[arg-type]  # each gets its own


def engine(address: Address) -> Engine:
    if isinstance(address, Path):
        return create_engine(f"sqlite:///{address}", poolclass=NullPool)
    return create_engine(url(address), poolclass=NullPool)


def execute(address: Address, statement: str) -> None:
    with engine(address).begin() as connection:
        connection.exec_driver_sql(statement)


def made_at(address: Address, version: int) -> None:
    """Make a register of an earlier version, with a town in it."""
    if isinstance(address, Server):
        with engine(address).begin() as connection:
            steps.upgrade(connection, f"{version:04d}")
    else:
        with closing(sqlite3.connect(address)) as connection_, connection_:
            if version <= BEFORE_ALEMBIC:
                connection_.executescript(OLD.read_text(encoding="utf-8"))
                connection_.executescript(_gone_before(connection_, version))
            connection_.execute("PRAGMA journal_mode = WAL")
            connection_.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection_.execute(f"PRAGMA user_version = {version}")
        if version > BEFORE_ALEMBIC:
            with engine(address).begin() as connection:
                steps.upgrade(connection, f"{version:04d}")
    execute(address, A_TOWN)


def _gone_before(connection: sqlite3.Connection, version: int) -> str:
    """Statements that make of version 3 an earlier one."""
    if version == 3:
        return "INSERT INTO stamp VALUES (1, 'drawn');"
    marks = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return (
        "".join(f"DROP TRIGGER {name};" for (name,) in marks.fetchall())
        + "DROP TABLE stamp;"
        + ("DROP TABLE block; DROP TABLE run;" if version == 1 else "")
    )


def schema(address: Address) -> set[tuple[Any, ...]]:
    """Tables, columns, checks, keys, indexes, triggers, and the rows that say what it is."""
    if isinstance(address, Path):
        with closing(sqlite3.connect(address)) as file:
            return {
                (name, " ".join((sql or "").split()).lower())
                for name, sql in file.execute("SELECT name, sql FROM sqlite_master")
            } - {("stamp", "drawn")}
    with psycopg.connect(address.url) as connection:
        return {row for query in IN_POSTGRESQL for row in connection.execute(query)}


IN_POSTGRESQL = (
    """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
              l.collname, pg_get_expr(d.adbin, d.adrelid)
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
       LEFT JOIN pg_collation l ON l.oid = a.attcollation
       LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace""",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def test_all_steps_together_make_what_the_tables_say(address: Address) -> None:
    prepare(address)
    stepped = schema(address)
    with engine(address).begin() as connection:
        Table.metadata.drop_all(connection)
        Table.metadata.create_all(connection)

    left = {
        row
        for row in stepped - schema(address)
        if not str(row[0]).startswith(("stamp_", "alembic_version"))
    }

    assert all(any(one in str(row) for one in OF_NO_TABLE) for row in left), left
    assert schema(address) <= stepped


@pytest.mark.parametrize("version", EARLIER)
@pytest.mark.seldom
def test_a_register_of_an_earlier_version_gets_what_is_new_and_keeps_what_it_has(
    address: Address, version: int, empty: Callable[[str], Address]
) -> None:
    made_at(address, version)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(prepare, [address] * 4))

    assert schema(address) == schema(empty("sqlite" if isinstance(address, Path) else "postgresql"))
    with engine(address).connect() as connection:
        towns = connection.exec_driver_sql("SELECT name FROM municipality").scalars().all()
        marks = connection.exec_driver_sql("SELECT count(mark) FROM stamp").scalar_one()
        heads = connection.exec_driver_sql("SELECT count(*) FROM audit_head").scalar_one()
    assert (towns, marks, heads) == (["Almelo"], 1, 1)


@pytest.mark.parametrize(
    ("version", "in_the_way"),
    [
        (1, "CREATE TABLE run (id INTEGER)"),
        (1, "CREATE TABLE audit_head (id INTEGER)"),
        (3, "CREATE TABLE action_report (id INTEGER)"),
        (3, "CREATE TABLE audit_head (id INTEGER)"),
    ],
)
def test_a_migration_that_fails_anywhere_leaves_the_earlier_version_whole(
    address: Address, version: int, in_the_way: str
) -> None:
    made_at(address, version)
    execute(address, in_the_way)
    before = schema(address)

    with pytest.raises(DatabaseRefused, match="already exists") as refusal:
        prepare(address)

    assert schema(address) == before
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_file_is_copied_before_it_is_changed(address: Address, tmp_path: Path) -> None:
    made_at(address, 2)
    before = schema(address)

    prepare(address)

    copy = tmp_path / f"register.sqlite.before-{HEAD}"
    assert schema(copy) == before
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM municipality").fetchall() == [("Almelo",)]


def test_a_register_of_this_version_is_left_alone(address: Address) -> None:
    prepare(address)
    before = schema(address)

    prepare(address)

    assert schema(address) == before
    if isinstance(address, Path):
        assert [entry.name for entry in address.parent.iterdir()] == [address.name]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DROP TABLE alembic_version", "tables of another program"),
        ("UPDATE alembic_version SET version_num = 'ae1027a6acf'", "of another program"),
        ("DELETE FROM alembic_version", "of another program"),
        ("UPDATE alembic_version SET version_num = '0999'", "newer version: schema 999"),
        ("DROP TABLE consent", "is damaged: there is no table consent"),
    ],
)
def test_a_database_that_is_no_register_of_this_version_is_refused_and_left_as_it_was(
    address: Address, statement: str, reason: str
) -> None:
    prepare(address)
    execute(address, statement)
    before = schema(address)

    with pytest.raises(DatabaseRefused, match=reason) as refusal:
        prepare(address)

    assert schema(address) == before
    assert "\n" not in str(refusal.value)


def test_texts_in_another_encoding_are_refused() -> None:
    with psycopg.connect(postgres.server(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    latin = postgres.named("latin")

    with pytest.raises(DatabaseRefused, match="LATIN1, must be UTF8"):
        prepare(latin)

    postgres.drop(latin)


@pytest.mark.parametrize(
    "server",
    [
        "postgresql://somebody:Geheim1@localhost:1/nowhere",
        "postgresql://somebody@localhost:1/nowhere?password=Geheim1",
    ],
)
def test_a_password_is_never_told(server: str) -> None:
    with pytest.raises(DatabaseRefused, match="somebody") as refusal:
        prepare(Server(server))

    assert "Geheim1" not in str(refusal.value)
    assert "\n" not in str(refusal.value)
