"""Rights of the person and retention, by the command line."""

import asyncio
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.registry import AuditLine, Database, Person
from tests.server.cli.conftest import Burgernet
from tests.server.persons import KEY, put

TELEPHONE = "+31612345678"


@pytest.fixture
def register(
    tmp_path: Path,
    burgernet: Burgernet,  # noqa: ARG001  it names a register too, and must do so first
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A register with two people in it; the second is asked about, and was sent something now."""
    path = tmp_path / "people.sqlite"
    monkeypatch.setenv("BURGERNET_KEYS", KEY.line)
    monkeypatch.setenv("BURGERNET_DATABASE", str(path))

    async def fill() -> None:
        database = Database(path)
        await database.prepare()
        async with database.writing() as session:
            await put(
                session,
                name="Another",
                telephone="+31687654321",
                email="b@example.nl",
                sent_at=datetime(2015, 1, 1, tzinfo=UTC),
            )
            await put(session, telephone=TELEPHONE, sent_at=datetime.now(UTC))
        await database.close()

    asyncio.run(fill())
    return path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have something stand on stdin."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def people(path: Path) -> tuple[int, list[str]]:
    """How many there are, and the deeds of the trail."""

    async def read() -> tuple[int, list[str]]:
        database = Database(path)
        async with database.reading() as session:
            count = await session.scalar(select(func.count()).select_from(Person))
            lines = await session.scalars(select(AuditLine).order_by(AuditLine.number))
            found = count or 0, [f"{line.deed} {line.who.partition(':')[0]}" for line in lines]
        await database.close()
        return found

    return asyncio.run(read())


def lines(path: Path) -> list[tuple[str, bool]]:
    """Of each line of the trail the first field, and whether it is about somebody."""

    async def read() -> list[tuple[str, bool]]:
        database = Database(path)
        async with database.reading() as session:
            found = await session.scalars(select(AuditLine).order_by(AuditLine.number))
            told = [(line.fields.split()[0], line.subject is not None) for line in found]
        await database.close()
        return told

    return asyncio.run(read())


async def put_another(path: Path, *, telephone: str) -> None:
    database = Database(path)
    async with database.writing() as session:
        await put(session, name="Spouse", telephone=telephone, email="c@example.nl")
    await database.close()


@pytest.mark.parametrize("as_typed", ["06 12345678", "+31612345678\n", "0031 6-12345678"])
def test_a_person_is_shown_by_a_number_that_is_read_from_stdin(
    register: Path, burgernet: Burgernet, typed: Callable[[str], None], as_typed: str
) -> None:
    typed(as_typed)

    code, out, err = burgernet("person", "show", "--telephone")

    assert (code, err) == (0, "")
    assert json.loads(out)["person"]["name"] == "Jansen"
    assert people(register) == (2, ["READ operator", "HANDED_OVER operator"])
    assert lines(register) == [("telephone", True), ("addresses", True)]


def test_somebody_nobody_knows_is_refused_without_the_number(
    register: Path, burgernet: Burgernet, typed: Callable[[str], None]
) -> None:
    for line in ("0612340000", "061234000012345"):
        typed(line)

        code, out, err = burgernet("person", "erase", "--telephone", "--yes")

        assert (code, out) == (2, "")
        assert "06123" not in err.replace(" ", "")
    assert people(register) == (2, ["READ operator"])
    assert lines(register) == [("telephone", False)]


def test_seeking_by_what_several_people_share_is_a_reading_of_each(
    register: Path, burgernet: Burgernet, typed: Callable[[str], None]
) -> None:
    asyncio.run(put_another(register, telephone=TELEPHONE))
    typed(TELEPHONE)

    code, out, err = burgernet("person", "show", "--telephone")

    assert (code, out) == (2, "")
    assert "several people are reached so" in err
    assert lines(register) == [("telephone", True), ("telephone", True)]


def test_a_person_is_restricted_released_and_erased_by_id(
    register: Path, burgernet: Burgernet
) -> None:
    for verb in ("restrict", "release", "erase"):
        code, out, _ = burgernet("person", verb, "2", *(["--yes"] if verb == "erase" else []))
        assert (code, out) == (0, "")

    assert people(register) == (
        1,
        ["RESTRICTED operator", "RELEASED operator", "ERASED operator"],
    )
    assert register.with_name("people.sqlite.erasures").read_text().count(" erased ") == 1
    assert burgernet("person", "show", "2")[0] == 2
    assert burgernet("person", "show", "1")[0] == 0


def test_a_register_of_whose_keys_nothing_is_left_can_still_be_erased_from(
    register: Path, burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BURGERNET_KEYS")

    assert burgernet("person", "show", "2")[0] == 2
    assert burgernet("person", "erase", "2", "--yes")[0] == 0

    assert people(register) == (1, ["ERASED operator"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("show",),
        ("show", "2", "--telephone"),
        ("show", "--telephone", "--email"),
        ("show", "two"),
        ("erase", "2"),
    ],
)
def test_what_names_nobody_or_too_many_is_refused(
    register: Path, burgernet: Burgernet, arguments: tuple[str, ...]
) -> None:
    assert burgernet("person", *arguments)[0] == 2
    assert people(register) == (2, [])


def test_a_command_begins_by_erasing_whom_the_list_names(
    register: Path, burgernet: Burgernet
) -> None:
    before = register.read_bytes()
    assert burgernet("person", "erase", "2", "--yes")[0] == 0
    register.write_bytes(before)

    code, _, _ = burgernet("retention", "--dry-run")

    assert code == 0
    assert people(register) == (1, ["ERASED replaying"])


def test_retention_says_what_is_kept_how_long_and_a_dry_run_destroys_nothing(
    register: Path, burgernet: Burgernet
) -> None:
    def told(*arguments: str) -> dict[str, int]:
        code, out, _ = burgernet("retention", *arguments)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 100
        rows = [re.match(r"(\S.*?\S)  +([0-9,]+)  *\S", line) for line in out.splitlines()]
        return {row[1]: int(row[2]) for row in rows if row}

    assert told("--dry-run")["deliveries"] == 2
    assert people(register) == (2, [])

    assert told() == {
        "people who left": 0,
        "deliveries": 2,
        "texts of actions": 0,
        "files that stopped coming in": 0,
        "credentials": 0,
        "runs": 0,
        "audit lines": 0,
    }

    assert told("--dry-run")["deliveries"] == 0
    assert people(register) == (2, ["DESTROYED operator"])
