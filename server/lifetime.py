"""What lives as long as an application, and what one request may reach of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, timedelta

from starlette.requests import HTTPConnection, Request

from server.credentials import Principal
from server.errors import DatabaseRefused, RegionRefused
from server.graphql.budget import Budget
from server.graphql.context import Context
from server.registry import Database
from server.rest.declaring import Reach
from server.rest.problems import Problem
from server.sealing import KeyRing
from server.services import register
from server.services.authenticating import at_work, doorkeeper
from server.services.extent import Extent, extent
from server.services.marking import OpenMark
from server.services.rationing import RateLimited, Rates, Who
from server.services.runs.conducting import Runs, conducting
from server.services.runs.executor import Threads
from server.services.workers import Workers
from server.settings import Settings
from server.telemetry import defect
from server.transport.gate import Gate, address, principal
from server.transport.places import NoPlace, Places

log = logging.getLogger("server")


class Lifetime:
    """Empty until it is entered: making an application opens nothing."""

    database: Database
    workers: Workers
    runs: Runs
    extent: Extent
    open_mark: OpenMark
    ring: KeyRing | None

    def __init__(self, settings: Settings, lent: Mapping[bytes, Principal]) -> None:
        """`lent` are principals by the digests of tokens that hold as long as this lives."""
        self.settings = settings
        self.lent = lent
        self.closing = asyncio.Event()
        """Set when the server is to stop; what stays open must end then."""
        self.places = Places()
        self.rates = Rates(per_minute=settings.cost_per_minute)
        self.gate = Gate(self.rates)

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """Open the register, and play what was left to be played, until the block ends."""
        settings = self.settings
        self.ring = settings.key_ring()
        self.workers = Workers(
            side_by_side=settings.simulations,
            waiting=settings.waiting,
            seconds=settings.answer_within,
        )
        async with (
            _reported(),
            register.served(settings, tell=log.info) as self.database,
            conducting(
                self.database,
                Threads(settings.run_threads),
                keep=timedelta(days=settings.keep_runs),
                clock=lambda: datetime.now(UTC),
            ) as self.runs,
        ):
            async with self.database.reading() as session:
                self.extent = await extent(session, today=_today())
            self.open_mark = OpenMark(self.database)
            await self.open_mark.read(today=_today())  # so that nobody who asks waits for it
            self.gate.doorkeeper = doorkeeper(
                self.database, settings, ring=self.ring, lent=self.lent
            )
            try:
                async with at_work(self.gate.doorkeeper):
                    yield
            finally:
                log.info("stopping: %d simulations under way", self.workers.playing)
                await asyncio.to_thread(self.workers.close)

    def context(self, connection: HTTPConnection) -> Context:
        """What GraphQL may reach for one operation."""
        budget = Budget(
            rates=self.rates,
            who=self._who(connection),
            extent=self.extent,
            settings=self.settings,
        )
        return Context(
            database=self.database,
            workers=self.workers,
            runs=self.runs,
            settings=self.settings,
            budget=budget,
            today=_today(),
            open_mark=self.open_mark,
            principal=principal(connection),
            ring=self.ring,
        )

    def reach(self) -> Reach:
        """What REST may reach for one request."""
        return Reach(
            database=self.database,
            workers=self.workers,
            runs=self.runs,
            settings=self.settings,
            ring=self.ring,
            today=_today(),
            closing=self.closing,
        )

    async def charge(self, request: Request, points: int) -> None:
        """Take from the share of who asks by REST; raises Problem."""
        try:
            await self.rates.take(self._who(request), points)
        except RateLimited as limited:
            again = {"retry-after": str(limited.wait)}
            raise Problem(429, limited.code, limited.message, headers=again) from None

    @contextmanager
    def hold(self, request: Request) -> Iterator[None]:
        """Hold a place for an event stream by REST; raises Problem."""
        try:
            with self.places.taken(request):
                yield
        except NoPlace as full:
            raise Problem(429, "TOO_MANY_STREAMS", str(full)) from None

    def _who(self, connection: HTTPConnection) -> Who:
        asking = principal(connection)
        return self.rates.who(address(connection), None if asking.is_anonymous else asking.id)


@asynccontextmanager
async def _reported() -> AsyncIterator[None]:
    """Log why the server does not start: whoever runs it says only that it did not."""
    try:
        yield
    except (DatabaseRefused, RegionRefused) as refusal:
        log.critical("%s", refusal)
        raise
    except Exception as error:
        defect(error)
        raise


def _today() -> date:
    return date.today()  # noqa: DTZ011  the day it is where the register is kept
