"""Putting a file into the register that was read to its end: all of it in one transaction."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.registry import Database, Origin, audit, datasets, holders, imports
from server.registry.audit import Deed, Entry, Purpose
from server.registry.imports import Tally
from server.registry.reference import Region
from server.registry.tables import Import
from server.services import founding, settling
from server.services.importing import rules
from simulation.sentence import Sentence

FIELDS: Final = ("addresses", "birthYear", "consents", "contacts", "name", "source")
LINES: Final = 1_000
"""Lines of the audit trail that are added at once."""


async def check(session: AsyncSession, region: Region) -> None:
    """Raise Refused unless real people of this region may be put into the register."""
    if not await datasets.is_founded(session):
        return
    there = await datasets.current(session)
    if there.origin is Origin.SYNTHETIC:
        said = Sentence(
            "the register holds a SYNTHETIC demo, with which no real person is mixed: name another "
            "database"
        )
        raise Refused(Code.REGISTER_NOT_EMPTY, said)
    if there.region != region.name:
        said = Sentence(
            "region={name} is not that of the register, {other}",
            name=region.name,
            other=there.region,
        )
        raise Refused(Code.REGISTER_NOT_EMPTY, said)


async def conclude(
    database: Database, region: Region, found: Import, tally: Tally, *, who: str, now: datetime
) -> None:
    """Put in all that waits, with a line in the audit trail for each person.

    Raises Refused, where the register has changed since the rows were judged too: what waits is
    let go of then, so that the next time all of the file is judged anew. And where another has
    let go of it, or gone on with it, since the last row.
    """
    async with database.writing() as session:
        await check(session, region)
        if not await imports.is_as_left(session, found.id, tally):
            said = Sentence(
                "another file, or this one by somebody else, was taken in meanwhile, so nothing "
                "was taken in here: type the same again"
            )
            raise Refused(Code.CHANGED_MEANWHILE, said)
        changed = await _changed(session, found)
        if changed:
            await imports.drop(session, found.id)
        else:
            if not await datasets.is_founded(session):
                await founding.found(session, region, origin=Origin.IMPORTED, as_of=found.as_of)
            await datasets.lived(session, found.as_of)
            await _tell(session, found.id, who=who, now=now)
            await imports.conclude(session, found.id, now=now)
            await settling.settle_anew(session, today=now.date())
    if changed:
        raise Refused(Code.CHANGED_MEANWHILE, changed)


async def _changed(session: AsyncSession, found: Import) -> Sentence | None:
    """What has changed since the rows that wait were judged, if any of them is concerned."""
    if await holders.overtaken(session, found):
        return Sentence(
            "somebody of the file registered, left, was changed or was restricted meanwhile, so "
            "nothing was taken in: type the same again to have the file judged anew"
        )
    now = await rules.in_force(session, as_of=found.as_of, municipality=found.municipality)
    if await rules.broken(session, found.id, now):
        return Sentence(
            "registrations were closed meanwhile, or the register is no longer empty, so nothing "
            "was taken in: type the same again to have the file judged anew"
        )
    return None


async def _tell(session: AsyncSession, import_id: str, *, who: str, now: datetime) -> None:
    def line(subject: str | None, fields: tuple[str, ...]) -> Entry:
        return Entry(
            at=now,
            who=who,
            purpose=Purpose.KEEPING.value,
            deed=Deed.IMPORTED,
            subject=subject,
            fields=fields,
        )

    await audit.append(session, [line(None, ("participants",))])
    after = 0
    while people := await imports.subjects(session, import_id, after=after, most=LINES):
        await audit.append(session, [line(subject, FIELDS) for _, subject in people])
        after = people[-1][0]
