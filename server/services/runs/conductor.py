"""Conducts the runs of a register: which block is played next, and what becomes of it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from server import registry
from server.errors import Refused
from server.registry import Database, Run, RunState
from server.registry.store import Lock
from server.services.runs.blocks import Played, digest_of
from server.services.runs.changes import Changes
from server.services.runs.executor import Threads
from server.services.runs.ownership import owned, set_within
from server.telemetry import defect, told_of
from simulation import MODEL_VERSION, Stopped

BREATH: Final = 5.0
"""How long to wait after the register could not be read or written [s]."""
HOUR: Final = 3600.0
PLAYED: Final = (RunState.QUEUED, RunState.RUNNING)

log = logging.getLogger("server.runs")

Under = dict[asyncio.Future[Played], tuple[str, int]]


class Conductor:
    """One for a register: `conduct` waits while another process does.

    It keeps nothing that the tables do not say as well, but which blocks are under way.
    """

    def __init__(
        self,
        database: Database,
        executor: Threads,
        changes: Changes,
        *,
        keep: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        """`keep` is how long runs are kept after their end."""
        self.at_work = False
        """Whether it conducts, and no longer waits for another to end."""
        self._database = database
        self._executor = executor
        self._changes = changes
        self._keep = keep
        self._clock = clock
        self._under_way: Under = {}
        self._there: dict[str, set[int]] = {}
        """Blocks of the runs that were taken up in this life."""

    async def conduct(self, until: asyncio.Event) -> None:
        """Play whatever is asked, until it is set; what is under way then is played again."""
        while not until.is_set():
            async with owned(self._database, until=until) as lock:
                self.at_work = not until.is_set()
                await self._play(until, lock)
            self.at_work = False
            self._there.clear()  # another may have gone on meanwhile
        for block in self._under_way:  # they end as Stopped, which is nobody's news
            block.add_done_callback(lambda block: block.cancelled() or block.exception())

    async def _play(self, until: asyncio.Event, lock: Lock) -> None:
        """Play for as long as the lock is held."""
        loop, forgotten = asyncio.get_running_loop(), 0.0
        while await lock.held() and not until.is_set():
            number = self._changes.number  # nothing is awaited before: the end is told as a change
            try:
                if not forgotten or loop.time() - forgotten > HOUR:
                    await self._forget()
                    forgotten = loop.time()
                await self._go_on()
                await self._something(number)
            except Exception:  # a full disk, or readers by the dozen: it passes, or is mended
                log.exception("runs wait for %g s", BREATH)
                await set_within(until, BREATH)

    async def _something(self, number: int) -> None:
        """Wait for a block to end, or for a change; then keep the blocks that ended."""
        changed = asyncio.ensure_future(self._changes.past(number))
        happening: set[asyncio.Future[Any]] = {changed, *self._under_way}
        try:
            await asyncio.wait(happening, timeout=HOUR, return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()
        for block in [block for block in self._under_way if block.done()]:
            run, place = self._under_way.pop(block)
            try:
                await self._settle(run, place, block)
            except Refused:  # the register is busy: it is kept the next time
                self._under_way[block] = run, place
                raise

    async def _go_on(self) -> None:
        """Stop what is no longer wanted, and fill the executor with blocks of all that is."""
        async with self._database.reading() as session:
            unfinished = await registry.runs.unfinished(session)
        wanted = {run.id: run for run in unfinished if run.state in PLAYED}
        for id_ in {id_ for id_, _ in self._under_way.values()} - wanted.keys():
            self._executor.stop(id_)
        for run in unfinished:
            if run.state is RunState.CANCELING and not self._blocks_of(run.id):
                await self._move(run.id, RunState.CANCELED, out_of=(RunState.CANCELING,))
        self._there = {id_: there for id_, there in self._there.items() if id_ in wanted}
        for id_, there in list(self._there.items()):
            if len(there) >= wanted[id_].blocks:  # its end could not be written the first time
                await self._end_if_whole(id_)
        while len(self._under_way) < self._executor.width and wanted:
            # in turn: of those with fewest blocks under way, the one that waits longest
            run = min(wanted.values(), key=lambda run: len(self._blocks_of(run.id)))
            if run.state is RunState.QUEUED or run.id not in self._there:
                taken = await self._take_up(run)
                if taken is not None:
                    wanted[run.id] = run = taken
            if not self._submitted(run):
                del wanted[run.id]

    def _submitted(self, run: Run) -> bool:
        """Play the next block of a run; False where none is left to be played."""
        if run.id not in self._there:
            return False
        busy = self._blocks_of(run.id) | self._there[run.id]
        number = next((number for number in range(run.blocks) if number not in busy), None)
        if number is None:
            return False
        block = self._executor.submit(run.id, run.question, number)
        self._under_way[block] = run.id, number
        return True

    async def _take_up(self, run: Run) -> Run | None:
        """Begin a run, or go on with one that a process left behind."""
        if run.model_version != MODEL_VERSION:
            await self._fail(
                run.id,
                f"it was begun under model {run.model_version}, now there is {MODEL_VERSION}",
            )
            return None
        async with self._database.writing() as session:
            there = await registry.runs.numbers_of_blocks(session, run.id)
            taken = await registry.runs.move(
                session,
                run.id,
                RunState.RUNNING,
                out_of=PLAYED,
                resumed_at=self._clock(),
                blocks_before=len(there),
            )
        self._changes.tell()
        if taken is not None:  # nor cancelled since it was read
            self._there[run.id] = set(there)
            await self._end_if_whole(run.id)
        return taken

    async def _settle(self, id_: str, number: int, block: asyncio.Future[Played]) -> None:
        """Keep what a block brought."""
        try:
            played = block.result()
        except (Stopped, asyncio.CancelledError):
            self._changes.tell()  # the last of a run that is cancelled, it may be
            return
        except Refused as refusal:
            await self._fail(id_, refusal.message)
            return
        except Exception as error:
            known_as = defect(error)
            log.error("run %s fails in block %d: defect %s", id_, number, known_as)
            await self._fail(id_, told_of(known_as))
            return
        try:
            async with self._database.writing() as session:
                kept = await registry.runs.keep(
                    session, id_, number, digest=played.digest, result=played.result
                )
        except SQLAlchemyError as error:
            log.error("block %d of run %s is lost: %s", number, id_, type(error).__name__)
            await self._fail(id_, "its result could not be stored: the disk may be full")
            return
        if kept not in (None, played.digest):
            log.error("block %d of run %s was played twice, and differs", number, id_)
        self._there.get(id_, set()).add(number)
        self._changes.tell()
        await self._end_if_whole(id_)

    async def _end_if_whole(self, id_: str) -> None:
        """In a transaction of its own, which sees every block that was kept."""
        async with self._database.writing() as session:
            told = (await registry.runs.standing(session, [id_])).get(id_)
            if told is None or told.blocks < told.run.blocks:
                return
            digest = digest_of(await registry.runs.digests(session, id_))
            await registry.runs.move(
                session,
                id_,
                RunState.SUCCEEDED,
                out_of=(RunState.RUNNING,),
                ended_at=self._clock(),
                digest=digest,
            )
        self._executor.stop(id_)
        self._changes.tell()

    async def _fail(self, id_: str, why: str) -> None:
        self._executor.stop(id_)
        await self._move(id_, RunState.FAILED, out_of=PLAYED, failure=why)

    async def _move(
        self, id_: str, to: RunState, *, out_of: tuple[RunState, ...], **also: object
    ) -> None:
        async with self._database.writing() as session:
            await registry.runs.move(
                session, id_, to, out_of=out_of, ended_at=self._clock(), **also
            )
        self._changes.tell()

    async def _forget(self) -> None:
        async with self._database.writing() as session:
            await registry.runs.forget(session, ended_before=self._clock() - self._keep)

    def _blocks_of(self, id_: str) -> set[int]:
        """Those under way."""
        return {number for run, number in self._under_way.values() if run == id_}
