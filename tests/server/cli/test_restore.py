"""A register of people set back by the command line."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from server.registry import Database
from server.sealing import drawn
from tests import postgres
from tests.server.cli.conftest import Burgernet
from tests.server.persons import KEY, put

SOON = str(date.today() + timedelta(days=30))  # noqa: DTZ011  a day as somebody types it


@pytest.fixture
def register(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    burgernet: Burgernet,  # noqa: ARG001  it names a register too, and must do so first
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A register of two people, with a credential, by a name that is a pattern too."""
    path = tmp_path / getattr(request, "param", "reg[1].sqlite")
    monkeypatch.setenv("BURGERNET_KEYS", KEY.line)
    monkeypatch.setenv("BURGERNET_DATABASE", str(path))

    async def fill() -> None:
        database = Database(path)
        await database.prepare()
        async with database.writing() as session:
            await put(session, telephone="+31687654321", email="b@example.nl")
            await put(session, sent_at=datetime.now(UTC))
            await session.execute(text("UPDATE dataset SET origin = 'IMPORTED'"))
        await database.close()

    asyncio.run(fill())
    return path


def states(burgernet: Burgernet) -> list[str]:
    listed = burgernet("credential", "list", "--all", "--format", "json")[1]
    return [one["state"] for one in json.loads(listed)]


def test_a_restore_that_is_refused_revives_no_credential(
    register: Path, burgernet: Burgernet, tmp_path: Path
) -> None:
    issue = ("--name", "x", "--role", "policy", "--expires", SOON)
    burgernet("credential", "issue", *issue)
    burgernet("person", "erase", "1", "--yes")
    burgernet("db", "backup", str(tmp_path / "after"))
    id_ = json.loads(burgernet("credential", "list", "--format", "json")[1])[0]["id"]
    burgernet("credential", "revoke", id_)
    listed = register.with_name(f"{register.name}.erasures")
    listed.rename(tmp_path / "list")

    code, _, err = burgernet("db", "restore", str(tmp_path / "after"), "--replace")

    (tmp_path / "list").rename(listed)
    assert (code, len(err.splitlines())) == (2, 1)
    assert "list of erasures is gone" in err
    assert states(burgernet) == ["REVOKED"]


@pytest.mark.parametrize("portably", [(), ("--portable",)])
def test_who_was_erased_comes_back_under_no_other_name_of_the_register(
    register: Path,
    burgernet: Burgernet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    portably: tuple[str, ...],
) -> None:
    saved = str(tmp_path / "saved")
    burgernet("db", "backup", saved, *portably)
    burgernet("person", "erase", "2", "--yes")
    elsewhere = tmp_path / "elsewhere.sqlite"
    monkeypatch.setenv("BURGERNET_DATABASE", str(elsewhere))

    code, _, err = burgernet("db", "restore", saved)
    there = elsewhere.exists()
    monkeypatch.setenv("BURGERNET_ERASURES", f"{register}.erasures")
    again = burgernet("db", "restore", saved)

    assert (code, there, len(err.splitlines())) == (2, False, 1)
    assert f"there is no list of erasures, {elsewhere}.erasures" in err
    assert "--nobody-was-erased" in err
    assert again[0] == 0
    assert [burgernet("person", "show", number)[0] for number in ("1", "2")] == [0, 2]


@pytest.mark.usefixtures("register")
def test_whoever_says_that_nobody_was_erased_is_believed_once(
    burgernet: Burgernet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    burgernet("db", "backup", str(tmp_path / "saved"), "--portable")
    with postgres.database() as address:
        monkeypatch.setenv("BURGERNET_DATABASE", address.url)
        nameless = burgernet("db", "restore", str(tmp_path / "saved"), "--nobody-was-erased")
        monkeypatch.setenv("BURGERNET_ERASURES", str(tmp_path / "list"))
        said = burgernet("db", "restore", str(tmp_path / "saved"), "--nobody-was-erased")
        afterwards = burgernet("db", "restore", str(tmp_path / "saved"), "--replace")

    assert (nameless[0], "no list of erasures is named" in nameless[2]) == (2, True)
    assert (said[0], afterwards[0]) == (0, 0)
    assert (tmp_path / "list").read_text() == "burgernet erasures 1\n"


def test_a_register_from_which_retention_destroyed_people_does_not_open_without_its_list(
    register: Path, burgernet: Burgernet
) -> None:
    async def have_left() -> None:
        database = Database(register)
        async with database.writing() as session:
            left = "UPDATE participant SET left_on = '2013-01-01', left_because = 'OPTED_OUT'"
            await session.execute(text(f"{left} WHERE id = 1"))
        await database.close()

    asyncio.run(have_left())
    destroyed = burgernet("retention")
    register.with_name(f"{register.name}.erasures").unlink()

    code, _, err = burgernet("person", "show", "2")

    assert destroyed[0] == 0
    assert (code, "list of erasures is gone" in err) == (2, True)


def test_a_link_to_a_register_stays_one_and_nothing_of_somebody_erased_is_left(
    register: Path, burgernet: Burgernet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link.sqlite"
    link.symlink_to(register)
    monkeypatch.setenv("BURGERNET_DATABASE", str(link))
    burgernet("db", "backup", str(tmp_path / "saved"))

    code, _, _ = burgernet(
        "db", "restore", str(tmp_path / "saved"), "--replace", "--nobody-was-erased"
    )
    kept = register.with_name(f"{register.name}.before-restore").exists()
    erased = burgernet("person", "erase", "2", "--yes")

    assert (code, kept, erased[0]) == (0, True, 0)
    assert link.is_symlink()
    assert {file.name for file in tmp_path.iterdir()} - {"saved"} <= {
        *("link.sqlite", "reg[1].sqlite", "reg[1].sqlite-wal", "reg[1].sqlite-shm"),
        "reg[1].sqlite.erasures",
    }
    monkeypatch.setenv("BURGERNET_DATABASE", str(register))
    assert [burgernet("person", "show", number)[0] for number in ("1", "2")] == [0, 2]


@pytest.mark.usefixtures("register")
def test_what_is_set_back_beside_other_keys_is_told_as_set_back_and_opens_with_its_own(
    burgernet: Burgernet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = str(tmp_path / "saved")
    burgernet("person", "erase", "1", "--yes")
    burgernet("db", "backup", saved)
    monkeypatch.setenv("BURGERNET_KEYS", drawn().line)

    restored = burgernet("db", "restore", saved, "--replace")[0]
    code, _, err = burgernet("person", "show", "2")
    monkeypatch.setenv("BURGERNET_KEYS", KEY.line)

    assert (restored, code) == (0, 2)
    assert "is sealed with the key" in err
    assert burgernet("person", "show", "2")[0] == 0
