"""Keys and the audit trail, by the command line."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server import sealing
from server.registry import Database, audit
from server.registry.audit import Deed, Entry
from tests.server import persons
from tests.server.cli.conftest import Burgernet


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one key."""
    file = tmp_path / "register.keys"
    file.write_text(f"{persons.KEY.line}\n")
    file.chmod(0o600)
    monkeypatch.setenv("BURGERNET_KEYS_FILE", str(file))
    return file


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register with three people in it, sealed by that key, and two lines of audit."""
    path = tmp_path / "people.sqlite"
    line = Entry(
        at=datetime(2014, 11, 18, tzinfo=UTC), who="c1", purpose="=1+1", deed=Deed.READ, subject="s"
    )

    async def fill() -> None:
        database = Database(path)
        await database.prepare()
        async with database.writing() as session:
            for _ in range(3):
                await persons.put(session)
            await audit.append(session, [line, line])
        await database.close()

    asyncio.run(fill())
    return path


def test_a_new_key_is_added_to_a_file_closed_to_others_and_never_shown(
    burgernet: Burgernet, keys: Path
) -> None:
    first = keys.read_text()

    code, out, err = burgernet("keys", "new", "--file", str(keys))

    assert (code, out) == (0, "")
    assert keys.read_text().startswith(first)
    assert len(keys.read_text().splitlines()) == 2
    assert keys.stat().st_mode & 0o777 == 0o600
    assert keys.read_text().split()[-1] not in err


def test_a_key_without_a_file_is_printed_and_can_be_read(burgernet: Burgernet) -> None:
    code, out, _ = burgernet("keys", "new")

    assert code == 0
    assert sealing.read(None, out) is not None


def test_keys_are_rotated_and_counted(burgernet: Burgernet, keys: Path, register: Path) -> None:
    where = ("--database", str(register))
    burgernet("keys", "new", "--file", str(keys))
    old, new = (line.split()[0] for line in keys.read_text().splitlines())

    before = burgernet("keys", "check", *where)
    code, out, err = burgernet("keys", "rotate", *where)
    after = burgernet("keys", "check", *where)

    assert before[1].split() == [old, "opens", "15", "values", new, "seals", "0", "values"]
    assert (code, out) == (0, "")
    assert f"12 rows sealed anew; all that is sealed is sealed by {new}" in err
    assert after[1].split() == [old, "opens", "0", "values", new, "seals", "15", "values"]


def test_a_key_that_is_missing_is_named(
    burgernet: Burgernet, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.keys"
    burgernet("keys", "new", "--file", str(other))
    monkeypatch.setenv("BURGERNET_KEYS_FILE", str(other))

    code, out, _ = burgernet("keys", "check", "--database", str(register))

    assert code == 1
    assert [line.split()[:2] for line in out.splitlines()] == [
        [other.read_text().split()[0], "seals"],
        [persons.KEY.id.hex(), "missing"],
    ]


@pytest.mark.parametrize(
    "command",
    [
        ("keys", "rotate"),
        ("import", "participants", "participants.csv", "--as-of", "2015-01-01", "--quiet"),
        ("import", "actions", "actions.csv"),
        ("export", "actions"),
        ("person", "show", "1"),
        ("person", "erase", "1", "--yes"),
        ("credential", "issue", "--name", "x", "--role", "policy", "--expires", "2027-01-01"),
        ("project", "--scenario", "FROZEN"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_with_other_keys_than_the_registers_no_command_goes_on(
    burgernet: Burgernet,
    keys: Path,
    register: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(register.parent)
    monkeypatch.setenv("BURGERNET_DATABASE", str(register))
    for name in ("participants.csv", "actions.csv"):
        Path(name).write_text("naam\n")
    keys.write_text(f"{sealing.drawn().line}\n")

    code, out, why = burgernet(*command)

    assert (code, out) == (2, "")
    told = why.splitlines()[-1]
    assert f"{register}: is sealed with the key {persons.KEY.id.hex()}" in told
    assert keys.read_text().split()[1] not in why


def test_what_does_not_open_is_named_by_rotation_and_check_and_stops_neither(
    burgernet: Burgernet, keys: Path, register: Path
) -> None:
    where = ("--database", str(register))
    burgernet("keys", "new", "--file", str(keys))
    with closing(sqlite3.connect(register)) as connection, connection:
        [id_] = connection.execute("SELECT min(id) FROM person").fetchone()
        connection.execute("UPDATE person SET name = substr(name, 1, 20) WHERE id = ?", [id_])
    said = f"burgernet: person.name of {id_} does not open: changed, or moved from its place"

    for rows in (11, 0):
        code, out, err = burgernet("keys", "rotate", "--quiet", *where)
        assert (code, out) == (1, "")
        assert err.splitlines()[0] == said
        assert err.splitlines()[1].startswith(f"burgernet: {rows} rows sealed anew; the earlier")
    code, _, err = burgernet("keys", "check", *where)

    assert (code, err.splitlines()) == (1, [said])
    assert "unreadable:person.name" in burgernet("audit", "show", *where, "--format", "csv")[1]


def test_without_keys_or_a_register_nothing_is_rotated_or_made(
    burgernet: Burgernet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BURGERNET_KEYS_FILE", raising=False)
    nowhere = tmp_path / "nowhere.sqlite"

    assert "BURGERNET_KEYS_FILE" in burgernet("keys", "rotate")[2]
    for command in (("keys", "check"), ("audit", "verify"), ("audit", "show")):
        code, _, why = burgernet(*command, "--database", str(nowhere))
        assert (code, why) == (2, f"burgernet: {nowhere}: there is no register\n")
    assert not nowhere.exists()


def test_a_trail_is_verified_against_what_was_printed_before(
    burgernet: Burgernet, register: Path
) -> None:
    where = ("--database", str(register))
    code, head, _ = burgernet("audit", "verify", *where)

    assert code == 0
    assert head.startswith("2:")
    assert burgernet("audit", "verify", *where, "--known", head.strip())[0] == 0
    broken, _, why = burgernet("audit", "verify", *where, "--known", f"2:{'0' * 64}")
    assert (broken, "the trail was rewritten up to here" in why) == (1, True)
    broken, _, why = burgernet("audit", "verify", *where, "--known", f"3:{'0' * 64}")
    assert (broken, "at line 3: lines are missing at the end" in why) == (1, True)
    refused, _, why = burgernet("audit", "verify", *where, "--known", "three")
    assert (refused, "'three' is not NUMBER:DIGEST" in why) == (2, True)


def test_a_trail_without_a_head_is_told_in_one_line(burgernet: Burgernet, register: Path) -> None:
    where = ("--database", str(register))
    with closing(sqlite3.connect(register)) as connection, connection:
        connection.execute("DROP TRIGGER keep_audit_head_delete")
        connection.execute("DELETE FROM audit_head")

    code, out, told = burgernet("audit", "verify", *where)
    refused, _, why = burgernet("adopt", "FROZEN", "--from", "2015-01-01", *where)

    assert (code, out, told.count("\n"), refused, why.count("\n")) == (1, "", 1, 2, 1)
    assert "broken at line 3: the head is gone" in told
    assert "the head of the audit trail is gone" in why


def test_the_trail_is_listed_for_people_and_scripts(burgernet: Burgernet, register: Path) -> None:
    where = ("--database", str(register))

    assert "READ" in burgernet("audit", "show", *where)[1]
    assert len(burgernet("audit", "show", *where, "--format", "csv")[1].splitlines()) == 3
    assert burgernet("audit", "show", *where, "--subject", "nobody")[1] == "no lines\n"
