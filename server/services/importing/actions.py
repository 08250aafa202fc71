"""Past actions, from a CSV file or from Burgernet's own feed: in one transaction, all or none.

They are counted by the thousand, not by the million, so nothing of them waits.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO, Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.formats import actions_file, burgernet_feed, sheets
from server.formats.actions_file import ActionEntry
from server.formats.areas import Circle
from server.formats.burgernet_feed import FeedAction
from server.formats.rejections import Fault, Rejected
from server.formats.sheets import Heading, plain
from server.registry import Database, arrivals, audit, datasets, participants
from server.registry.arrivals import Arrival
from server.registry.audit import Deed, Entry, Purpose
from server.registry.imports import Tally
from server.registry.reference import Region
from server.sealing import KeyRing
from server.services.importing import concluding
from server.services.importing.reasons import MOST_TOLD, Reason, Reasons, Reject, RowsRejected
from simulation.sentence import Sentence

CSV: Final = "CSV"
FEED: Final = "BURGERNET_V2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A file of actions, and who takes it in."""

    file: BinaryIO
    region: Region
    who: str
    now: datetime


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of a file."""

    accepted: int = 0
    known: int = 0
    """Actions that were there already; what is told of them now is kept."""
    elsewhere: int = 0
    """Actions of municipalities that are not of the region."""
    rejected: list[Rejected] = field(default_factory=list)
    ignored: tuple[Heading, ...] = ()

    @property
    def tally(self) -> Tally:
        return Tally(accepted=self.accepted, known=self.known, rejected=len(self.rejected))


Told = Callable[[str], str]
Entries = Iterator[tuple[int, Arrival | None] | Rejected]
"""Rows with the action that each is; None for one of another region."""


async def take_file(
    database: Database,
    ring: KeyRing,
    asked: Asked,
    *,
    told: Told = str,
    reject: Reject | None = None,
) -> Taken:
    """Take in a CSV file; raises Refused, RowsRejected among them. See `participants.take`."""
    surveyed = sheets.survey(asked.file)
    read = actions_file.read(
        asked.file,
        surveyed.encoding,
        places={place.code: place.name for place in asked.region.places},
        until=asked.now,
    )
    entries = (
        entry if isinstance(entry, Rejected) else (entry.row, _of_row(entry))
        for entry in read.entries
    )
    taken = Taken(ignored=read.ignored)
    await _take(database, ring, asked, taken, entries, told, reject)
    return taken


async def take_feed(
    database: Database,
    ring: KeyRing,
    asked: Asked,
    *,
    told: Told = str,
    reject: Reject | None = None,
) -> Taken:
    """Take in what Burgernet's feed (version 2) says now, likewise."""
    asked.file.seek(0)
    content = asked.file.read(burgernet_feed.LARGEST + 1)
    codes = {
        plain(said): place.code
        for place in asked.region.places
        for said in (place.code, place.name)
    }
    entries = (
        entry if isinstance(entry, Rejected) else (entry.row, _of_feed(entry, codes))
        for entry in burgernet_feed.read(content, now=asked.now)
    )
    taken = Taken()
    await _take(database, ring, asked, taken, entries, told, reject)
    return taken


async def _take(
    database: Database,
    ring: KeyRing,
    asked: Asked,
    taken: Taken,
    entries: Entries,
    told: Told,
    reject: Reject | None,
) -> None:
    rows: dict[tuple[str, str], int] = {}
    async with database.writing() as session:
        await datasets.current(session)
        await concluding.check(session, asked.region)
        for entry in entries:
            if isinstance(entry, Rejected):
                taken.rejected.append(entry)
                continue
            row, one = entry
            if one is None:
                taken.elsewhere += 1
            elif (
                one.source_id
                and (first := rows.setdefault((one.source, one.source_id), row)) != row
            ):
                said = Sentence("stands in row {row} as well", row=first)
                taken.rejected.append(Rejected(row, (Fault("kenmerk", said),)))
            else:
                await _keep(session, ring, one, taken, asked.now)
        reasons = [
            Reason(rejected.row, fault.column, told(fault.reason))
            for rejected in taken.rejected
            for fault in rejected.faults
        ]
        if reasons and reject is None:
            raise RowsRejected(len(taken.rejected), reasons[:MOST_TOLD])
        if reject is not None:
            await reject(_each(reasons))
        line = Entry(
            at=asked.now,
            who=asked.who,
            purpose=Purpose.KEEPING.value,
            deed=Deed.IMPORTED,
            fields=("actions",),
        )
        await audit.append(session, [line])


async def _keep(
    session: AsyncSession, ring: KeyRing, one: Arrival, taken: Taken, now: datetime
) -> None:
    there = None
    if one.source_id is not None:
        there = await arrivals.by_source(session, one.source, one.source_id)
    if there is not None:
        await arrivals.renew(session, ring, one, there)
    elif await arrivals.alike(session, one) is None:
        if one.source == FEED:
            one = replace(one, alerted=await _listed(session, one))
        await arrivals.add(session, ring, one, now=now)
        taken.accepted += 1
        return
    taken.known += 1


async def _listed(session: AsyncSession, one: Arrival) -> int:
    """How many were alerted, which the feed does not say: all who were listed there that day."""
    code, on = one.municipality_code, one.started_at.date()
    counts = await participants.listed_counts(session, [code], on=on)
    return counts[code].listed


def _of_row(entry: ActionEntry) -> Arrival:
    return Arrival(
        source=CSV,
        source_id=entry.reference,
        municipality_code=entry.municipality,
        type=entry.type,
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        alerted=entry.alerted,
        reactions=entry.reactions,
        outcome=entry.outcome,
        said_to_end_at=None,
        title=None,
        body=entry.text,
        raw=entry.raw_type,
        **_place(entry.area),
    )


def _of_feed(entry: FeedAction, codes: Mapping[str, str]) -> Arrival | None:
    code = codes.get(plain(entry.municipality))
    if code is None:
        return None
    first = entry.messages[0] if entry.messages else None
    return Arrival(
        source=FEED,
        source_id=entry.id,
        municipality_code=code,
        type=entry.type,
        started_at=entry.started_at,
        ended_at=None,
        alerted=0,
        reactions=0,
        outcome=None,
        said_to_end_at=entry.ended_at,
        title=first.title or None if first else None,
        body="\n\n".join(message.body for message in entry.messages if message.body) or None,
        raw=entry.raw.decode(),
        **_place(entry.area),
    )


def _place(area: Circle | None) -> dict[str, Any]:
    return {
        "latitude": area and area.latitude,
        "longitude": area and area.longitude,
        "radius_m": area and area.radius,
    }


async def _each(reasons: Sequence[Reason]) -> Reasons:
    for reason in reasons:
        yield reason
