"""Erasing again whom the list names: a crash kept them, or a copy that was set back."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import DatabaseRefused
from server.registry import (
    Database,
    LeavingReason,
    Person,
    audit,
    erasures,
    holdings,
    registrations,
)
from server.registry.audit import Deed, Entry
from server.registry.erasures import Erasure, What
from server.services import erasing, settling
from server.services.erasing import BATCH

log = logging.getLogger("server")

REPLAYING: Final = "replaying"
"""Who erases what a list says was erased already."""


async def replay(database: Database, listed: Path | None, *, now: datetime) -> int:
    """Erase again whom the list names, in a register that is opened; how many.

    Raises DatabaseRefused where people were erased and the list is gone.
    """
    entries = await read(listed)
    async with database.reading() as session:
        if entries is None:
            try:
                await check_never_erased(session, listed)
            except DatabaseRefused as refusal:
                raise DatabaseRefused(f"{database.address} {refusal}") from None
            entries = ()  # what is destroyed without a list, such as deliveries, is cleaned up too
        due = [batch for batch in _batches(entries) if await _of_batch(session, batch)]
        clean = await audit.is_scrubbed(session)
    again = 0
    for batch in due:
        async with database.writing() as session:
            again += await _erase(session, await _of_batch(session, batch), now)
    named = [one.person for one in entries]
    if again or not clean:
        await erasing.scrub(database, of=named)
    elif entries:
        await database.scrub(wholly=False)
        await database.delete_copies(of=named)
    return again


async def erase_again(session: AsyncSession, entries: Sequence[Erasure], *, now: datetime) -> int:
    """The same in what is about to take a register's place."""
    again = 0
    for batch in _batches(entries):
        again += await _erase(session, await _of_batch(session, batch), now)
    return again


async def read(listed: Path | None) -> Sequence[Erasure] | None:
    """Whom the list names, None where there is no list; raises DatabaseRefused."""
    return None if listed is None else await asyncio.to_thread(erasures.read, listed)


async def check_never_erased(session: AsyncSession, listed: Path | None) -> None:
    """Raise DatabaseRefused, without its name, where people were erased who must be on a list."""
    if await holdings.ever_deleted(session):
        raise DatabaseRefused(
            "tells of people who were erased, and the list of erasures is gone, or not named "
            f"({listed or 'BURGERNET_ERASURES'}): set it back, or make an empty file if it is lost"
        )


async def _of_batch(session: AsyncSession, entries: Sequence[Erasure]) -> list[Erasure]:
    """Those still to be erased; who was changed or restricted since is told of, and left."""
    there = await holdings.those_there(session, [one.person for one in entries])
    if not there:
        return []
    people = await session.scalars(select(Person).where(Person.id.in_(there)))
    changed = {person.id: erasing.last_changed(person) for person in people}
    due = [
        one for one in entries if one.person in there and changed.get(one.person, one.at) <= one.at
    ]
    if kept := len(there) - len(due):
        log.warning(
            "%d on the list of erasures were changed or restricted after it, and are kept: their "
            "erasure failed, or is to be done again",
            kept,
        )
    return due


async def _erase(session: AsyncSession, entries: Sequence[Erasure], now: datetime) -> int:
    erased = 0
    if entries:
        await settling.settle(session, today=now.date())
    for what in What:
        at = {one.person: one.at for one in entries if one.what is what}
        if not at:
            continue
        people = (await session.scalars(select(Person).where(Person.id.in_(at)))).all()
        if what is What.UNNAMED:
            for person in people:
                await _end(session, person.id, on=at[person.id].date())
        await holdings.delete_people(session, [*at], with_registrations=what is What.ERASED)
        deed = Deed.ERASED if what is What.ERASED else Deed.DESTROYED
        await audit.append(session, [_line(person, deed, now) for person in people])
        erased += len(people)
    return erased


def _line(person: Person, deed: Deed, now: datetime) -> Entry:
    return Entry(
        at=now,
        who=REPLAYING,
        purpose=REPLAYING,
        deed=deed,
        subject=person.subject,
        fields=holdings.FIELDS,
    )


def _batches(entries: Sequence[Erasure]) -> Iterator[Sequence[Erasure]]:
    for first in range(0, len(entries), BATCH):
        yield entries[first : first + BATCH]


async def _end(session: AsyncSession, person: str, *, on: date) -> None:
    """End what a copy from before somebody left has open: as nobody's, nothing else ever would."""
    for one in await registrations.of_person(session, person):
        if one.left_on is None:
            day = max(on, one.registered_on)
            await registrations.leave(session, one.id, LeavingReason.REMOVED, on=day)
