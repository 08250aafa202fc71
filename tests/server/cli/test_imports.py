"""`burgernet import`: what is typed, what comes of it, and what is said where nothing does."""

import asyncio
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from bench.imports import HEADINGS, rows
from server.registry import Database, Participant
from server.registry.sqlite import engines
from tests import postgres
from tests.server.cli.conftest import Burgernet

BURGERNET = (sys.executable, "-m", "server.cli")
ANNE = "Anne de Vries;0612345678;;;7607 AB;12;1970;;Almelo;18-11-2012;;"


@pytest.fixture
def keys(tmp_path: Path, burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "register.keys"
    assert burgernet("keys", "new", "--file", str(file))[0] == 0
    monkeypatch.setenv("BURGERNET_KEYS_FILE", str(file))


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: None) -> Path:  # noqa: ARG001  they are named in the environment
    path = tmp_path / "real.sqlite"
    monkeypatch.setenv("BURGERNET_DATABASE", str(path))
    return path


def written(path: Path, *lines: str) -> str:
    path.write_text("\n".join((HEADINGS, *lines)), encoding="cp1252")
    return str(path)


def registrations(register: Path) -> int:
    async def count() -> int:
        database = Database(register)
        await database.prepare()
        async with database.reading() as session:
            found = await session.scalar(select(func.count()).select_from(Participant))
        await database.close()
        return found or 0

    return asyncio.run(count())


def test_a_file_is_taken_in_and_projections_start_from_it(
    burgernet: Burgernet, register: Path, tmp_path: Path
) -> None:
    file = tmp_path / "deelnemers.csv"
    file.write_text("\n".join(rows(40, ["Almelo", "Borne"])))

    code, out, err = burgernet("import", "participants", str(file), "--as-of", "2014-11-18")

    assert (code, err) == (0, "")
    assert out == "40 registrations taken in, 0 there already, 0 rows rejected\n"
    code, out, _ = burgernet(
        *("project", "--scenario", "TODAY", "--engine", "analytic", "--format", "csv")
    )
    assert code == 0
    assert "SYNTHETIC" not in out
    assert registrations(register) == 40


def test_the_same_file_again_says_that_it_is_there(
    burgernet: Burgernet, register: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "deelnemers.csv", ANNE)
    burgernet("import", "participants", file, "--as-of", "2014-11-18")

    code, out, err = burgernet("import", "participants", file, "--as-of", "2014-11-18")

    assert code == 0
    assert "this file is in the register already" in err
    assert out == "0 registrations taken in, 1 there already, 0 rows rejected\n"
    assert registrations(register) == 1


def test_rejected_rows_are_written_for_dutch_excel_and_name_nobody(
    burgernet: Burgernet, register: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "deelnemers.csv", ANNE.replace("1970", "2010"), ANNE)
    rejected = tmp_path / "afgekeurd.csv"

    code, out, _ = burgernet(
        *("import", "participants", file, "--as-of", "2014-11-18"),
        *("--reject-rows", str(rejected)),
    )

    assert code == 0
    assert out == "1 registration taken in, 0 there already, 1 row rejected\n"
    told = rejected.read_bytes().decode("utf-8-sig")
    assert rejected.stat().st_mode & 0o777 == 0o600
    assert told == (
        "rij;kolom;reden\r\n2;geboortejaar;moet een geheel getal zijn in [1892, 1996]\r\n"
    )
    assert registrations(register) == 1


@pytest.mark.usefixtures("register")
def test_a_file_of_headings_alone_is_told_to_hold_nobody(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    file = written(tmp_path / "deelnemers.csv")

    code, out, err = burgernet("import", "participants", file, "--as-of", "2014-11-18")

    assert (code, err) == (0, "burgernet: there is no registration in the file\n")
    assert out.startswith("0 registrations taken in")


def test_all_or_nothing_says_which_rows_and_takes_none(
    burgernet: Burgernet, register: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "deelnemers.csv", ANNE.replace("Almelo", "Rome"), ANNE)

    code, out, err = burgernet("import", "participants", file, "--as-of", "2014-11-18")

    assert (code, out) == (2, "")
    assert err == (
        "burgernet: row 2, gemeente: is no municipality of the region\n"
        "burgernet: rows that cannot be had: 1; nothing was taken in\n"
    )
    assert registrations(register) == 0


def test_of_columns_that_mean_nothing_a_few_are_told(
    burgernet: Burgernet, register: Path, tmp_path: Path
) -> None:
    file = tmp_path / "deelnemers.csv"
    more = [f"kolom {letter}" for letter in "abcdefg"] + ["Jan 0612345678"] * 900
    file.write_text(f"{';'.join((HEADINGS, *more))}\n{ANNE}")

    code, _, err = burgernet("import", "participants", str(file), "--as-of", "2014-11-18")

    assert code == 0
    told = ", ".join(
        f"{number} (kolom {letter})" for number, letter in enumerate("abcde", start=13)
    )
    assert err == (
        f"burgernet: columns that mean nothing here were passed over: {told} and 902 more\n"
    )
    assert registrations(register) == 1


FULL = "burgernet: the disk of the register took no more ({}): make room and type the same again\n"


def test_a_full_disk_is_told_in_a_line_and_nothing_of_the_file_shows(
    burgernet: Burgernet, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "deelnemers.csv"
    file.write_text("\n".join(rows(1_200, ["Almelo", "Borne"])))
    asked = ("import", "participants", str(file), "--as-of", "2014-11-18")
    with monkeypatch.context() as little:
        little.setattr(engines, "SETTINGS", (*engines.SETTINGS, "max_page_count = 180"))

        assert burgernet(*asked) == (1, "", FULL.format("database or disk is full"))

    assert registrations(register) == 0
    assert burgernet(*asked)[0] == 0
    assert registrations(register) == 1_200


@pytest.mark.slow
@pytest.mark.usefixtures("keys")
def test_a_full_disk_of_postgresql_is_told_likewise(
    burgernet: Burgernet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "deelnemers.csv", ANNE)
    with postgres.database() as address:
        monkeypatch.setenv("BURGERNET_DATABASE", address.url)
        monkeypatch.setenv("BURGERNET_ERASURES", str(tmp_path / "erasures"))
        assert burgernet("import", "participants", file, "--as-of", "2014-11-18")[0] == 0
        with psycopg.connect(address.url) as connection:
            connection.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
                "EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$"
            )
            connection.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON import_row EXECUTE FUNCTION no_room()"
            )
        other = written(tmp_path / "andere.csv", ANNE.replace("0612345678", "0687654321"))

        told = burgernet("import", "participants", other, "--as-of", "2014-11-18")

    assert told == (1, "", FULL.format("No space left on device"))


@pytest.mark.slow
def test_a_file_comes_by_stdin_too(register: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "deelnemers.csv", ANNE)
    command = (*BURGERNET, "import", "participants", "-", "--as-of", "2014-11-18")

    with open(file, "rb") as stdin:
        done = subprocess.run(command, stdin=stdin, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert registrations(register) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.csv", "--as-of", "2014-11-18"), "nowhere.csv cannot be read"),
        ((__file__, "--as-of", "2114-11-18"), "2114-11-18 has not been yet"),
        ((__file__, "--as-of", "gisteren"), "'gisteren' is no date"),
        (
            (__file__, "--as-of", "2014-11-18", "--municipality", "GM0000"),
            "no municipality of Twente",
        ),
        (
            (__file__, "--as-of", "2014-11-18", "--all-or-nothing", "--reject-rows", "x.csv"),
            "all or nothing, or reject rows: not both",
        ),
    ],
)
@pytest.mark.usefixtures("register")
def test_what_cannot_be_asked_is_refused_by_name(
    burgernet: Burgernet, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = burgernet("import", "participants", *arguments)

    assert (code, out) == (2, "")
    assert said in err


def test_without_keys_no_real_person_is_taken_in(
    burgernet: Burgernet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BURGERNET_DATABASE", str(tmp_path / "real.sqlite"))
    file = written(tmp_path / "deelnemers.csv", ANNE)

    code, _, err = burgernet("import", "participants", file, "--as-of", "2014-11-18")

    assert code == 2
    assert "there are no keys to seal personal data with" in err


@pytest.mark.usefixtures("keys")
def test_no_real_person_is_put_into_the_demo(burgernet: Burgernet, tmp_path: Path) -> None:
    file = written(tmp_path / "deelnemers.csv", ANNE)

    code, _, err = burgernet("import", "participants", file, "--as-of", "2014-11-18")

    assert code == 2
    assert "the register holds a SYNTHETIC demo" in err
