"""A register with runs in it, conducted as a server conducts them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.address import Address
from server.registry import Database, Run
from server.services import projecting
from server.services.projecting import Sampling
from server.services.runs import asking
from server.services.runs.changes import Changes
from server.services.runs.conducting import conducting
from server.services.runs.executor import Threads
from server.services.runs.following import follow
from server.services.runs.question import Question
from simulation import ScenarioName, WhatIf
from tests.server.conftest import copied

Conducted = Callable[[], AbstractAsyncContextManager[Changes]]
Ask = Callable[..., Awaitable[Question]]
FROZEN = WhatIf.of(ScenarioName.FROZEN, years=3)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def register(
    kind: str, full: Callable[[str], Address], tmp_path: Path
) -> AsyncIterator[Database]:
    with copied(full(kind), tmp_path / "register.sqlite") as address:
        database = Database(address)
        await database.prepare()
        yield database
        await database.close()


@pytest.fixture
def question(register: Database) -> Ask:
    async def asked(*whatifs: WhatIf, sampling: Sampling) -> Question:
        async with register.reading() as session:
            opening = await projecting.opening(session, start=2015, today=now().date())
        return Question(
            whatifs=whatifs or (FROZEN,),
            compared=len(whatifs) > 1,
            sampling=sampling,
            opening=opening,
        )

    return asked


@asynccontextmanager
async def conducting_with(register: Database, executor: Threads) -> AsyncIterator[Changes]:
    """Conduct runs for a while, as a process does between its start and its end."""
    async with conducting(register, executor, keep=timedelta(days=90), clock=now) as runs:
        yield runs.changes


@pytest.fixture
def conducted(register: Database) -> Conducted:
    return lambda: conducting_with(register, Threads(2))


async def started(register: Database, question: Question, *, most: int = 100) -> Run:
    async with register.writing() as session:
        return await asking.start(session, question, most=most, now=now())


async def ended(register: Database, changes: Changes, id_: str, *, seconds: float = 60) -> Run:
    """Wait for the end of a run."""
    async with asyncio.timeout(seconds):
        async for told in follow(register, changes, id_):
            run = told.run
    return run
