import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from server.errors import Code, Refused
from server.registry import (
    Address,
    AuditLine,
    Consent,
    Contact,
    Database,
    Delivery,
    Participant,
    Person,
    erasures,
)
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


async def test_whoever_is_erased_is_told_so_though_the_files_could_not_be_cleaned(
    database: Database, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, registrations = await add_two(database)

    async def busy(*_: object, **__: object) -> bool:
        raise Refused(Code.BUSY, "others are at work")

    monkeypatch.setattr(Database, "scrub", busy)
    await erasing.erase(database, listed, registrations[0], errand())

    assert await counts(database) == ALL_OF_ONE
