"""Erasure: first on the list that lies outside the register, then in it, then in its files."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.errors import Code, DatabaseRefused, Refused
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
from server.registry.erasures import What
from server.services import finding, settling
from server.services.errand import Errand
from simulation.sentence import Sentence

BATCH: Final = 500
"""People erased in one transaction."""
REPLAYING: Final = "replaying"
"""Who erases what a list says was erased already."""


async def erase(
    database: Database, listed: Path | None, registration: int | None, errand: Errand
) -> None:
    """Erase the person whose registration it is, with all others of theirs; raises Refused.

    It takes the register, not a session: the list is written before the transaction ends, and
    the files are cleaned after it has.
    """
    async with database.writing() as session:
        person = await finding.whole_person(session, registration, Right.CHANGE_PEOPLE, errand)
        line = errand.entry(Deed.ERASED, subject=person.subject, fields=holdings.FIELDS)
        await destroy(session, listed, [person], What.ERASED, [line])
    await scrub(database, erased=errand.now)


async def scrub(database: Database, *, erased: datetime) -> None:
    """Have what was deleted leave the files, and write it down: killed before, it is done again."""
    async with database.reading() as session:
        upto = (await audit.head(session)).number
    if await database.scrub(erased=erased):
        async with database.writing() as session:
            await audit.scrubbed(session, upto)


async def destroy(
    session: AsyncSession,
    listed: Path | None,
    people: Sequence[Person],
    what: What,
    lines: Sequence[Entry],
) -> None:
    """Delete some people and write it on the list, which is done before the transaction ends."""
    if listed is None:
        said = Sentence("no list of erasures is named (BURGERNET_ERASURES), so nothing was erased")
        raise Refused(Code.LIST_UNWRITABLE, said)
    ids = [person.id for person in people]
    await settling.settle(session, today=lines[0].at.date())
    await holdings.delete_people(session, ids, with_registrations=what is What.ERASED)
    await audit.append(session, lines)
    try:
        await asyncio.to_thread(erasures.add, listed, ids, what, at=lines[0].at)
    except OSError:
        raise Refused(
            Code.LIST_UNWRITABLE,
            Sentence("the list of erasures cannot be written, so nothing was erased"),
        ) from None


async def replay(database: Database, listed: Path | None, *, now: datetime) -> int:
    """Erase again whom the list names, where a crash or a copy set back kept them; how many.

    Raises DatabaseRefused where people were erased and the list is gone.
    """
    entries = None if listed is None else await asyncio.to_thread(erasures.read, listed)
    if entries is None:
        async with database.reading() as session:
            if await audit.has(session, Deed.ERASED):
                raise DatabaseRefused(
                    f"{listed or 'BURGERNET_ERASURES'}: the list of erasures is gone, or not "
                    "named, though people were erased: set it back, or make an empty file if it "
                    "is lost"
                )
        return 0
    again = 0
    for what in What:
        persons = {entry.person: entry.at for entry in entries if entry.what is what}
        ids = sorted(persons)
        for first in range(0, len(ids), BATCH):
            batch = {one: persons[one] for one in ids[first : first + BATCH]}
            again += await _replay(database, batch, what, now)
    async with database.reading() as session:
        clean = await audit.is_scrubbed(session)
    erased = max((one.at for one in entries), default=now)
    if not clean:
        await scrub(database, erased=erased)
    elif entries:
        await database.scrub(erased=erased, wholly=False)
    return again


async def _replay(
    database: Database, erased: Mapping[str, datetime], what: What, now: datetime
) -> int:
    ids = list(erased)
    async with database.reading() as session:
        if not await holdings.are_there(session, ids):
            return 0
    async with database.writing() as session:
        people = (await session.scalars(select(Person).where(Person.id.in_(ids)))).all()
        deed = Deed.ERASED if what is What.ERASED else Deed.DESTROYED
        await settling.settle(session, today=now.date())
        if what is What.UNNAMED:
            for person in people:
                await _end(session, person.id, on=erased[person.id].date())
        await holdings.delete_people(session, ids, with_registrations=what is What.ERASED)
        lines = [
            Entry(
                at=now,
                who=REPLAYING,
                purpose=REPLAYING,
                deed=deed,
                subject=person.subject,
                fields=holdings.FIELDS,
            )
            for person in people
        ]
        await audit.append(session, lines)
    return len(people)


async def _end(session: AsyncSession, person: str, *, on: date) -> None:
    """End what a copy from before somebody left has open: as nobody's, nothing else ever would."""
    for one in await registrations.of_person(session, person):
        if one.left_on is None:
            day = max(on, one.registered_on)
            await registrations.leave(session, one.id, LeavingReason.REMOVED, on=day)
