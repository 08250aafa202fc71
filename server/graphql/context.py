"""What a resolver may reach."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Event
from typing import TypeVar

import strawberry

from server import registry
from server.credentials import ANONYMOUS, Principal
from server.errors import Code, Refused
from server.graphql.budget import Budget
from server.graphql.limits import work
from server.graphql.loader import Loader
from server.graphql.people import People
from server.graphql.reads import Reads
from server.registry.audit import Purpose
from server.registry.runs import Standing
from server.sealing import KeyRing
from server.services import access, publishing
from server.services.errand import Errand
from server.services.headcount import Headcount
from server.services.marking import OpenMark
from server.services.publishing import Listed
from server.services.runs.conducting import Runs
from server.services.workers import Workers
from server.settings import Settings
from simulation import Assumption

T = TypeVar("T")

MOST_NUMBERS = 40_000
"""Numbers of yearly series that one request may ask; executing them takes the event loop."""

MOST_BREAK_EVENS = 40
"""Prices at which one request may ask where comparisons tip; each takes a quarter of a second."""

MOST_CONDITIONS = 200
"""Values that all filters of one request may compare with."""


@dataclass(slots=True, kw_only=True)
class Context:
    """One request's way to the register and the workers; loaders remember within it."""

    database: registry.Database
    workers: Workers
    runs: Runs
    settings: Settings
    budget: Budget
    today: date
    open_mark: OpenMark
    """Mark of what is open."""
    principal: Principal = ANONYMOUS
    """Who asks; what it may, `services.access` says."""
    ring: KeyRing | None = None
    """Keys of personal data; without them nobody's are taken, or opened."""
    reads: Reads = field(default_factory=Reads)
    """What it reads of people, which is written down before the answer goes out."""
    people: People = field(init=False)
    numbers_left: int = MOST_NUMBERS
    conditions_left: int = MOST_CONDITIONS
    break_evens_left: int = MOST_BREAK_EVENS
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """What one request asks that takes long is done one after another: it takes one worker."""
    learned: dict[tuple[int, Headcount], tuple[Assumption, ...]] = field(default_factory=dict)
    """What the register taught this request, by the year and counts from which it is asked."""
    listed_counts: Loader[str, Listed] = field(init=False)
    inhabitants: Loader[str, dict[int, int]] = field(init=False)
    municipalities: Loader[str, registry.Municipality | None] = field(init=False)
    standings: Loader[str, Standing | None] = field(init=False)

    def __post_init__(self) -> None:
        self.listed_counts = Loader(self._listed_counts)
        self.inhabitants = Loader(self._inhabitants)
        self.municipalities = Loader(self._municipalities)
        self.standings = Loader(self._standings)
        self.people = People(self.database, self.principal, self.ring, now=self.now())

    def errand(self, purpose: Purpose) -> Errand:
        """What whoever asks does, for a change."""
        return Errand(
            principal=self.principal,
            purpose=purpose,
            now=self.now(),
            today=self.today,
            ring=self.ring,
        )

    def anew(self) -> None:
        """Begin the next answer of a subscription: with shares of its own, and nothing remembered.

        What all of them cost together, the budget knows.
        """
        self.numbers_left, self.conditions_left = MOST_NUMBERS, MOST_CONDITIONS
        self.break_evens_left = MOST_BREAK_EVENS
        self.learned.clear()
        self.__post_init__()

    async def mark(self) -> str | None:
        """Mark of all that answers to whoever asks are made of; None if it cannot be had at once.

        Whoever may see more than what is open is told of every change.
        """
        if access.sees_what_is_open(self.principal):
            return await self.open_mark.read(today=self.today)
        return await self.database.mark()

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def run(self, work: Callable[[Event], T], *, cells: int | None = None) -> T:
        """Do something that may take seconds, in this request's turn; see `Workers.run`."""
        async with self.turn:
            return await self.workers.run(work, cells=cells)

    def give(self, numbers: int, field: str) -> None:
        """Take numbers that a field answers with from this request's share; refuse past it."""
        self.budget.work(work.numbers(numbers))
        self.numbers_left -= numbers
        if self.numbers_left < 0:
            raise Refused(
                Code.TOO_LARGE,
                f"{field} asks for {numbers} numbers, one request gets {MOST_NUMBERS} in all: ask "
                "fewer measures, municipalities, years or quantiles",
            )

    def compare(self, conditions: int) -> None:
        """Take conditions of a filter from this request's share, before they are a statement."""
        self.conditions_left -= conditions
        if self.conditions_left < 0:
            raise Refused(
                Code.TOO_LARGE,
                f"where has more than {MOST_CONDITIONS} conditions, the most that one request gets",
            )

    async def _listed_counts(self, codes: list[str]) -> list[Listed]:
        async with self.database.reading() as session:
            found = await publishing.by_municipality(session, today=self.today)
        return [found[code] for code in codes]

    async def _inhabitants(self, codes: list[str]) -> list[dict[int, int]]:
        async with self.database.reading() as session:
            found = await registry.municipalities.inhabitants_by_year(session, codes)
        return [found[code] for code in codes]

    async def _municipalities(self, codes: list[str]) -> list[registry.Municipality | None]:
        async with self.database.reading() as session:
            found = await registry.municipalities.with_codes(session, codes)
        return [found.get(code) for code in codes]

    async def _standings(self, keys: list[str]) -> list[Standing | None]:
        async with self.database.reading() as session:
            found = await registry.runs.standing(session, keys)
        return [found.get(key) for key in keys]


Info = strawberry.Info[Context, None]
