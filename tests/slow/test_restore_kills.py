"""Killed at any step, a restore leaves a register without whom and what it must not bring back."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.address import Address, Server
from server.registry import Database, Person, credentials
from server.services import erasing
from tests import postgres
from tests.server.persons import KEY, NOW, errand, put
from tests.server.services.test_restoring import credential

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

PROGRAM = """
import importlib, os, sys
from server.cli.running import run

module, _, name = sys.argv[1].rpartition(":")
count = int(sys.argv[2])
owner = importlib.import_module(module)
*path, last = name.split(".")
for part in path:
    owner = getattr(owner, part)
really = getattr(owner, last)

def killed(*arguments, **named):
    global count
    count -= 1
    if count < 0:
        os._exit(9)
    return really(*arguments, **named)

setattr(owner, last, killed)
sys.exit(run(["db", "restore", sys.argv[3], "--replace"]))
"""
BOTH = [
    ("server.registry.portable:_fill", 0),
    ("server.services.replaying:erase_again", 0),
    ("server.services.credentialing:revoke_all", 0),
    ("server.services.register:prepared", 0),
    ("server.services.erasing:scrub", 0),
]
IN_FILES = [
    ("server.registry.sqlite.backup:os.link", 0),
    *(("server.registry.sqlite.backup:os.replace", number) for number in range(2)),
    ("server.registry.sqlite.backup:synced", 0),
    ("server.registry.sqlite.copies:delete_drafts", 0),
]


async def lived(address: Address, folder: Path) -> str:
    """Save a register, then erase somebody and revoke a credential of it; who was erased."""
    database = Database(address)
    await database.prepare()
    async with database.writing() as session:
        person, registrations = await put(session)
        session.add(credential())
    await database.save(folder / "saved", portably=True)
    await erasing.erase(database, folder / "erasures", registrations[0], errand())
    async with database.writing() as session:
        await credentials.revoke(session, "c1", at=NOW)
    await database.close()
    return person


async def restored(address: Address, folder: Path, step: str, number: int) -> int:
    """Exit code of a restore that is killed at a step, when it was gone `number` times."""
    where = address.url if isinstance(address, Server) else str(address)
    settings = {
        "BURGERNET_DATABASE": where,
        "BURGERNET_ERASURES": str(folder / "erasures"),
        "BURGERNET_KEYS": KEY.line,
    }
    typed = [sys.executable, "-c", PROGRAM, step, str(number), str(folder / "saved")]
    done = await asyncio.to_thread(
        subprocess.run, typed, env={**os.environ, **settings}, capture_output=True, check=False
    )
    assert done.returncode in (0, 9), done.stderr
    return done.returncode


async def came_back(address: Address, person: str) -> list[str]:
    """Before anything opens the register as a program does: that would set it right."""
    database = Database(address)
    async with database.reading() as session:
        there = await session.get(Person, person)
        holding = await credentials.count(session, credentials.holds(NOW))
    await database.close()
    return [*(["person"] if there else []), *(["credential"] * holding)]


@pytest.mark.parametrize(("step", "number"), [*BOTH, *IN_FILES])
async def test_a_restore_of_a_file_killed_anywhere_brings_nothing_back(
    tmp_path: Path, step: str, number: int
) -> None:
    address = tmp_path / "register.sqlite"
    person = await lived(address, tmp_path)

    code = await restored(address, tmp_path, step, number)

    assert code == 9
    assert await came_back(address, person) == []
    assert await restored(address, tmp_path, "server.registry.portable:write", 0) == 0
    assert await came_back(address, person) == []
    assert not [file for file in tmp_path.iterdir() if ".restoring" in file.name]  # noqa: ASYNC240  nobody else waits


@pytest.mark.parametrize(("step", "number"), BOTH)
async def test_a_restore_of_a_database_killed_anywhere_brings_nothing_back(
    tmp_path: Path, step: str, number: int
) -> None:
    with postgres.database() as address:
        person = await lived(address, tmp_path)

        code = await restored(address, tmp_path, step, number)

        assert code == 9
        assert await came_back(address, person) == []
        assert await restored(address, tmp_path, "server.registry.portable:write", 0) == 0
        assert await came_back(address, person) == []
