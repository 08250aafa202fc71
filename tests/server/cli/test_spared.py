"""What no command writes over, whatever name it is told."""

from pathlib import Path

import pytest

from bench.imports import HEADINGS
from server.cli.rejected import COLUMNS
from server.rest.excel import ExcelCsv
from server.telling.language import Language
from tests.server.cli.conftest import Burgernet
from tests.server.services.importing.test_actions import HEADINGS as OF_ACTIONS

ANNE = "Anne de Vries;0612345678;;;7607 AB;12;1970;;Almelo;18-11-2012;;"
AS_OF = ("--as-of", "2014-11-18")


@pytest.fixture
def real(tmp_path: Path, burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys, a register of one person, what it was imported from, and more."""
    monkeypatch.chdir(tmp_path)
    assert burgernet("keys", "new", "--file", "k.keys")[0] == 0
    monkeypatch.setenv("BURGERNET_KEYS_FILE", "k.keys")
    monkeypatch.setenv("BURGERNET_DATABASE", "x.sqlite")
    Path("one.csv").write_text(f"{HEADINGS}\n{ANNE}\n")
    Path("acties.csv").write_text(f"{OF_ACTIONS}\n")
    Path("notes.txt").write_text("of somebody")
    Path("link.csv").hardlink_to("k.keys")
    assert burgernet("import", "participants", "one.csv", *AS_OF)[0] == 0
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


REJECTED = (
    ("k.keys", "is the file of keys"),
    ("link.csv", "is the file of keys"),
    ("./x.sqlite", "is the register"),
    ("x.sqlite-wal", "is a log of the register"),
    ("x.sqlite.erasures", "is the list of erasures"),
    ("notes.txt", "is there already, and no file that this command wrote"),
)


@pytest.mark.parametrize(("name", "said"), [*REJECTED, ("two.csv", "is the file that is taken in")])
def test_rejected_rows_are_written_over_nothing_that_is_kept(
    burgernet: Burgernet, real: Path, name: str, said: str
) -> None:
    Path("two.csv").write_text(f"{HEADINGS}\n{ANNE.replace('1970', '2010')}\n")
    before = held(real)

    code, out, err = burgernet("import", "participants", "two.csv", *AS_OF, "--reject-rows", name)

    assert (code, out) == (2, "")
    assert f"'--reject-rows': {name.removeprefix('./')} {said}" in err
    assert held(real) == before


@pytest.mark.parametrize(("name", "said"), REJECTED[::5])
def test_actions_are_written_over_nothing_that_is_kept_and_the_trail_has_no_line(
    burgernet: Burgernet, real: Path, name: str, said: str
) -> None:
    before, trail = held(real), burgernet("audit", "verify")

    code, out, err = burgernet("export", "actions", "--out", name)

    assert (code, out) == (2, "")
    assert f"'--out': {name.removeprefix('./')} {said}" in err
    assert held(real) == before
    assert burgernet("audit", "verify") == trail


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    "command",
    [("brief", "--scenarios", "FROZEN", "--out"), ("project", "--scenario", "FROZEN", "--plot")],
)
def test_neither_memo_nor_chart_is_written_over_what_is_none(
    burgernet: Burgernet, command: tuple[str, ...]
) -> None:
    Path("notes.pdf").write_text("of somebody")

    code, out, err = burgernet(*command, "notes.pdf")

    assert (code, out) == (2, "")
    assert "notes.pdf is there already" in err
    assert Path("notes.pdf").read_text() == "of somebody"


def test_what_is_not_there_yet_is_spared_as_well(
    burgernet: Burgernet, real: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BURGERNET_DATABASE", "new.sqlite")
    before = held(real)

    code, _, err = burgernet(
        "import", "participants", "one.csv", *AS_OF, "--reject-rows", "new.sqlite"
    )

    assert (code, held(real)) == (2, before)
    assert "new.sqlite is the register" in err


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("language", Language)
def test_former_rejected_rows_make_place_for_those_of_now(
    burgernet: Burgernet, language: Language
) -> None:
    former = Path("afgekeurd.csv")
    former.write_bytes(ExcelCsv(COLUMNS[language]).head() + b"7;naam;what was\r\n")

    code, _, _ = burgernet("import", "actions", "acties.csv", "--reject-rows", str(former))

    assert code == 0
    assert former.read_bytes() == ExcelCsv(COLUMNS[Language.NL]).head()


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("form", [("geojson",), ("csv",), ("cap", "--sender", "a@b.example")])
def test_a_former_export_makes_place_for_the_one_of_now(
    burgernet: Burgernet, form: tuple[str, ...]
) -> None:
    typed = ("export", "actions", "--format", *form, "--out", "acties.uit")
    assert burgernet(*typed)[0] == 0

    assert burgernet(*typed)[0] == 0
