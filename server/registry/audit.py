"""The audit trail: lines that are only ever added, each of them sealing those before."""

import hashlib
import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncScalarResult, AsyncSession

from server.errors import Code, Refused
from server.registry.tables import AuditHead, AuditLine

GENESIS: Final = bytes(32)
"""What the first line seals."""
_BEHEADED: Final = (
    "the head of the audit trail is gone, so nothing is done that the trail must tell of: the "
    "operator must set a backup of the register back"
)


class Deed(StrEnum):
    """What was done with what the register holds of somebody, or by whom it is kept."""

    READ = "READ"
    REGISTERED = "REGISTERED"
    CORRECTED = "CORRECTED"
    OPTED_OUT = "OPTED_OUT"
    RESTRICTED = "RESTRICTED"
    RELEASED = "RELEASED"
    ERASED = "ERASED"
    HANDED_OVER = "HANDED_OVER"
    DELIVERY_REPORTED = "DELIVERY_REPORTED"
    ACTION_RECORDED = "ACTION_RECORDED"
    ACTION_CONCLUDED = "ACTION_CONCLUDED"
    IMPORTED = "IMPORTED"
    EXPORTED = "EXPORTED"
    DESTROYED = "DESTROYED"
    KEYS_ROTATED = "KEYS_ROTATED"
    CREDENTIAL_ISSUED = "CREDENTIAL_ISSUED"
    CREDENTIAL_REVOKED = "CREDENTIAL_REVOKED"
    ADOPTED = "ADOPTED"


class Purpose(StrEnum):
    """Why something was done: a choice, for free words would name people, and stay for ever."""

    KEEPING = "KEEPING"
    REQUEST = "REQUEST"
    REACHING = "REACHING"
    ALERTING = "ALERTING"
    CHECKING = "CHECKING"
    COMPLAINT = "COMPLAINT"
    POLICY = "POLICY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One deed; `subject` is `Person.subject`, a pseudonym; `fields` are names alone.

    Of a credential they say which it is and what it brings, for that is nobody's data.
    """

    at: datetime
    who: str
    purpose: str
    deed: Deed
    subject: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The last line: whoever keeps this elsewhere can tell that lines were cut off."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain first fails."""

    number: int
    why: str


async def append(session: AsyncSession, entries: Sequence[Entry]) -> None:
    """Add lines, in the transaction of what they tell; others who add wait for its end.

    Raises Refused where the head is gone: what cannot be told must not be done.
    """
    if not entries:
        return
    step = (
        update(AuditHead)
        .values(number=AuditHead.number + len(entries))
        .returning(AuditHead.number, AuditHead.digest)
    )
    found = (await session.execute(step)).one_or_none()
    if found is None:
        raise Refused(Code.UNAVAILABLE, _BEHEADED)
    last, digest = found
    rows = []
    for number, entry in enumerate(entries, start=last - len(entries) + 1):
        row = {
            "who": entry.who,
            "purpose": entry.purpose,
            "deed": entry.deed,
            "subject": entry.subject,
            "at": entry.at.astimezone(UTC),
            "fields": " ".join(entry.fields),
            "number": number,
        }
        digest = _digest(digest, row)
        rows.append({**row, "deed": entry.deed.value, "digest": digest})
    await session.execute(insert(AuditLine), rows)
    await session.execute(update(AuditHead).values(digest=digest))


async def head(session: AsyncSession) -> Head:
    """Raise Refused where it is gone."""
    found = await _head(session)
    if found is None:
        raise Refused(Code.UNAVAILABLE, _BEHEADED)
    return found


async def broken(session: AsyncSession, *, known: Collection[Head] = ()) -> Broken | None:
    """Where the trail was changed, or lines are missing; `known` are heads kept elsewhere."""
    expected = {head.number: head.digest for head in known}
    digest, number = GENESIS, 0
    async with _lines(session) as lines:
        async for line in lines:
            number += 1
            if line.number != number:
                return Broken(number, "the line is missing")
            digest = _digest(digest, _told(line))
            if line.digest != digest:
                return Broken(number, "the line, or its digest, was changed")
            if expected.pop(number, digest) != digest:
                return Broken(number, "the trail was rewritten up to here: another head is known")
    end = await _head(session)
    if end is None:
        return Broken(number + 1, "the head is gone, so that lines may be missing at the end")
    if (end.number, end.digest) != (number, digest):
        return Broken(number + 1, f"lines are missing at the end: the head names {end.number}")
    if expected:
        return Broken(number + 1, f"lines are missing at the end: {max(expected)} were known")
    return None


async def last(
    session: AsyncSession, *where: ColumnElement[bool], most: int, before: int | None = None
) -> Sequence[AuditLine]:
    """The last lines first, from just below the number `before`, of those that meet `where`."""
    query = select(AuditLine).where(*where).order_by(AuditLine.number.desc()).limit(max(most, 1))
    if before is not None:
        query = query.where(AuditLine.number < before)
    return (await session.scalars(query)).all()


async def count(session: AsyncSession, *where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(AuditLine).where(*where)
    return await session.scalar(query) or 0


async def about(session: AsyncSession, subject: str) -> Sequence[AuditLine]:
    """All that was done with what is held of one person, by the person's pseudonym."""
    query = select(AuditLine).where(AuditLine.subject == subject).order_by(AuditLine.number)
    return (await session.scalars(query)).all()


async def _head(session: AsyncSession) -> Head | None:
    row = (await session.execute(select(AuditHead.number, AuditHead.digest))).one_or_none()
    return None if row is None else Head(*row)


@asynccontextmanager
async def _lines(session: AsyncSession) -> AsyncIterator[AsyncScalarResult[AuditLine]]:
    query = select(AuditLine).order_by(AuditLine.number).execution_options(yield_per=1_000)
    lines = await session.stream_scalars(query)
    try:
        yield lines
    finally:
        await lines.close()  # who stops half-way leaves a cursor open on the server


def _told(line: AuditLine) -> dict[str, Any]:
    names = ("number", "at", "who", "purpose", "deed", "subject", "fields")
    return {name: getattr(line, name) for name in names}


def _digest(before: bytes, line: dict[str, Any]) -> bytes:
    told = json.dumps({**line, "at": line["at"].isoformat()}, sort_keys=True)
    return hashlib.sha256(before + told.encode()).digest()


async def is_scrubbed(session: AsyncSession) -> bool:
    """Whether all that was deleted of people has left the files as well, as far as is known."""
    upto = select(AuditHead.scrubbed).scalar_subquery()
    later = AuditLine.number > upto, AuditLine.deed.in_((Deed.ERASED, Deed.DESTROYED))
    return not await session.scalar(select(exists().where(*later)))


async def scrubbed(session: AsyncSession, number: int) -> None:
    """Write down that what was deleted up to a line has left the files."""
    await session.execute(update(AuditHead).values(scrubbed=number))
