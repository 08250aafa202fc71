"""Credentials from the command line, and the register that is served without any."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.cli.commands.credential.issue import GivenRole, Scope
from server.cli.running import run
from server.credentials import Right, Role, tokens
from server.services.access import MAY
from tests.server.cli.conftest import Burgernet
from tests.server.persons import KEY

NOW = datetime.now(UTC).date()
SOON = str(NOW + timedelta(days=30))
DESK = ("--name", "Desk", "--role", "registrar", "--municipality", "GM0153")


@pytest.fixture
def register(demo_register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "register.sqlite"
    shutil.copy(demo_register, path)
    monkeypatch.setenv("BURGERNET_DATABASE", str(path))
    return path


@pytest.fixture
def typed(register: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Burgernet]:
    """Run a command on a copy of the demo register, in which no token may be found after it."""

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield command
    for file in register.parent.glob("register.sqlite*"):
        assert tokens.PREFIX.encode() not in file.read_bytes()


def test_a_token_is_printed_alone_and_once(typed: Burgernet) -> None:
    code, out, err = typed("credential", "issue", *DESK, "--expires", SOON)
    _, listed, _ = typed("credential", "list", "--format", "json")

    assert code == 0
    assert tokens.is_well_formed(out.removesuffix("\n"))
    assert out.strip() not in err + listed
    assert [(one["name"], one["state"]) for one in json.loads(listed)] == [("Desk", "HOLDS")]


def test_a_revoked_credential_is_listed_only_among_all(typed: Burgernet) -> None:
    typed("credential", "issue", *DESK, "--expires", SOON)
    id_ = json.loads(typed("credential", "list", "--format", "json")[1])[0]["id"]

    code, _, err = typed("credential", "revoke", id_)

    assert (code, id_ in err) == (0, True)
    assert typed("credential", "list")[1] == "no credentials\n"
    assert "REVOKED" in typed("credential", "list", "--all")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("issue", *DESK), "expires"),
        (
            ("issue", *DESK, "--expires", "2020-01-01"),
            f"'--expires': 2020-01-01 is outside [{NOW}, {NOW + timedelta(days=365)}]",
        ),
        (("issue", *DESK, "--expires", "2999-01-01"), "'--expires': 2999-01-01 is outside ["),
        (("issue", *DESK, "--expires", "30-06-2027"), "'30-06-2027' is no date, such as 20"),
        (
            ("issue", *DESK, "--municipality", "Enschede", "--expires", SOON),
            "'--municipality': 'Enschede' is no code of CBS, such as GM0000",
        ),
        (("issue", *DESK, "--municipality", "GM9999", "--expires", SOON), "GM9999 is not known"),
        (
            ("issue", "--name", "x", "--role", "anonymous", "--expires", SOON),
            "'--role': 'anonymous' is not",
        ),
        (("revoke", "0123"), "no credential has this id"),
    ],
)
def test_what_cannot_be_issued_or_revoked_is_refused_in_a_line(
    typed: Burgernet, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = typed("credential", *arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_the_roles_and_scopes_that_can_be_typed_are_those_that_are_given() -> None:
    brought = frozenset[Right]().union(*(MAY[Role(role)] for role in GivenRole))

    assert {role.value for role in GivenRole} == set(Role) - {Role.ANONYMOUS}
    assert {scope.value for scope in Scope} == set(brought)


def test_a_demo_without_credentials_is_served_on_this_machine_alone(
    typed: Burgernet, register: Path
) -> None:
    code, out, err = typed("serve", "--host", "0.0.0.0")  # noqa: S104  it is refused

    assert (code, out) == (2, "")
    assert f"{register} is a demo without credentials" in err
    assert "credential issue" in err
    assert tokens.PREFIX not in err


def test_what_is_issued_with_keys_is_sealed_and_without_them_it_is_said(
    typed: Burgernet, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = typed("credential", "issue", *DESK, "--expires", SOON)[2]
    monkeypatch.setenv("BURGERNET_KEYS", KEY.line)
    sealed = typed("credential", "issue", *DESK, "--expires", SOON)[2]

    with closing(sqlite3.connect(register)) as connection:
        seals = connection.execute("SELECT seal FROM credential ORDER BY created_at").fetchall()
    assert [None if seal is None else seal[1:3] for (seal,) in seals] == [None, KEY.id]
    assert ("BURGERNET_KEYS_FILE" in without, "BURGERNET_KEYS_FILE" in sealed) == (True, False)


@pytest.mark.slow
@pytest.mark.parametrize("portably", [(), ("--portable",)])
@pytest.mark.parametrize("kept", [(), ("--keep-credentials",)])
def test_a_backup_that_is_set_back_revives_no_credential_unless_asked_to(
    typed: Burgernet, tmp_path: Path, portably: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    for _ in range(2):
        typed("credential", "issue", *DESK, "--expires", SOON)
    saved = str(tmp_path / "saved")
    typed("db", "backup", saved, *portably)
    revoked = json.loads(typed("credential", "list", "--format", "json")[1])[0]["id"]
    typed("credential", "revoke", revoked)

    code, _, err = typed("db", "restore", saved, "--replace", *kept)

    states = [
        one["state"]
        for one in json.loads(typed("credential", "list", "--all", "--format", "json")[1])
    ]
    lines = typed("audit", "show")[1].count("CREDENTIAL_REVOKED")
    assert code == 0
    assert ("2 credentials that were in it are revoked" in err, states, lines) == (
        (False, ["HOLDS"] * 2, 0) if kept else (True, ["REVOKED"] * 2, 2)
    )
