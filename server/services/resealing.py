"""Sealing everything anew with the key that seals now; killed anywhere, it goes on."""

from collections.abc import Callable
from datetime import datetime

from server.registry import Database, audit, credentials, sealings
from server.registry.audit import Deed, Entry
from server.sealing import KeyRing

BATCH = 500
"""Rows that are sealed anew in one transaction."""


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
    for table in sealings.SEALED:
        last = None
        while True:
            async with database.writing() as session:
                keys = await sealings.reseal(session, ring, table, after=last, most=BATCH)
            if not keys:
                break
            done, last = done + len(keys), keys[-1]
            tell(done)
    given_out: str | None = None
    while True:
        async with database.writing() as session:
            ids = await credentials.reseal(session, ring, after=given_out, most=BATCH)
        if not ids:
            break
        done, given_out = done + len(ids), ids[-1]
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
