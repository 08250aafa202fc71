import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from server.registry import Database
from tests.server.conftest import ONLY_SQLITE

pytestmark = [pytest.mark.anyio, ONLY_SQLITE]

LUCK = random.Random(1)


@pytest.fixture
def file(database: Database) -> Path:
    assert isinstance(database.address, Path)
    return database.address


@pytest.fixture
def other(file: Path) -> Iterator[sqlite3.Connection]:
    """Another process, that reads or writes as it is told."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        yield connection


def copies(path: Path) -> Counter[bytes]:
    """How often each id stands in a file."""
    return Counter(re.findall(rb"[0-9a-f]{32}", path.read_bytes()))


async def test_what_sqlite_moved_within_a_page_goes_as_well(
    database: Database, file: Path, other: sqlite3.Connection
) -> None:
    other.execute("CREATE TABLE moved (id TEXT PRIMARY KEY)")
    other.execute("BEGIN")
    for _ in range(12_000):
        drawn = UUID(int=LUCK.getrandbits(128)).hex
        other.execute("INSERT INTO moved VALUES (?)", (drawn,))
    other.execute("COMMIT")
    await database.scrub(wholly=False)
    moved = [id_ for id_, count in copies(file).items() if count > 2]
    assert moved, "nothing was left anywhere, so this shows nothing"
    for id_ in moved:
        other.execute("DELETE FROM moved WHERE id = ?", (id_.decode(),))
    await database.scrub(wholly=False)
    assert any(copies(file)[id_] for id_ in moved)

    await database.scrub()

    assert [id_ for id_ in moved if copies(file)[id_]] == []


@pytest.mark.parametrize("wholly", [True, False])
async def test_the_log_goes(
    database: Database, file: Path, other: sqlite3.Connection, *, wholly: bool
) -> None:
    other.execute("CREATE TABLE made (id TEXT)")
    log = file.with_name(f"{file.name}-wal")
    assert log.stat().st_size > 0

    await database.scrub(wholly=wholly)

    assert log.stat().st_size == 0


async def test_a_log_that_is_being_read_is_told_of_and_left_for_the_next_time(
    file: Path, other: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    impatient = Database(file, busy_timeout=0.05)
    other.execute("CREATE TABLE made (id TEXT)")
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM made").fetchall()

        await impatient.scrub(wholly=False)
        assert caplog.messages == []
        await impatient.scrub()

        assert "still holds what was erased" in "".join(caplog.messages)
    await impatient.scrub()
    assert file.with_name(f"{file.name}-wal").stat().st_size == 0
    await impatient.close()
