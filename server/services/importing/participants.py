"""A file of participants, put into a register all at once.

It is read in batches, each kept beside the register in one transaction with how far it was read. So
whoever is killed goes on there, and nobody sees anything of it before all of it is there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO, Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.formats import participants_file, sheets
from server.formats.participants_file import Entry
from server.formats.rejections import Rejected
from server.formats.sheets import Heading
from server.registry import Database, audit, imports, people
from server.registry.audit import Deed, Purpose
from server.registry.imports import Tally
from server.registry.reference import Region
from server.registry.tables import Import, ImportState
from server.sealing import KeyRing, candidates, index
from server.services.importing import concluding, duplicates, rules, waiting
from server.services.importing.reasons import MOST_TOLD, Reason, Reject, RowsRejected
from server.services.importing.rules import Rules
from server.services.importing.waiting import Batch
from simulation.sentence import Sentence

BATCH: Final = 1_000
"""Rows that are kept in one transaction."""
_DOMAIN: Final = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A file, and how it is to be taken in."""

    file: BinaryIO
    region: Region
    as_of: date
    municipality: str | None = None
    """Code of those who have none in the file."""
    who: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file."""

    tally: Tally
    before: bool
    """Whether it was in the register already, so that nothing was done."""
    ignored: tuple[Heading, ...] = ()
    """Headings that mean nothing here."""


async def take(
    database: Database,
    ring: KeyRing,
    asked: Asked,
    *,
    told: Callable[[str], str] = str,
    reject: Reject | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Take a file in, or go on with it; raises Refused, RowsRejected among them.

    `reject` is given the rows that cannot be had, before the others go in; without it all go in or
    none. `told` is how reasons are told; `progress` hears how much was read [bytes].
    """
    surveyed = sheets.survey(asked.file)
    async with database.writing() as session:
        found = await _begun(session, ring, asked, surveyed.digest)
        asks = await rules.in_force(session, as_of=asked.as_of, municipality=asked.municipality)
    if found.state is ImportState.DONE:
        return Taken(tally=_there(imports.tally(found)), before=True)
    read = participants_file.read(
        asked.file,
        surveyed.encoding,
        places={place.code: place.name for place in asked.region.places},
        as_of=asked.as_of,
        municipality=asked.municipality,
        after=found.row,
    )
    tally = imports.tally(found)
    for entries in _batches(read.entries):
        tally = await _kept(database, ring, asked, found.id, tally, entries, asks, told)
        progress(asked.file.tell())
    if tally.rejected and reject is None:
        await _let_go(database, found.id, tally.rejected)
    if reject is not None:
        async with database.reading() as session:
            await reject(
                Reason(one.row, one.column, one.reason)
                async for one in imports.rejections(session, found.id)
            )
    await concluding.conclude(database, asked.region, found, tally, who=asked.who, now=asked.now)
    return Taken(tally=tally, before=False, ignored=read.ignored)


async def _begun(session: AsyncSession, ring: KeyRing, asked: Asked, digest: str) -> Import:
    """The import of a file, a new one unless it has been begun; others that wait are let go of."""
    await concluding.check(session, asked.region)
    found = await imports.of_file(session, candidates(ring, digest, _DOMAIN))
    if found is not None and (found.state is ImportState.DONE or _the_same(found, ring, asked)):
        return found
    for one in await imports.unfinished(session):
        await imports.drop(session, one.id)
    begun = Import(
        id=people.drawn(),
        file=index(ring, digest, _DOMAIN),
        state=ImportState.READING,
        region=asked.region.name,
        municipality=asked.municipality,
        as_of=asked.as_of,
        key_id=ring.current.id,
        begun_at=asked.now,
        row=1,
        accepted=0,
        known=0,
        rejected=0,
    )
    session.add(begun)
    await session.flush()
    return begun


def _there(then: Tally) -> Tally:
    """What is told of a file that was taken in earlier."""
    return replace(then, accepted=0, known=then.accepted + then.known)


def _the_same(found: Import, ring: KeyRing, asked: Asked) -> bool:
    """Whether what waits was read and sealed as it would be now."""
    return (found.region, found.municipality, found.as_of, found.key_id) == (
        asked.region.name,
        asked.municipality,
        asked.as_of,
        ring.current.id,
    )


async def _kept(
    database: Database,
    ring: KeyRing,
    asked: Asked,
    import_id: str,
    before: Tally,
    entries: Sequence[Entry | Rejected],
    asks: Rules,
    told: Callable[[str], str],
) -> Tally:
    """Keep a batch, and how far the file has been read with it."""
    sound = [entry for entry in entries if isinstance(entry, Entry)]
    async with database.reading() as session:
        held = await duplicates.look_up(session, import_id, sound, ring)
    made = waiting.batch(entries, held, asks, import_id=import_id, now=asked.now)
    after = Tally(
        row=entries[-1].row,
        accepted=before.accepted + len(made.rows),
        known=before.known + made.known,
        rejected=before.rejected + len(made.rejected),
    )
    async with database.writing() as session:
        if made.rows:
            numbers = await imports.reserve(session, len(made.rows))
            for row, number in zip(made.rows, numbers, strict=True):
                row["participant_id"] = number
        kept = await imports.step(
            session,
            import_id,
            before,
            after,
            rows=made.rows,
            contacts=made.contacts,
            rejections=_reasons(made, import_id, told),
        )
        if not kept:
            raise Refused(Code.BUSY, Sentence("another import goes on in this register"))
        await audit.append(session, _reads(asked, held.subjects))
    return after


def _reads(asked: Asked, subjects: Sequence[str]) -> list[audit.Entry]:
    """Lines of those whom a file found in the register: what becomes of a row tells of them."""
    return [
        audit.Entry(
            at=asked.now,
            who=asked.who,
            purpose=Purpose.KEEPING.value,
            deed=Deed.READ,
            subject=subject,
            fields=("contacts",),
        )
        for subject in subjects
    ]


def _reasons(made: Batch, import_id: str, told: Callable[[str], str]) -> list[dict[str, str | int]]:
    return [
        {
            "import_id": import_id,
            "row": rejected.row,
            "number": number,
            "column": fault.column,
            "reason": told(fault.reason),
        }
        for rejected in made.rejected
        for number, fault in enumerate(rejected.faults)
    ]


async def _let_go(database: Database, import_id: str, count: int) -> None:
    async with database.reading() as session:
        first = await imports.first_rejections(session, import_id, most=MOST_TOLD)
    async with database.writing() as session:
        await imports.drop(session, import_id)
    raise RowsRejected(count, [Reason(one.row, one.column, one.reason) for one in first])


def _batches(entries: Iterator[Entry | Rejected]) -> Iterator[list[Entry | Rejected]]:
    while batch := list(islice(entries, BATCH)):
        yield batch
