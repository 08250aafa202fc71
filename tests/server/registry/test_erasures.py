import os
import resource
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest

from server.errors import DatabaseRefused
from server.registry import erasures
from server.registry.erasures import FIRST, Erasure, What

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ONE, TWO, THREE = (str(uuid4()) for _ in range(3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.sqlite.erasures"


def persons(path: Path) -> list[str]:
    return [one.person for one in erasures.read(path) or ()]


def test_what_is_added_is_read(path: Path) -> None:
    erasures.add(path, [ONE, TWO], What.ERASED, at=NOW)
    erasures.add(path, [THREE], What.UNNAMED, at=NOW.astimezone(timezone(timedelta(hours=1))))

    assert erasures.read(path) == [
        Erasure(NOW, What.ERASED, ONE),
        Erasure(NOW, What.ERASED, TWO),
        Erasure(NOW, What.UNNAMED, THREE),
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_withdrawn_does_not_stand_until_it_is_added_again(path: Path) -> None:
    erasures.add(path, [ONE, TWO], What.ERASED, at=NOW)

    erasures.withdraw(path, [ONE], at=NOW)
    withdrawn = persons(path)
    erasures.add(path, [ONE], What.UNNAMED, at=NOW + timedelta(microseconds=1))

    assert withdrawn == [TWO]
    assert erasures.read(path) == [
        Erasure(NOW, What.ERASED, TWO),
        Erasure(NOW + timedelta(microseconds=1), What.UNNAMED, ONE),
    ]


def test_a_list_is_begun_once_and_one_that_is_there_stays(path: Path) -> None:
    erasures.found(path)
    begun = path.read_bytes()
    erasures.add(path, [ONE], What.ERASED, at=NOW)
    erasures.found(path)

    assert begun == FIRST + b"\n"
    assert persons(path) == [ONE]


def test_an_empty_list_is_not_the_same_as_none(path: Path) -> None:
    assert erasures.read(path) is None

    path.touch()

    assert erasures.read(path) == []


def test_list_and_name_are_on_the_disk_once_added(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: dict[int, int] = {}

    def fsync(handle: int) -> None:
        found = os.fstat(handle)
        settled[found.st_ino] = found.st_size

    monkeypatch.setattr(os, "fsync", fsync)
    erasures.add(path, [ONE], What.ERASED, at=NOW)

    assert settled.get(path.stat().st_ino) == path.stat().st_size
    assert path.parent.stat().st_ino in settled


def test_a_list_cut_anywhere_loses_its_last_line_at_most_and_can_be_gone_on_with(
    path: Path,
) -> None:
    erasures.add(path, [ONE], What.ERASED, at=NOW)
    kept = path.stat().st_size
    erasures.add(path, [TWO], What.ERASED, at=NOW)
    whole = path.read_bytes()

    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        before = persons(path)
        erasures.add(path, [THREE], What.ERASED, at=NOW)

        assert before == ([ONE] if size >= kept else [])
        assert persons(path) == [*before, THREE]


def test_a_last_line_of_which_the_disk_kept_only_the_room_is_none(path: Path) -> None:
    erasures.add(path, [ONE], What.ERASED, at=NOW)
    with path.open("ab") as file:
        file.write(bytes(4096))

    assert persons(path) == [ONE]
    erasures.add(path, [TWO], What.ERASED, at=NOW)
    assert persons(path) == [ONE, TWO]


def test_a_damaged_list_is_refused_and_left_as_it_is(path: Path) -> None:
    erasures.add(path, [ONE, TWO], What.ERASED, at=NOW)
    damaged = path.read_bytes().replace(ONE.encode(), b"?" * 36)
    path.write_bytes(damaged)

    with pytest.raises(DatabaseRefused, match="line 2"):
        erasures.read(path)
    assert path.read_bytes() == damaged


def test_a_file_of_something_else_is_never_written_to(path: Path) -> None:
    path.write_text("somebody's letters, longer than a first line\n")

    with pytest.raises(OSError, match="no list of erasures"):
        erasures.add(path, [ONE], What.ERASED, at=NOW)
    with pytest.raises(DatabaseRefused, match=FIRST.decode()):
        erasures.read(path)
    assert path.read_text().startswith("somebody's letters")


def test_two_that_add_at_once_lose_none(path: Path) -> None:
    everybody = [str(uuid4()) for _ in range(100)]

    with ThreadPoolExecutor(2) as threads:
        adding = [
            threads.submit(erasures.add, path, [person], What.ERASED, at=NOW)
            for person in everybody
        ]
    for one in adding:
        one.result()

    assert sorted(persons(path)) == sorted(everybody)


def test_a_full_disk_leaves_the_list_as_it_was(path: Path) -> None:
    erasures.add(path, [ONE], What.ERASED, at=NOW)
    before = path.read_bytes()

    with up_to(len(before) + 30), pytest.raises(OSError, match="too large"):
        erasures.add(path, [TWO], What.ERASED, at=NOW)

    assert path.read_bytes() == before


@contextmanager
def up_to(most: int) -> Iterator[None]:
    """Let no file become larger: as near as one comes to a full disk without one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
