from pathlib import Path

from tests import postgres
from tests.server.cli.conftest import Burgernet


def test_a_register_is_found_whole_saved_and_set_back(burgernet: Burgernet, tmp_path: Path) -> None:
    saved, there = tmp_path / "saved", tmp_path / "register.sqlite"

    whole = burgernet("db", "check")
    outcomes = [
        burgernet("db", "backup", str(saved), "--portable"),
        burgernet("db", "restore", str(saved), "--database", str(there)),
        burgernet("db", "migrate", "--dry-run", "--database", str(there)),
    ]
    again = burgernet("db", "restore", str(saved), "--database", str(there))
    over = burgernet("db", "backup", str(saved))

    assert whole[0] == 0
    assert "SQLite 3." in whole[1]
    assert "WRONG" not in whole[1]
    told = [line.split()[1] for line in whole[1].splitlines()]
    assert {"triggers", "erasures", "import"} <= set(told)
    assert [code for code, _, _ in outcomes] == [0, 0, 0]
    assert "up to date" in outcomes[-1][2]
    assert (again[0], over[0]) == (2, 2)
    assert "--replace" in again[2]
    assert "is there already" in over[2]


def test_what_is_not_there_is_not_made_by_looking_at_it(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere.sqlite"

    for command in (("check",), ("backup", str(tmp_path / "saved")), ("migrate", "--dry-run")):
        burgernet("db", *command, "--database", str(nowhere))

    assert list(tmp_path.iterdir()) == []


def test_what_the_system_says_is_told_without_its_number(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    there = str(tmp_path / "new.sqlite")

    folder = burgernet("db", "check", "--database", str(tmp_path))
    missing = burgernet("db", "restore", str(tmp_path / "none"), "--database", there)
    schema = burgernet("schema", "--since", str(tmp_path / "none"))

    assert (folder[0], missing[0], schema[0]) == (2, 2, 1)
    for said, end in ((folder, "Is a directory"), (missing, "No such file or directory")):
        assert said[2].endswith(f"cannot be used as a register: {end}\n")
    assert schema[2] == f"burgernet: {tmp_path}/none: No such file or directory\n"


def test_a_password_that_is_typed_is_told_to_nobody(burgernet: Burgernet) -> None:
    for url in ("postgresql://u:Geheim1@localhost:1/x", "postgresql://u:Geheim1@localhost"):
        code, out, err = burgernet("db", "check", "--database", url)

        assert code == 2
        assert "Geheim1" not in out + err


def test_roles_are_granted_in_postgresql_and_a_file_has_none(burgernet: Burgernet) -> None:
    with postgres.database() as address:
        where = ("--database", address.url)
        burgernet("db", "migrate", *where)

        unknown = burgernet("db", "grant", "nobody at all", *where)
        granted = burgernet("db", "grant", "pg_monitor", *where)

    assert (unknown[0], 'role "nobody at all" does not exist' in unknown[2]) == (2, True)
    assert (granted[0], granted[1]) == (0, "")
    assert "a file has no roles" in burgernet("db", "grant", "pg_monitor")[2]
