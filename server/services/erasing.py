"""Erasure: first on the list that lies outside the register, then in it, then in its files."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.errors import Code, Refused
from server.registry import Database, Person, audit, erasures, holdings
from server.registry.audit import Deed, Entry
from server.registry.erasures import What
from server.services import finding, settling
from server.services.errand import Errand
from server.telemetry import kind
from simulation.sentence import Sentence

log = logging.getLogger("server")

BATCH: Final = 500
"""People erased in one transaction."""
_PUT_ON_THE_LIST: Final = "put on the list"


async def erase(
    database: Database, listed: Path | None, registration: int | None, errand: Errand
) -> None:
    """Erase the person whose registration it is, with all others of theirs; raises Refused.

    It takes the register, not a session: the list is written before the transaction ends, and
    the files are cleaned after it has.
    """
    async with destroying(database, listed) as session:
        person = await finding.whole_person(session, registration, Right.CHANGE_PEOPLE, errand)
        line = errand.entry(Deed.ERASED, subject=person.subject, fields=holdings.FIELDS)
        await destroy(session, listed, [person], What.ERASED, [line])
    await scrub(database)


async def scrub(database: Database, *, of: Collection[str] | None = None) -> None:
    """Have what was deleted leave the files, and our own copies go: all, or those with some people.

    And write it down: where it failed, or was killed before, the next opening does it. Whoever was
    erased is erased, so that no failure here is told as if nothing was.
    """
    try:
        async with database.reading() as session:
            upto = (await audit.head(session)).number
        gone = await database.delete_copies(of=of)
        if await database.scrub() and gone:
            async with database.writing() as session:
                await audit.scrubbed(session, upto)
    except Refused as refusal:
        log.warning("the files may still hold what was erased: %s", refusal.code)


@asynccontextmanager
async def destroying(database: Database, listed: Path | None) -> AsyncIterator[AsyncSession]:
    """Open a transaction to `destroy` people in; where it fails, the list takes them back.

    Not where it may have been kept all the same: they stay on the list, as after a crash.
    """
    put: list[str] = []
    try:
        async with database.writing() as session:
            session.info[_PUT_ON_THE_LIST] = put
            yield session
    except Exception as error:
        uncertain = isinstance(error, Refused) and error.code is Code.UNCERTAIN
        if listed is not None and put and not uncertain:
            await _withdraw(database, listed, put)
        raise


async def destroy(
    session: AsyncSession,
    listed: Path | None,
    people: Sequence[Person],
    what: What,
    lines: Sequence[Entry],
) -> None:
    """Delete some people and write it on the list, which is done before the transaction ends.

    The session is one of `destroying`. Raises Refused.
    """
    if listed is None:
        said = Sentence("no list of erasures is named (BURGERNET_ERASURES), so nothing was erased")
        raise Refused(Code.LIST_UNWRITABLE, said)
    ids = [person.id for person in people]
    await settling.settle(session, today=lines[0].at.date())
    # never before a change that it follows, though it was asked for before: else a copy from in
    # between would look changed since
    at = max(lines[0].at, *(last_changed(person) for person in people))
    await holdings.delete_people(session, ids, with_registrations=what is What.ERASED)
    await audit.append(session, lines)
    session.info[_PUT_ON_THE_LIST].extend(ids)
    try:
        await asyncio.to_thread(erasures.add, listed, ids, what, at=at)
    except OSError:
        raise Refused(
            Code.LIST_UNWRITABLE,
            Sentence("the list of erasures cannot be written, so nothing was erased"),
        ) from None


def last_changed(person: Person) -> datetime:
    """When a person was last changed, or restricted."""
    return max(person.changed_at, person.restricted_at or person.changed_at)


async def _withdraw(database: Database, listed: Path, ids: Collection[str]) -> None:
    """Take back from the list whom a transaction that failed has left in the register."""
    try:
        async with database.reading() as session:
            there = await holdings.those_there(session, ids)
        if there:
            await asyncio.to_thread(erasures.withdraw, listed, there, at=datetime.now(UTC))
    except (OSError, Refused, SQLAlchemyError) as error:
        log.warning(
            "%d on the list of erasures may be in the register still, and are erased at the next "
            "opening: %s",
            len(ids),
            kind(error),
        )
