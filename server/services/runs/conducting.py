"""Runs of a register, for as long as a process serves it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.registry import Database
from server.services.runs.changes import Changes
from server.services.runs.conductor import Conductor
from server.services.runs.executor import Threads
from server.services.runs.ownership import check
from server.services.runs.results import Results

log = logging.getLogger("server.runs")


@dataclass(frozen=True, slots=True)
class Runs:
    """What a request may reach of them, besides the tables."""

    changes: Changes = field(default_factory=Changes)
    results: Results = field(default_factory=Results)
    played_here: Callable[[], bool] = lambda: False
    """Whether it is this process that plays them."""


@asynccontextmanager
async def conducting(
    database: Database, executor: Threads, *, keep: timedelta, clock: Callable[[], datetime]
) -> AsyncIterator[Runs]:
    """Conduct the runs of a register, unless another process does; stop what plays at the end.

    `keep` is how long runs are kept after their end.
    """
    await check(database)
    changes, end = Changes(), asyncio.Event()
    conductor = Conductor(database, executor, changes, keep=keep, clock=clock)
    runs = Runs(changes=changes, played_here=lambda: conductor.at_work)
    watching = asyncio.create_task(changes.watch(database, end), name="watching")
    working = asyncio.create_task(conductor.conduct(end), name="conducting")
    for task in (watching, working):
        task.add_done_callback(_told)
    try:
        yield runs
    finally:
        end.set()
        changes.tell()
        # not cancelled: they may be in the midst of a statement
        await asyncio.wait([working, watching])
        await asyncio.to_thread(executor.close)


def _told(task: asyncio.Task[None]) -> None:
    """Say in the log what ended a task that should have gone on."""
    if not task.cancelled() and (error := task.exception()):
        log.error("runs: no more %s", task.get_name(), exc_info=error)
