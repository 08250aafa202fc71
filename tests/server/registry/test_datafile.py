import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from server.errors import DatabaseRefused
from server.registry import datafile

LAST_MARK = "stamp_action_delete"
"""What a migration makes last of all."""


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE participant (id INTEGER)")


def newer(path: Path) -> None:
    datafile.prepare(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {datafile.SCHEMA_VERSION + 1}")


def older(path: Path) -> None:
    datafile.prepare(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")


def garbage(path: Path) -> None:
    path.write_bytes(b"burgernet" * 1000)


def cut_short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def zero_length(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (foreign, "another program"),
        (newer, "newer version"),
        (older, "from before"),
        (garbage, "not an SQLite database"),
        (cut_short, "not an SQLite database"),
        (zero_length, "is empty"),
    ],
)
def test_a_file_that_is_no_register_of_this_version_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    path = tmp_path / "register.sqlite"
    make(path)
    before = path.read_bytes()

    with pytest.raises(DatabaseRefused, match=reason) as refusal:
        datafile.prepare(path)

    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert "\n" not in str(refusal.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="cannot be used"):
        datafile.prepare(tmp_path)


def test_a_register_in_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="cannot be used"):
        datafile.prepare(tmp_path / "nowhere" / "register.sqlite")


def test_the_log_of_a_register_that_is_gone_is_not_played_into_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite-wal").write_bytes(b"an old log")

    with pytest.raises(DatabaseRefused, match="log"):
        datafile.prepare(tmp_path / "register.sqlite")

    assert not (tmp_path / "register.sqlite").exists()


def test_preparing_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    datafile.prepare(path)
    before = path.read_bytes()

    datafile.prepare(path)

    assert path.read_bytes() == before


def test_of_those_who_make_the_same_register_at_once_none_overwrites_anothers(
    tmp_path: Path,
) -> None:
    path = tmp_path / "register.sqlite"
    together = Barrier(8)

    def make() -> int:
        together.wait()
        datafile.prepare(path)
        return path.stat().st_ino

    with ThreadPoolExecutor(8) as pool:
        files = {done.result() for done in [pool.submit(make) for _ in range(8)]}

    assert len(files) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_register_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    datafile.prepare(tmp_path / "register.sqlite")

    assert (tmp_path / "register.sqlite").stat().st_mode & 0o077 == 0


OF_PEOPLE = (
    *("delivery", "contact", "consent", "address", "person", "action_report"),
    *("import_rejection", "import_contact", "import_row", "import"),
    *("adoption", "credential", "audit_line", "audit_head"),
)


def _set_back(connection: sqlite3.Connection, *, version: int) -> None:
    """Make of a register one of an earlier version."""
    marks = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND ? < 3", (version,)
    )
    connection.executescript(
        "".join(f"DROP TRIGGER {name};" for (name,) in marks.fetchall())
        + "".join(f"DROP TABLE {name};" for name in OF_PEOPLE)
        + ("DROP TABLE stamp;" if version < 3 else "")
        + ("DROP TABLE block; DROP TABLE run;" if version == 1 else "")
        + f"PRAGMA user_version = {version};"
    )


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_register_of_an_earlier_version_gets_what_is_new_and_keeps_what_it_has(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "register.sqlite"
    datafile.prepare(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        fresh = _schema(connection)
        _set_back(connection, version=version)
        connection.execute("INSERT INTO municipality VALUES ('GM0141', 'Almelo', 6941, 3, 31000)")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(datafile.prepare, [path] * 4))

    with closing(sqlite3.connect(path)) as connection:
        assert _schema(connection) == fresh
        assert connection.execute("SELECT name FROM municipality").fetchall() == [("Almelo",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (datafile.SCHEMA_VERSION,)


@pytest.mark.parametrize(
    ("version", "in_the_way"),
    [
        (1, "CREATE TABLE run (id)"),
        (1, "CREATE TABLE block (id)"),
        (1, "CREATE TABLE stamp (id)"),
        (2, "CREATE TABLE stamp (id)"),
        (2, f"CREATE TRIGGER {LAST_MARK} AFTER DELETE ON action BEGIN SELECT 1; END"),
    ],
)
def test_a_migration_that_fails_at_any_statement_leaves_the_earlier_version_whole(
    tmp_path: Path, version: int, in_the_way: str
) -> None:
    path = tmp_path / "register.sqlite"
    datafile.prepare(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        _set_back(connection, version=version)
        connection.execute(in_the_way)
        before = _schema(connection)

    with pytest.raises(DatabaseRefused, match="already exists"):
        datafile.prepare(path)

    with closing(sqlite3.connect(path)) as connection:
        assert _schema(connection) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)


def _schema(connection: sqlite3.Connection) -> set[str]:
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {sql for (sql,) in found}
