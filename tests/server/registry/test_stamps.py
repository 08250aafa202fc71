"""The mark of a register changes with what it holds, and with nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.registry import datafile
from server.registry.stamps import STAMPED, Stamps
from server.registry.tables import Table

CHANGES = {
    "dataset": (
        "INSERT INTO dataset VALUES (1, 'Twente', 'SYNTHETIC', '2015-01-01', 1)",
        "UPDATE dataset SET seed = 2",
        "DELETE FROM dataset",
    ),
    "municipality": (
        "INSERT INTO municipality VALUES ('GM0147', 'Borne', 2600, 3, 9000)",
        "UPDATE municipality SET name = 'Borne (O.)'",
        "DELETE FROM municipality",
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
    "action": (
        "INSERT INTO action VALUES"
        " (1, 'GM0141', 'THEFT', '2012-01-01', '2012-01-01', 1, 0, 'NONE')",
        "UPDATE action SET reactions = 1",
        "DELETE FROM action",
    ),
}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "register.sqlite"
    datafile.prepare(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO municipality VALUES ('GM0141', 'Almelo', 6941, 3, 31000)")
        yield connection


@pytest.fixture
def stamps(tmp_path: Path, register: sqlite3.Connection) -> Iterator[Stamps]:  # noqa: ARG001  is there first
    stamps = Stamps(tmp_path / "register.sqlite")
    yield stamps
    stamps.close()


@pytest.mark.parametrize("table", CHANGES)
def test_every_change_by_anyone_draws_another_mark(
    register: sqlite3.Connection, stamps: Stamps, table: str
) -> None:
    marks = [stamps.read()]
    for change in CHANGES[table]:
        register.execute(change)
        marks.append(stamps.read())

    assert None not in marks
    assert len(set(marks)) == 4


def test_what_is_undone_leaves_the_mark(register: sqlite3.Connection, stamps: Stamps) -> None:
    before = stamps.read()

    register.execute("BEGIN")
    register.execute("DELETE FROM municipality")
    during = stamps.read()
    register.execute("ROLLBACK")

    assert (before, during) == (stamps.read(), before)


def test_runs_leave_the_mark(register: sqlite3.Connection, stamps: Stamps) -> None:
    before = stamps.read()

    register.execute(
        "INSERT INTO run (id, question, model_version, data_version, state, replications,"
        " block_size, asked_at, turn, blocks_before)"
        " VALUES ('a', '{}', '1', '1', 'QUEUED', 1, 1, '2015-01-01', 1, 0)"
    )
    register.execute("INSERT INTO block (run_id, number, digest, result) VALUES ('a', 0, '', '')")

    assert stamps.read() == before


SEALED = {"person", "address", "contact", "consent", "delivery", "action_report"}
"""Answers made of these are for one reader, and are kept by nobody."""


def test_every_table_is_stamped_but_those_no_kept_answer_is_made_of() -> None:
    left = {table.name for table in Table.metadata.sorted_tables} - set(CHANGES)

    kept = {"adoption", "credential", "audit_line", "audit_head"}
    waiting = {"import", "import_row", "import_contact", "import_rejection"}
    assert left == {"run", "block", "stamp"} | SEALED | kept | waiting
    assert {table.__tablename__ for table in STAMPED} == set(CHANGES)


def test_a_register_that_cannot_be_read_has_no_mark(tmp_path: Path) -> None:
    assert Stamps(tmp_path / "nowhere.sqlite").read() is None
