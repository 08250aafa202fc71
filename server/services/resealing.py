"""Sealing everything anew with the key that seals now; killed anywhere, it goes on."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from server.registry import Database, audit, credentials, sealings
from server.registry.audit import Deed, Entry
from server.sealing import KeyRing

BATCH = 500
"""Rows that are sealed anew in one transaction."""
Step = Callable[..., Awaitable[Sequence[Any]]]
"""Seals some rows of one table anew, past a key; the keys of those rows."""


async def reseal(
    database: Database,
    ring: KeyRing,
    *,
    who: str,
    now: datetime,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Seal anew what earlier keys sealed, batch by batch; how many rows it were.

    Raises Unreadable, with what was done before kept. `tell` hears how many rows are done.
    """
    done = 0
    steps: list[Step] = [partial(sealings.reseal, table=table) for table in sealings.SEALED]
    for step in (*steps, credentials.reseal):
        last = None
        while True:
            async with database.writing() as session:
                keys = await step(session, ring, after=last, most=BATCH)
            if not keys:
                break
            done, last = done + len(keys), keys[-1]
            tell(done)
    if done:
        async with database.writing() as session:
            await audit.append(session, [_told(ring, who=who, now=now)])
    return done


def _told(ring: KeyRing, *, who: str, now: datetime) -> Entry:
    return Entry(
        at=now,
        who=who,
        purpose=f"the key {ring.current.id.hex()} seals now",
        deed=Deed.KEYS_ROTATED,
    )
