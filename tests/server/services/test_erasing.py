import asyncio
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from server.errors import Code, DatabaseRefused, Refused
from server.registry import (
    Address,
    AuditLine,
    Channel,
    Consent,
    Contact,
    Database,
    Delivery,
    LeavingReason,
    Participant,
    Person,
    erasures,
)
from server.registry.erasures import What
from server.registry.tables import Import, ImportContact, ImportRow, ImportState
from server.services import erasing, replaying
from tests.server.conftest import ONLY_SQLITE
from tests.server.persons import ALMELO, BORNE, NOW, errand, put, registrar

pytestmark = pytest.mark.anyio

TABLES = (Person, Address, Contact, Consent, Delivery, Participant)
ALL_OF_ONE, ALL_OF_TWO = [1, 1, 2, 1, 2, 1], [2, 3, 4, 2, 4, 3]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "erasures"


async def counts(database: Database) -> list[int]:
    async with database.reading() as session:
        return [
            await session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES
        ]


async def add_two(database: Database) -> tuple[str, list[int]]:
    """Somebody in two municipalities, whose id and registrations these are, and another."""
    async with database.writing() as session:
        await put(session, telephone="+31687654321", email="b@example.nl")
        return await put(session, places=(ALMELO, BORNE))


async def test_all_of_one_person_goes_and_nothing_of_another(
    database: Database, listed: Path
) -> None:
    person, registrations = await add_two(database)
    assert await counts(database) == ALL_OF_TWO

    await erasing.erase(database, listed, registrations[1], errand())

    assert await counts(database) == ALL_OF_ONE
    assert [one.person for one in erasures.read(listed) or ()] == [person]
    async with database.reading() as session:
        lines = (await session.scalars(select(AuditLine))).all()
        assert [(line.deed, line.who, line.purpose) for line in lines] == [
            ("ERASED", "c1", "REQUEST")
        ]


async def test_the_list_names_nobody_but_by_the_drawn_id(database: Database, listed: Path) -> None:
    person, registrations = await add_two(database)

    await erasing.erase(database, listed, registrations[0], errand())

    _, line, end = (await asyncio.to_thread(listed.read_text)).split("\n")
    assert line == f"2026-11-28T12:00:00+00:00 erased {person}"
    assert end == ""


async def test_where_the_list_cannot_be_written_nothing_is_erased(
    database: Database, tmp_path: Path
) -> None:
    _, registrations = await add_two(database)

    with pytest.raises(Refused, match="nothing was erased") as refused:
        await erasing.erase(database, tmp_path / "away" / "erasures", registrations[0], errand())

    assert refused.value.code is Code.LIST_UNWRITABLE
    assert await counts(database) == ALL_OF_TWO
    async with database.reading() as session:
        assert (await session.scalars(select(AuditLine))).all() == []


async def test_where_no_list_is_named_nothing_is_erased(database: Database) -> None:
    _, registrations = await add_two(database)

    with pytest.raises(Refused, match="BURGERNET_ERASURES") as refused:
        await erasing.erase(database, None, registrations[0], errand())

    assert refused.value.code is Code.LIST_UNWRITABLE
    assert await counts(database) == ALL_OF_TWO


@pytest.mark.on_both
async def test_the_list_is_on_the_disk_before_the_deletion_is(
    database: Database, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between must leave a list that still erases, not the reverse."""
    person, registrations = await add_two(database)

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(Database, "_commit", killed)
        with pytest.raises(asyncio.CancelledError):
            await erasing.erase(database, listed, registrations[0], errand())

    assert await counts(database) == ALL_OF_TWO
    assert [one.person for one in erasures.read(listed) or ()] == [person]
    assert await replaying.replay(database, listed, now=NOW) == 1
    assert await counts(database) == ALL_OF_ONE


@pytest.mark.on_both
async def test_an_erasure_that_surely_failed_is_withdrawn_and_never_replayed(
    database: Database, listed: Path
) -> None:
    person, registrations = await add_two(database)
    await cling_to(database, person)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await erasing.erase(database, listed, registrations[0], errand())

    assert erasures.read(listed) == []
    await let_go(database)
    assert await replaying.replay(database, listed, now=NOW) == 0
    assert await counts(database) == ALL_OF_TWO
    await erasing.erase(database, listed, registrations[0], errand())
    assert [one.person for one in erasures.read(listed) or ()] == [person]


async def test_an_erasure_that_may_have_been_kept_stays_on_the_list(
    database: Database, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, registrations = await add_two(database)

    async def lost(*_: object) -> None:
        raise Refused(Code.UNCERTAIN, "it may have been kept or not")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "_commit", lost)
        with pytest.raises(Refused, match="may have been kept"):
            await erasing.erase(database, listed, registrations[0], errand())

    assert [one.person for one in erasures.read(listed) or ()] == [person]


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


async def test_a_change_while_an_erasure_waited_for_its_turn_keeps_nobody_in_a_copy(
    database: Database, listed: Path
) -> None:
    person, registrations = await add_two(database)
    async with database.writing() as session:
        later = NOW + timedelta(seconds=5)
        await session.execute(update(Person).where(Person.id == person).values(changed_at=later))

    await erasing.erase(database, listed, registrations[0], errand())

    assert [one.at for one in erasures.read(listed) or ()] == [later]


async def cling_to(database: Database, person: str) -> None:
    """Have a transaction that deletes somebody fail at its end, and not before."""
    async with database.writing() as session:
        await session.execute(
            text(
                "CREATE TABLE late (person VARCHAR REFERENCES person (id) DEFERRABLE "
                "INITIALLY DEFERRED)"
            )
        )
        await session.execute(text("INSERT INTO late VALUES (:person)"), {"person": person})


async def let_go(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(text("DROP TABLE late"))


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
    erasures.add(listed, [person], What.UNNAMED, at=at)

    await replaying.replay(database, listed, now=NOW)

    async with database.reading() as session:
        assert (await session.scalars(select(Participant.left_on))).all() == [left_on]


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


@pytest.mark.parametrize(
    ("municipalities", "code"),
    [
        ((ALMELO,), Code.FORBIDDEN),
        ((), Code.UNKNOWN_PARTICIPANT),
    ],
)
async def test_who_keeps_not_all_of_somebody_erases_nothing(
    database: Database, listed: Path, municipalities: tuple[str, ...], code: Code
) -> None:
    _, registrations = await add_two(database)

    with pytest.raises(Refused) as refused:
        await erasing.erase(database, listed, registrations[0], errand(registrar(*municipalities)))

    assert refused.value.code is code
    assert await counts(database) == ALL_OF_TWO
    assert not await asyncio.to_thread(listed.exists)


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
async def test_an_erasure_deletes_our_own_copies_whenever_they_were_made(
    database: Database, listed: Path, tmp_path: Path
) -> None:
    _, registrations = await add_two(database)
    copy, backup = tmp_path / "register.sqlite.before-0001", tmp_path / "backup.sqlite"
    for path in (copy, backup):
        path.touch()

    await erasing.erase(database, listed, registrations[0], errand())

    assert (copy.exists(), backup.exists()) == (False, True)


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
            session.add(
                Import(
                    id="i1",
                    file=b"f",
                    state=ImportState.READING,
                    region="twente",
                    as_of=NOW.date(),
                    key_id=b"k",
                    begun_at=NOW,
                    row=1,
                    accepted=0,
                    known=0,
                    rejected=0,
                )
            )
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
