"""Runs of a register here: recorded in it, and played by whoever holds it, else by this command."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from server import registry
from server.cli import comparing, notes, printed, progress
from server.cli.laid import over_the_register
from server.cli.output import say
from server.cli.runs.told import Asked, Brought, Told
from server.registry import Database, RunState
from server.registry.runs import Standing
from server.services import laying, register
from server.services.runs import asking, following, question
from server.services.runs.conducting import Runs, conducting
from server.services.runs.executor import Threads
from server.services.runs.results import Results
from server.settings import Settings
from simulation import Measure
from simulation.threshold import THRESHOLD


@dataclass(slots=True)
class Here:
    settings: Settings
    played_here: bool = False
    """Whether it was this process that played the run watched last."""

    def start(self, asked: Asked) -> Told:
        settings = self.settings
        asking.drawn(asked.sampling)
        found, _, whatifs = over_the_register(asked.whatifs, asked.basis, settings)
        _, sampling = laying.affordable(found, whatifs, asked.sampling, settings.most_run_cells)
        posed = asking.question(
            whatifs,
            compared=asked.compared,
            sampling=sampling,
            opening=found,
            most_megabytes=settings.most_run_megabytes,
        )

        async def record() -> Told:
            async with self._opened() as database:
                async with database.writing() as session:
                    run = await asking.start(session, posed, most=settings.most_runs, now=_now())
                return _told(await following.known(database, run.id))

        return asyncio.run(record())

    def watch(self, id_: str, *, quiet: bool) -> Told:
        async def followed() -> Told:
            async with self._opened() as database:
                standing = await following.known(database, id_)
                if standing.run.state.ended:
                    return _told(standing)
                async with self._conducting(database) as runs:
                    total = standing.run.replications
                    with progress.shown(total, "replications", quiet=quiet) as shown:
                        async for standing in following.follow(database, runs.changes, id_):
                            self.played_here = runs.played_here()
                            told = _told(standing)
                            shown.reached(
                                told.replications_done, rate=told.rate, end=told.expected_end
                            )
                return told

        return asyncio.run(followed())

    def left(self, id_: str) -> str:
        if self.played_here:
            return f"what run {id_} has brought stays: 'burgernet run watch {id_}' goes on from it"
        return f"run {id_} goes on where it is played"

    def cancel(self, id_: str) -> Told:
        async def canceled() -> Told:
            async with self._opened() as database:
                async with database.writing() as session:
                    await asking.cancel(session, id_, now=_now())
                standing = await following.known(database, id_)
                if standing.run.state is RunState.CANCELING:  # whoever played it may have died
                    async with self._conducting(database) as runs:
                        async for now in following.follow(database, runs.changes, id_):
                            standing = now
                return _told(standing)

        return asyncio.run(canceled())

    def listed(self, states: Sequence[RunState], *, first: int) -> list[Told]:
        where = registry.Run.state.in_(states) if states else None

        async def read() -> list[Told]:
            found: list[Told] = []
            async with self._opened() as database, database.reading() as session:
                after, more = None, True
                while more and len(found) < first:
                    rows, more = await registry.runs.page(
                        session, first=first - len(found), after=after, where=where
                    )
                    standing = await registry.runs.standing(session, [row.id for row in rows])
                    found += (_told(standing[row.id]) for row in rows if row.id in standing)
                    after = [rows[-1].turn] if rows else None
            return found

        return asyncio.run(read())

    def brought(self, id_: str, measures: Sequence[Measure], *, split: bool) -> Brought:
        async def unpacked() -> Brought:
            async with self._opened() as database:
                standing = await following.known(database, id_)
                outlooks = await Results().of(database, standing)
            asked = question.read(standing.run.question)
            region = asked.opening.region
            below = replace(notes.Played.here(asked.opening), model=standing.run.model_version)
            told = (
                *notes.learned(asked.whatifs[0].figures),
                *notes.notes(below, asked.sampling),
            )
            doubt = asked.sampling.doubt
            if asked.compared:
                compared = comparing.compare(outlooks, threshold=THRESHOLD, prices=None)
                return Brought(compared=tuple(compared), doubt=doubt, notes=told)
            places = [None, *(region.codes if split else ())]
            projected = printed.projected(outlooks, places, measures)
            return Brought(projected=tuple(projected), doubt=doubt, notes=told)

        return asyncio.run(unpacked())

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Database]:
        async with register.opened(self.settings, tell=say) as database:
            yield database

    @asynccontextmanager
    async def _conducting(self, database: Database) -> AsyncIterator[Runs]:
        async with conducting(
            database,
            Threads(self.settings.run_threads),
            keep=timedelta(days=self.settings.keep_runs),
            clock=_now,
        ) as runs:
            yield runs


def _told(standing: Standing) -> Told:
    run, now = standing.run, _now()
    return Told(
        id=run.id,
        state=run.state,
        replications=run.replications,
        replications_done=standing.replications,
        rate=following.rate(standing, now),
        expected_end=following.expected_end(standing, now),
        asked_at=run.asked_at,
        ended_at=run.ended_at,
        failure=run.failure,
        digest=run.digest,
        model_version=run.model_version,
        data_version=run.data_version,
    )


def _now() -> datetime:
    return datetime.now(UTC)
