"""`burgernet import actions|feed` and `burgernet export actions`: in, out, and in again."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest
from sqlalchemy import func, select

from bench.imports import HEADINGS as PARTICIPANTS
from server.formats import cap
from server.registry import Action, AuditLine, Database
from tests.server.cli.conftest import Burgernet
from tests.server.services.importing.test_actions import FED as FED_OF_OLD
from tests.server.services.importing.test_actions import HEADINGS
from tests.server.services.importing.test_actions import ROW as ROW_OF_OLD

# texts of more than five years ago are not told
LAST_YEAR = datetime.now(UTC).year - 1
ROW = ROW_OF_OLD.replace("2013", str(LAST_YEAR))
FED = {**FED_OF_OLD, "startTimestamp": datetime(LAST_YEAR, 11, 18, 20, tzinfo=UTC).timestamp()}

SENDER = ("--sender", "meldkamer@twente.example")


@pytest.fixture
def real(tmp_path: Path, burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with one imported participant and two imported actions."""
    keys = tmp_path / "register.keys"
    assert burgernet("keys", "new", "--file", str(keys))[0] == 0
    monkeypatch.setenv("BURGERNET_KEYS_FILE", str(keys))
    return filled(tmp_path / "real.sqlite", burgernet, monkeypatch)


def filled(register: Path, burgernet: Burgernet, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BURGERNET_DATABASE", str(register))
    people, actions, feed = (register.with_suffix(f".{name}") for name in ("csv", "acties", "json"))
    anne = "Anne de Vries;0612345678;;;7607 AB;12;1970;;Almelo;18-11-2012;;"
    people.write_text(f"{PARTICIPANTS}\n{anne}")
    actions.write_text(f"{HEADINGS}\n{ROW}\n")
    feed.write_bytes(orjson.dumps([FED, {**FED, "id": 8, "municipality": "Zwolle"}]))
    assert burgernet("import", "participants", str(people), "--as-of", "2014-11-18")[0] == 0
    code, out, _ = burgernet("import", "actions", str(actions))
    assert (code, out) == (0, "1 action taken in, 0 there already, 0 rows rejected\n")
    code, out, _ = burgernet("import", "feed", str(feed))
    assert code == 0
    assert out == "1 action taken in, 0 there already, 0 rows rejected, 1 of other regions\n"
    return register


def count(register: Path, table: type[Action] | type[AuditLine]) -> int:
    async def counted() -> int:
        database = Database(register)
        await database.prepare()
        async with database.reading() as session:
            found = await session.scalar(select(func.count()).select_from(table))
        await database.close()
        return found or 0

    return asyncio.run(counted())


def test_actions_go_out_as_geojson_and_the_audit_trail_tells_of_it(
    burgernet: Burgernet, real: Path
) -> None:
    lines = count(real, AuditLine)

    code, out, _ = burgernet("export", "actions")

    features = orjson.loads(out)["features"]
    assert code == 0
    assert sorted(str(one["properties"]["headline"]) for one in features) == ["None", "Vermist"]
    assert count(real, AuditLine) == lines + 1


@pytest.mark.usefixtures("real")
def test_actions_go_out_as_cap_into_a_file(burgernet: Burgernet, tmp_path: Path) -> None:
    file = tmp_path / "acties.xml"

    code, _, err = burgernet("export", "actions", "--format", "cap", *SENDER, "--out", str(file))

    assert code == 0
    assert "wrote 2 actions" in err
    assert file.stat().st_mode & 0o777 == 0o600
    root = ET.fromstring(file.read_bytes())  # noqa: S314  it is our own
    assert len(list(root.iter(f"{{{cap.NAMESPACE}}}alert"))) == 2


@pytest.mark.usefixtures("real")
def test_what_goes_out_as_csv_comes_in_again_and_is_known(
    burgernet: Burgernet, tmp_path: Path
) -> None:
    file = tmp_path / "acties.csv"
    assert burgernet("export", "actions", "--format", "csv", "--out", str(file))[0] == 0

    code, out, _ = burgernet("import", "actions", str(file))

    assert (code, out) == (0, "0 actions taken in, 2 there already, 0 rows rejected\n")


@pytest.mark.parametrize("sender", [(), ("--sender", "de meldkamer")])
def test_cap_takes_a_sender(burgernet: Burgernet, sender: tuple[str, ...]) -> None:
    code, out, err = burgernet("export", "actions", "--format", "cap", *sender)

    assert (code, out) == (2, "")
    assert "CAP names its sender" in err


def test_actions_of_the_demo_are_exercises_and_leave_no_line(
    burgernet: Burgernet, demo_register: Path
) -> None:
    code, out, _ = burgernet("export", "actions", "--format", "cap", *SENDER)

    assert code == 0
    assert "<status>Exercise</status>" in out
    assert "<status>Actual</status>" not in out
    assert count(demo_register, AuditLine) == 0
