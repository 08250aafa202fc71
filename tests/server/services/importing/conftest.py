"""Files of participants, made up, and a key to seal them with."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.imports import HEADINGS, rows
from server.registry import Database, reference
from server.registry.imports import Tally
from server.registry.reference import Region
from server.registry.tables import (
    Address,
    AuditLine,
    Consent,
    Contact,
    Dataset,
    Import,
    ImportContact,
    ImportRejection,
    ImportRow,
    Participant,
    Person,
    Table,
)
from server.sealing import KeyRing, drawn
from server.services.importing import participants
from server.services.importing.participants import Asked, Taken
from server.services.importing.reasons import Reasons

AS_OF = date(2014, 11, 18)
NOW = datetime(2014, 11, 20, 9, tzinfo=UTC)
KEY = drawn()
RING = KeyRing({KEY.id: KEY})
TABLES = (Participant, Person, Address, Contact, Consent)
WAITING = (ImportRow, ImportContact, ImportRejection)
ANNE = "Anne de Vries;0612345678;;anne@voorbeeld.nl;7607 AB;12;1970;;Almelo;18-11-2012;;"
BORNE = ANNE.replace("Almelo", "Borne").replace("7607 AB", "7621 AB")
SPOUSE = BORNE.replace("Anne de Vries", "Kwaad Willend").replace(";;anne@voorbeeld.nl", ";;")


@pytest.fixture(scope="session")
def region() -> Region:
    return reference.load("twente")


def file_of(count: int, region: Region, *, first: int = 1) -> bytes:
    places = [place.code for place in region.places]
    return "\n".join(rows(count, places, first=first)).encode()


def written(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode()


def asked(content: bytes, region: Region, **otherwise: Any) -> Asked:
    given: dict[str, Any] = {"region": region, "as_of": AS_OF, "who": "c1", "now": NOW}
    return Asked(file=io.BytesIO(content), **{**given, **otherwise})


async def take(database: Database, content: bytes, region: Region, **otherwise: Any) -> Taken:
    return await participants.take(database, RING, asked(content, region, **otherwise))


@dataclass(slots=True)
class Rejects:
    """What the rows that cannot be had are written to."""

    told: list[tuple[int, str, str]]

    async def __call__(self, reasons: Reasons) -> None:
        self.told = [(one.row, one.column, one.reason) async for one in reasons]


async def take_what_can_be_had(
    database: Database, content: bytes, region: Region, **otherwise: Any
) -> tuple[Tally, list[tuple[int, str, str]]]:
    rejects = Rejects([])
    taken = await participants.take(
        database, RING, asked(content, region, **otherwise), reject=rejects
    )
    return taken.tally, rejects.told


async def counted(database: Database, tables: Sequence[type[Table]] = TABLES) -> list[int]:
    """How many rows each table has."""
    async with database.reading() as session:
        return [await _count(session, table) for table in tables]


async def shows(database: Database) -> list[int]:
    """How many rows each table has that says or shows anything of an import that has ended."""
    return await counted(database, (*TABLES, Dataset, AuditLine))


async def progress(database: Database) -> list[Tally]:
    """Of imports that are there, how far each is."""
    async with database.reading() as session:
        found = (await session.scalars(select(Import))).all()
    return [Tally(one.row, one.accepted, one.known, one.rejected) for one in found]


async def _count(session: AsyncSession, table: type[Table]) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


class Killed(Exception):
    pass


def killed_after(pieces: int) -> Callable[[int], None]:
    """Stands for a death between two batches."""
    heard = 0

    def progress(_: int) -> None:
        nonlocal heard
        heard += 1
        if heard == pieces:
            raise Killed

    return progress


async def begin(
    database: Database, content: bytes, region: Region, *, pieces: int, **otherwise: Any
) -> None:
    """Take a file in until so many batches are kept."""
    with pytest.raises(Killed):
        await participants.take(
            database,
            RING,
            asked(content, region, **otherwise),
            reject=Rejects([]),
            progress=killed_after(pieces),
        )
