"""Killed at any moment of an import, a register shows none of a file or all, and loses no batch."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.imports import rows
from server.address import Address
from server.registry import Contact, Database, Participant, Person, audit, imports, reference
from server.registry.tables import Import, ImportContact, ImportRow, ImportState
from server.sealing import drawn
from tests import postgres

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

KILLS = 40
ROWS = 1_200
BATCH = 40
PROGRAM = """
import asyncio, sys
from datetime import UTC, date, datetime
from pathlib import Path
from server import address, sealing
from server.registry import Database, reference
from server.services.importing import participants
from server.services.importing.participants import Asked
participants.BATCH = int(sys.argv[4])
async def main():
    database = Database(address.parsed(sys.argv[1]))
    await database.prepare()
    with open(sys.argv[2], "rb") as file:
        asked = Asked(file=file, region=reference.load("twente"), as_of=date(2014, 11, 18),
                      who="victim", now=datetime.now(UTC))
        ring = sealing.read(Path(sys.argv[3]), None)
        print("begun", flush=True)
        await participants.take(database, ring, asked,
                                progress=lambda _: print("kept", flush=True))
    print("done", flush=True)
    await database.close()
asyncio.run(main())
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deelnemers.csv"
    places = [place.code for place in reference.load("twente").places]
    path.write_text("\n".join(rows(ROWS, places, first=1)))
    return path


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.write_text(drawn().line)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_an_import_killed_anywhere_loses_and_doubles_nothing(
    kind: str, tmp_path: Path, file: Path, keys: Path
) -> None:
    luck = random.Random(1)
    killed = at_the_end = ended = acknowledged = 0
    patience = 0.1
    where = register(kind, tmp_path, ended)
    while killed < KILLS:
        left = ROWS // BATCH - acknowledged
        after = min(luck.randint(0, 15), left)
        kept, died = run(where, file, keys, after, lives_on=luck.uniform(0.0, patience))
        killed, acknowledged = killed + died, acknowledged + kept
        if acknowledged >= ROWS // BATCH:
            at_the_end += died
            patience *= 2.0  # so that it comes to its end at last, however busy the machine is

        async with opened(where) as database, database.reading() as session:
            waits = await found(session, acknowledged)
        if isinstance(where, Path):
            whole(where)
        if not waits:
            ended, acknowledged, patience = ended + 1, 0, 0.1
            where = register(kind, tmp_path, ended)

    assert ended >= 3
    assert at_the_end >= 3, "hardly anybody died while all of a file went in"


def register(kind: str, folder: Path, number: int) -> Address:
    """Where the next register is to be."""
    return folder / f"{number}.sqlite" if kind == "sqlite" else postgres.create()


def run(where: Address, file: Path, keys: Path, after: int, *, lives_on: float) -> tuple[int, bool]:
    """Kill it so long [s] after it said so often that a batch is kept.

    How many batches it said were kept, and whether it was killed.
    """
    named = str(where) if isinstance(where, Path) else where.url
    arguments = [named, str(file), str(keys), str(BATCH)]
    victim = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, text=True
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "begun\n"
    said = [victim.stdout.readline() for _ in range(after)]
    time.sleep(lives_on)
    victim.send_signal(signal.SIGKILL)
    died = victim.wait() != 0
    said += victim.stdout.readlines()
    victim.stdout.close()
    return said.count("kept\n"), died


@asynccontextmanager
async def opened(where: Address) -> AsyncIterator[Database]:
    database = Database(where)
    await database.prepare()
    yield database
    await database.close()


async def found(session: AsyncSession, acknowledged: int) -> bool:
    """Hold a register to what it must be after a death; whether a file waits in it."""
    one = (await session.scalars(select(Import))).one_or_none()
    registrations, people, contacts = [
        await count(session, table) for table in (Participant, Person, Contact)
    ]
    assert await audit.broken(session) is None
    if one is not None and one.state is ImportState.DONE:
        numbers = select(func.count(Contact.blind.distinct()))
        assert (one.accepted, registrations) == (ROWS, ROWS)
        assert await session.scalar(numbers) == contacts
        assert (await count(session, ImportRow), await count(session, ImportContact)) == (0, 0)
        assert people == ROWS - ROWS // 20  # one in twenty has left
        return False
    assert (registrations, people, contacts) == (0, 0, 0), "half an import shows"
    assert (await audit.head(session)).number == 0
    waiting = await count(session, ImportRow)
    tally = imports.Tally() if one is None else imports.tally(one)
    assert waiting == tally.accepted == tally.row - 1, "a batch is there by half, or twice"
    assert tally.accepted % BATCH == 0
    assert tally.accepted >= acknowledged * BATCH, "a batch is lost that was said to be kept"
    return True


async def count(
    session: AsyncSession,
    table: type[Participant | Person | Contact | ImportRow | ImportContact],
) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


def whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
