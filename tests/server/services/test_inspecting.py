"""`db check` tells what a register is whole with, beside its database."""

from pathlib import Path

import pytest

from server.registry import Database, audit, erasures
from server.registry.audit import Deed, Entry, Purpose
from server.registry.erasures import What
from server.registry.safekeeping import Finding
from server.services.inspecting import inspect
from tests.server.conftest import ONLY_SQLITE
from tests.server.persons import NOW, begun, put

pytestmark = [pytest.mark.anyio, ONLY_SQLITE]


async def erased(database: Database) -> str:
    """Somebody was, as the trail tells; who it was."""
    async with database.writing() as session:
        person, _ = await put(session)
        line = Entry(at=NOW, who="c", purpose=Purpose.KEEPING, deed=Deed.ERASED)
        await audit.append(session, [line])
    return person


async def test_a_list_of_erasures_that_is_gone_or_unnamed_is_found_where_people_were_erased(
    database: Database, tmp_path: Path
) -> None:
    before = [(await inspect(database, listed))[0].ok for listed in (None, tmp_path / "list")]
    await erased(database)

    unnamed, _ = await inspect(database, None)
    gone, _ = await inspect(database, tmp_path / "list")

    assert before == [True, True]
    assert not unnamed.ok
    assert gone == Finding(
        "erasures", f"{tmp_path}/list is gone, though people were erased: set it back", ok=False
    )


async def test_a_list_of_erasures_that_is_there_is_told_by_its_length(
    database: Database, tmp_path: Path
) -> None:
    erasures.add(tmp_path / "list", [await erased(database)], What.ERASED, at=NOW)

    found, _ = await inspect(database, tmp_path / "list")

    assert found == Finding("erasures", f"1 on the list, {tmp_path}/list")


async def test_a_list_of_erasures_that_is_none_is_found(database: Database, tmp_path: Path) -> None:
    (tmp_path / "list").write_text("of groceries\n")

    found, _ = await inspect(database, tmp_path / "list")

    assert not found.ok
    assert "no list of erasures" in found.told


async def test_a_file_that_waits_is_told(database: Database, tmp_path: Path) -> None:
    _, before = await inspect(database, tmp_path / "list")
    async with database.writing() as session:
        session.add(begun(row=1_001))

    _, found = await inspect(database, tmp_path / "list")

    assert before.told == "no file waits"
    assert found.ok
    assert found.told.startswith(f"a file begun on {NOW:%Y-%m-%d} waits, read to row 1,001: import")
