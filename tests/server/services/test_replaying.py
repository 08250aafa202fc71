"""Erasing again whom the list names, in whatever is opened."""

import asyncio
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from server.errors import DatabaseRefused
from server.registry import (
    AuditLine,
    Channel,
    Database,
    LeavingReason,
    Participant,
    Person,
    erasures,
)
from server.registry.erasures import What
from server.registry.tables import Import, ImportContact, ImportRow
from server.services import erasing, replaying
from tests.server.conftest import ONLY_SQLITE
from tests.server.persons import ALMELO, NOW, begun, errand, put
from tests.server.services.test_erasing import (
    ALL_OF_ONE,
    ALL_OF_TWO,
    add_two,
    cling_to,
    counts,
    let_go,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "erasures"


async def test_where_it_cannot_be_withdrawn_it_is_told_and_the_next_opening_erases(
    database: Database,
    listed: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    person, registrations = await add_two(database)
    await cling_to(database, person)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(erasures, "withdraw", full)
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await erasing.erase(database, listed, registrations[0], errand())

    assert "1 on the list of erasures may be in the register still" in caplog.text
    assert person not in caplog.text
    await let_go(database)
    assert await replaying.replay(database, listed, now=NOW) == 1


@pytest.mark.parametrize("column", ["changed_at", "restricted_at"])
async def test_who_was_changed_or_restricted_after_a_line_is_kept_and_it_is_told_of_nobody(
    database: Database, listed: Path, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    person, _ = await add_two(database)
    erasures.add(listed, [person], What.ERASED, at=NOW)
    async with database.writing() as session:
        later = NOW + timedelta(microseconds=1)
        await session.execute(update(Person).where(Person.id == person).values({column: later}))

    assert await replaying.replay(database, listed, now=NOW) == 0

    assert await counts(database) == ALL_OF_TWO
    assert "1 on the list of erasures were changed or restricted after it" in caplog.text
    assert person not in caplog.text


@ONLY_SQLITE
async def test_a_copy_set_back_loses_the_person_again_and_once(
    database: Database, listed: Path, tmp_path: Path
) -> None:
    _, registrations = await add_two(database)
    await database.scrub()
    shutil.copy(tmp_path / "register.sqlite", tmp_path / "older.sqlite")
    await erasing.erase(database, listed, registrations[0], errand())

    older = Database(tmp_path / "older.sqlite")
    again = [await replaying.replay(older, listed, now=NOW) for _ in range(2)]

    assert again == [1, 0]
    assert await counts(older) == ALL_OF_ONE
    async with older.reading() as session:
        lines = (await session.scalars(select(AuditLine))).all()
        assert [(line.deed, line.who) for line in lines] == [("ERASED", replaying.REPLAYING)]
    await older.close()


async def test_who_was_unnamed_leaves_a_registration_of_nobody_in_a_copy_set_back_too(
    database: Database, listed: Path
) -> None:
    person, registrations = await add_two(database)
    erasures.add(listed, [person], What.UNNAMED, at=NOW)

    assert await replaying.replay(database, listed, now=NOW) == 1

    assert await counts(database) == [*ALL_OF_ONE[:-1], ALL_OF_TWO[-1]]
    async with database.reading() as session:
        gone = select(Participant).where(Participant.id.in_(registrations))
        ended = {(one.left_on, one.left_because) for one in await session.scalars(gone)}
    assert ended == {(NOW.date(), LeavingReason.REMOVED)}


async def test_a_register_whose_list_is_gone_is_not_opened(
    database: Database, listed: Path
) -> None:
    _, registrations = await add_two(database)
    await erasing.erase(database, listed, registrations[0], errand())
    await asyncio.to_thread(listed.unlink)

    with pytest.raises(DatabaseRefused, match="list of erasures is gone, or not named"):
        await replaying.replay(database, listed, now=NOW)

    await asyncio.to_thread(listed.touch)
    assert await replaying.replay(database, listed, now=NOW) == 0


@pytest.mark.on_both
async def test_killed_before_the_files_were_cleaned_the_next_opening_cleans_them_and_once(
    database: Database, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, registrations = await add_two(database)
    wholly: list[bool] = []
    really = Database.scrub

    async def killed(*_: object, **__: object) -> bool:
        raise asyncio.CancelledError

    async def counted(database: Database, **how: Any) -> bool:
        wholly.append(how.get("wholly", True))
        return await really(database, **how)

    monkeypatch.setattr(Database, "scrub", killed)
    with pytest.raises(asyncio.CancelledError):
        await erasing.erase(database, listed, registrations[0], errand())
    monkeypatch.setattr(Database, "scrub", counted)

    for _ in range(2):
        await replaying.replay(database, listed, now=NOW)

    assert wholly == [True, False]


@ONLY_SQLITE
async def test_an_opening_deletes_what_a_restore_that_was_killed_left(
    database: Database, listed: Path, tmp_path: Path
) -> None:
    _, registrations = await add_two(database)
    await erasing.erase(database, listed, registrations[0], errand())
    left = [tmp_path / f"register.sqlite.restoring{end}" for end in ("", ".part", ".part-journal")]
    for path in left:
        path.touch()

    await replaying.replay(database, listed, now=NOW)

    assert [path for path in left if path.exists()] == []


@ONLY_SQLITE
async def test_an_opening_deletes_copies_in_which_somebody_erased_is_and_no_others(
    database: Database, listed: Path, tmp_path: Path
) -> None:
    _, registrations = await add_two(database)
    await database.save(tmp_path / "earlier", portably=False)
    await erasing.erase(database, listed, registrations[0], errand())
    with_person, without = (tmp_path / f"register.sqlite.before-{end}" for end in ("a", "b"))
    await database.save(without, portably=False)
    await asyncio.to_thread(shutil.copy, tmp_path / "earlier", with_person)

    await replaying.replay(database, listed, now=NOW)

    assert (with_person.exists(), without.exists()) == (False, True)


async def test_what_waits_of_somebody_in_a_file_that_comes_in_goes_as_well(
    database: Database, listed: Path
) -> None:
    """Also in a copy from before it all came in, which knows of no such person yet."""
    person, registrations = await add_two(database)
    await wait_of(database, person, "another")
    await erasing.erase(database, listed, registrations[0], errand())
    assert await waiting(database) == ["another"]
    await wait_of(database, person)

    await replaying.replay(database, listed, now=NOW)

    assert await waiting(database) == ["another"]


async def waiting(database: Database) -> list[str | None]:
    async with database.reading() as session:
        rows = (await session.scalars(select(ImportRow.person_id))).all()
        contacts = (await session.scalars(select(ImportContact.person_id))).all()
    assert list(rows) == list(contacts)
    return [*rows]


async def wait_of(database: Database, *people: str) -> None:
    """Have a row of each wait in a file."""
    async with database.writing() as session:
        if await session.get(Import, "i1") is None:
            session.add(begun())
            await session.flush()
        for person in people:
            number = await session.scalar(select(func.count()).select_from(ImportRow)) or 0
            number += len(person)
            session.add(
                ImportRow(
                    import_id="i1",
                    row=number,
                    participant_id=1000 + number,
                    municipality_code=ALMELO,
                    channel=Channel.SMS,
                    birth_year=1970,
                    registered_on=NOW.date(),
                    person_id=person,
                )
            )
            session.add(
                ImportContact(
                    id=f"{number}",
                    import_id="i1",
                    row=number,
                    person_id=person,
                    channel=Channel.SMS,
                    value=b"v",
                    blind=b"b",
                )
            )


@pytest.mark.parametrize(
    ("at", "left_on"),
    [
        (datetime(2013, 5, 6, 7, tzinfo=UTC), date(2013, 5, 6)),
        (datetime(2011, 1, 1, tzinfo=UTC), date(2012, 3, 4)),
    ],
)
async def test_who_is_unnamed_again_left_on_the_day_listed_but_not_before_registering(
    database: Database, listed: Path, at: datetime, left_on: date
) -> None:
    async with database.writing() as session:
        person, _ = await put(session)
        await session.execute(update(Person).values(changed_at=datetime(2010, 1, 1, tzinfo=UTC)))
    erasures.add(listed, [person], What.UNNAMED, at=at)

    await replaying.replay(database, listed, now=NOW)

    async with database.reading() as session:
        assert (await session.scalars(select(Participant.left_on))).all() == [left_on]
