"""Who the audit trail says typed a command: nobody can have it say another."""

import os
import pwd
from types import SimpleNamespace

import pytest

from server.cli import operator

USERS = {0: "root", 1000: "alice", 1001: "x role:y\n" + "z" * 100, 1002: "TWENTE\\a.b-c@d"}


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with four users, and one process of root."""
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: SimpleNamespace(pw_name=USERS[uid]))
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.delenv("SUDO_UID", raising=False)


@pytest.mark.parametrize("variable", ["LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"])
def test_no_variable_says_who_an_operator_is(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "alice")

    assert operator.name() == "operator:root"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("1000", "operator:root(alice)"),
        ("0", "operator:root"),
        ("4711", "operator:root(4711)"),
        ("9" * 10, "operator:root(9999999999)"),
        ("9" * 11, "operator:root"),
        ("alice", "operator:root"),
        ("", "operator:root"),
    ],
)
def test_who_became_root_is_told_too(monkeypatch: pytest.MonkeyPatch, told: str, name: str) -> None:
    monkeypatch.setenv("SUDO_UID", told)

    assert operator.name() == name


@pytest.mark.parametrize(
    ("user", "name"),
    [
        (4711, "operator:4711"),
        (1001, f"operator:x_role_y_{'z' * 55}"),
        (1002, "operator:TWENTE\\a.b-c@d"),
    ],
)
def test_a_name_is_one_short_word_and_a_user_without_one_a_number(
    monkeypatch: pytest.MonkeyPatch, user: int, name: str
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: user)

    assert operator.name() == name
