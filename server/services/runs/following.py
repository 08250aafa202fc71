"""How far a run is, and everything that becomes of it until its end."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from server import registry
from server.errors import Code, Refused
from server.registry import Database, RunState
from server.registry.runs import Standing
from server.services.runs.changes import Changes

PACE: Final = 0.2
"""Between two events at least [s]; what happens meanwhile is told by the next."""
MOST_READINGS: Final = 1_000
"""Runs that are followed side by side whose reading is remembered."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a follower was last told."""

    state: RunState
    replications: int

    @classmethod
    def of(cls, standing: Standing) -> "Seen":
        return cls(standing.run.state, standing.replications)


async def standing(database: Database, id_: str) -> Standing | None:
    async with database.reading() as session:
        return (await registry.runs.standing(session, [id_])).get(id_)


async def known(database: Database, id_: str) -> Standing:
    """How far a run is; raises Refused where there is none."""
    found = await standing(database, id_)
    if found is None:
        raise unknown()
    return found


def unknown() -> Refused:
    return Refused(Code.UNKNOWN_RUN, "there is no run with this id, or no longer")


async def follow(
    database: Database, changes: Changes, id_: str, *, after: Seen | None = None
) -> AsyncGenerator[Standing, None]:
    """Tell how far a run is, now and whenever it is farther than `after`; the last is its end.

    Raises Refused where there is no such run, or no longer.
    """
    while True:
        number = changes.number
        now = await _shared(database, changes, id_)
        if now is None:
            raise unknown()
        if now.run.state.ended or Seen.of(now) != after:
            after = Seen.of(now)
            yield now
        if now.run.state.ended:
            changes.readings.pop(id_, None)
            return
        await asyncio.sleep(PACE)
        await changes.past(number)


async def _shared(database: Database, changes: Changes, id_: str) -> Standing | None:
    """Read once after a change for all who follow a run, however many there are."""
    known = changes.readings.get(id_)
    failed = (
        known is not None
        and known[1].done()
        and (known[1].cancelled() or known[1].exception() is not None)
    )
    if known is None or failed or known[0] < changes.number:
        known = changes.number, asyncio.ensure_future(standing(database, id_))
        changes.readings[id_] = known
        while len(changes.readings) > MOST_READINGS:
            del changes.readings[next(iter(changes.readings))]
    return await asyncio.shield(known[1])


def rate(told: Standing, now: datetime) -> float | None:
    """Replications a second since the run was last taken up; None before the first."""
    run = told.run
    if run.state is not RunState.RUNNING or run.resumed_at is None:
        return None
    played = told.replications - min(run.blocks_before * run.block_size, run.replications)
    seconds = (now - run.resumed_at).total_seconds()
    return played / seconds if played > 0 and seconds > 0 else None


def expected_end(told: Standing, now: datetime) -> datetime | None:
    """When it ends at the pace it has; None where it has none."""
    pace = rate(told, now)
    if pace is None:
        return None
    return now + timedelta(seconds=(told.run.replications - told.replications) / pace)
