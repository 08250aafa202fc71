"""Sealing everything anew with the key that seals now; killed anywhere, it goes on."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import Database, audit, credentials, sealing_keys, sealings
from server.registry.audit import Deed, Entry
from server.registry.sealings import Resealed
from server.sealing import KeyRing, Place

BATCH = 500
"""Rows that are sealed anew in one transaction."""
MOST_TOLD: Final = 100
"""Places of what does not open that are told."""
Step = Callable[..., Awaitable[Resealed]]
"""Seals some rows of one table anew, past a key."""


@dataclass(slots=True)
class Spoilt:
    """What does not open: how much in each column, and where the first of it lies."""

    columns: dict[str, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    def add(self, place: Place) -> None:
        column = f"{place.table}.{place.column}"
        self.columns[column] = self.columns.get(column, 0) + 1
        if len(self.places) < MOST_TOLD:
            self.places.append(place)

    @property
    def count(self) -> int:
        return sum(self.columns.values())


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows were sealed anew, and what was left as it is."""

    rows: int
    spoilt: Spoilt


async def reseal(
    database: Database,
    ring: KeyRing,
    *,
    who: str,
    now: datetime,
    tell: Callable[[int], None] = lambda _: None,
) -> Done:
    """Seal anew what earlier keys sealed, batch by batch, and let go of keys no longer needed.

    `tell` hears how many rows were gone past.
    """
    past = whole = 0
    spoilt = Spoilt()
    for step in _steps():
        last = None
        while True:
            async with database.writing() as session:
                found = await step(session, ring, after=last, most=BATCH)
            if not found.rows:
                break
            for place in found.unreadable:
                spoilt.add(place)
            past, last = past + len(found.rows), found.rows[-1]
            whole += len(found.rows) - len({place.row for place in found.unreadable})
            tell(past)
    await _end(database, ring, Done(whole, spoilt), who=who, now=now)
    return Done(whole, spoilt)


async def spoilt(database: Database, ring: KeyRing) -> Spoilt:
    """Open all there is, for what does not."""
    found = Spoilt()
    async with database.reading() as session:
        async for place in sealings.unreadable(session, ring):
            found.add(place)
    return found


def _steps() -> Iterator[Step]:
    for table in sealings.SEALED:
        yield partial(sealings.reseal, table=table)
    yield _credentials


async def _credentials(session: AsyncSession, ring: KeyRing, *, after: Any, most: int) -> Resealed:
    return Resealed(await credentials.reseal(session, ring, after=after, most=most))


async def _end(database: Database, ring: KeyRing, done: Done, *, who: str, now: datetime) -> None:
    """Tell the trail, also of what a run did that was killed before it could, and forget keys.

    Both in one transaction: as long as an earlier key is on record, its rotation was not told.
    """
    async with database.writing() as session:
        earlier = await sealing_keys.used(session) - {ring.current.id}
        if not (earlier or done.rows or done.spoilt.count):
            return
        needed = await sealing_keys.needed(session, earlier)
        await sealing_keys.forget(session, earlier.difference(needed))
        line = Entry(
            at=now,
            who=who,
            purpose=f"the key {ring.current.id.hex()} seals now",
            deed=Deed.KEYS_ROTATED,
            fields=tuple(f"unreadable:{column}" for column in sorted(done.spoilt.columns)),
        )
        await audit.append(session, [line])
