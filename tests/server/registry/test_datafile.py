import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Connection

from server.errors import DatabaseRefused
from server.registry.migrations import SCHEMA_VERSION
from server.registry.sqlite import datafile


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE participant (id INTEGER)")


def newer(path: Path) -> None:
    datafile.prepare(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def older(path: Path) -> None:
    datafile.prepare(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")


def garbage(path: Path) -> None:
    path.write_bytes(b"burgernet" * 1000)


def cut_short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def half(path: Path) -> None:
    datafile.prepare(path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def without_a_table(path: Path) -> None:
    datafile.prepare(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE consent")


def overwritten(path: Path) -> None:
    datafile.prepare(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"burgernet" * 100)


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
        (half, "is cut short"),
        (without_a_table, "is damaged: there is no table consent"),
        (overwritten, "malformed"),
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


def test_a_register_whose_log_could_not_be_ended_is_not_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: list[sqlite3.Connection] = []
    upgrade = datafile._upgrade

    def upgraded(connection: Connection) -> None:
        # whoever still reads keeps SQLite from ending the log, as a full disk does
        upgrade(connection)
        path = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
        others.append(sqlite3.connect(path, isolation_level=None))
        others[0].execute("BEGIN")
        others[0].execute("SELECT * FROM sqlite_master").fetchall()

    monkeypatch.setattr(datafile, "_upgrade", upgraded)
    with pytest.raises(DatabaseRefused, match="the disk took not all of it"):
        datafile.prepare(tmp_path / "register.sqlite")
    others[0].close()

    assert list(tmp_path.iterdir()) == []
