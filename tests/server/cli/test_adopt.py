"""What the region has adopted, by the command line."""

import asyncio
import shutil
from datetime import date
from pathlib import Path

import pytest

from server.registry import Database, adoptions, audit
from tests.server.cli.conftest import Burgernet


@pytest.fixture
def register(demo: Path, tmp_path: Path) -> Path:
    path = tmp_path / "register.sqlite"
    shutil.copy(demo, path)
    return path


def in_force(register: Path, on: date) -> tuple[str | None, list[str]]:
    """What counts on a day; and what was done, as the trail has it."""

    async def asked() -> tuple[str | None, list[str]]:
        database = Database(register)
        async with database.reading() as session:
            lines = await audit.last(session, most=10)
            found = await adoptions.in_force(session, on=on), [line.deed for line in lines]
        await database.close()
        return found

    return asyncio.run(asked())


def test_a_scenario_counts_from_the_day_that_is_typed(burgernet: Burgernet, register: Path) -> None:
    code, out, err = burgernet(
        "adopt", "FROZEN", "--from", "2015-01-01", "--database", str(register)
    )

    assert (code, out) == (0, "")
    assert "FROZEN counts from 2015-01-01 on" in err
    assert in_force(register, date(2014, 12, 31)) == (None, ["ADOPTED"])
    assert in_force(register, date(2015, 1, 1)) == ("FROZEN", ["ADOPTED"])


@pytest.mark.parametrize("typed", [["THAWED", "--from", "2015-01-01"], ["FROZEN", "--from", "1"]])
def test_what_is_no_scenario_or_no_day_is_refused(
    burgernet: Burgernet, register: Path, typed: list[str]
) -> None:
    code, _, err = burgernet("adopt", *typed, "--database", str(register))

    assert code == 2
    assert err
    assert in_force(register, date(2099, 1, 1)) == (None, [])
