"""Our own copies beside a file, judged by what is in them."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from server.address import Address
from server.registry import Database, audit
from server.registry.audit import Deed, Entry
from tests.server.persons import NOW, put

pytestmark = pytest.mark.anyio

NEXT_WEEK = NOW.timestamp() + 7 * 86_400


@pytest.fixture
async def odd(empty: Callable[[str], Address], tmp_path: Path) -> Database:
    """A register under a name that is a pattern too, with a person in it."""
    original, path = empty("sqlite"), tmp_path / "reg[1]*.sqlite"
    assert isinstance(original, Path)
    await asyncio.to_thread(shutil.copy, original, path)
    return Database(path)


async def saved(database: Database, end: str) -> Path:
    assert isinstance(database.address, Path)
    to = database.address.with_name(f"{database.address.name}.before-{end}")
    await database.save(to, portably=False)
    os.utime(to, (NEXT_WEEK, NEXT_WEEK))
    return to


async def test_a_copy_goes_if_somebody_is_in_it_whatever_its_name_and_time(odd: Database) -> None:
    async with odd.writing() as session:
        person, _ = await put(session)
    copy = await saved(odd, "restore")

    kept = [await odd.delete_copies(of=["another"]), copy.exists()]
    gone = [await odd.delete_copies(of=["another"] * 1_000 + [person]), copy.exists()]
    await odd.close()

    assert (kept, gone) == ([True, True], [True, False])


async def test_a_copy_with_remains_of_somebody_goes_until_they_were_cleaned(odd: Database) -> None:
    line = Entry(at=NOW, who="c1", purpose="REQUEST", deed=Deed.ERASED)
    async with odd.writing() as session:
        await audit.append(session, [line])
    remains = await saved(odd, "0001")
    async with odd.writing() as session:
        await audit.scrubbed(session, 1)
    clean = await saved(odd, "0002")

    await odd.delete_copies(of=["somebody"])
    await odd.close()

    assert (remains.exists(), clean.exists()) == (False, True)


async def test_what_cannot_be_read_goes_and_another_s_files_do_not(odd: Database) -> None:
    assert isinstance(odd.address, Path)
    name, folder = odd.address.name, odd.address.parent
    ours = [folder / f"{name}.{end}" for end in ("before-restore", "before-0005.part", "restoring")]
    others = [folder / "reg1.sqlite.before-restore", folder / "reg1x.sqlite.before-restore"]
    for path in (*ours, *others):
        path.write_bytes(b"no database")

    assert await odd.delete_copies(of=["somebody"])

    assert [path.exists() for path in (*ours, *others)] == [False] * 3 + [True] * 2


async def test_where_nothing_says_who_is_sought_all_go(odd: Database) -> None:
    copy = await saved(odd, "0005")

    await odd.delete_copies()
    await odd.close()

    assert not copy.exists()


async def test_what_cannot_be_deleted_is_told_and_left(
    odd: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copy = await saved(odd, "0005")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        gone = await odd.delete_copies()
    await odd.close()

    assert (gone, copy.exists()) == (False, True)
    assert "may hold who was erased" in caplog.text


async def test_a_copy_from_before_there_were_people_is_kept(odd: Database) -> None:
    async with odd.writing() as session:
        await session.execute(text("DROP TABLE import_contact"))
    copy = await saved(odd, "0003")

    await odd.delete_copies(of=["somebody"])
    await odd.close()

    assert copy.exists()
