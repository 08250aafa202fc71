"""Killed at any moment of its first start, the program leaves a whole register or none."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.registry import Database, datasets, participants
from server.services import register
from server.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

PROGRAM = """
import asyncio, sys
from pathlib import Path
from server.services import register
from server.settings import Settings
async def main():
    settings = Settings(database=Path(sys.argv[1]))
    print("ready", flush=True)
    async with register.opened(settings, tell=print):
        pass
asyncio.run(main())
"""


async def test_a_first_start_killed_anywhere_is_made_good_by_the_next(tmp_path: Path) -> None:
    luck = random.Random(1)
    died_half_way = 0
    for round_ in range(12):
        path = tmp_path / f"{round_}.sqlite"
        victim = subprocess.Popen(  # noqa: ASYNC220  waits for one word of a program of our own
            [sys.executable, "-c", PROGRAM, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert victim.stdout is not None
        assert victim.stdout.readline() == "ready\n"
        time.sleep(luck.uniform(0.0, 1.6))  # noqa: ASYNC251  nothing else runs
        victim.send_signal(signal.SIGKILL)
        died_half_way += victim.wait() != 0
        victim.stdout.close()

        async with register.opened(Settings(database=path), tell=print) as database:
            await holds_the_demo(database)

    assert died_half_way >= 5


async def holds_the_demo(database: Database) -> None:
    async with database.reading() as session:
        dataset = await datasets.current(session)
        counted = await participants.counts(session, by=[], on=dataset.as_of)
    assert counted[0].count == 37_000
