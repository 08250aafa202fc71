"""Files of participants that come in: how far each is, and putting what waits into the register."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Row,
    delete,
    exists,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import placing
from server.registry.tables import (
    Import,
    ImportContact,
    ImportRejection,
    ImportRow,
    ImportState,
)

Rows = Sequence[dict[str, Any]]

_WAITING = (ImportContact, ImportRejection, ImportRow)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a file has been read, and what became of its rows."""

    row: int = 1
    accepted: int = 0
    known: int = 0
    rejected: int = 0


async def of_file(session: AsyncSession, file: Collection[bytes]) -> Import | None:
    return (await session.scalars(select(Import).where(Import.file.in_(file)))).first()


async def unfinished(session: AsyncSession) -> Sequence[Import]:
    return (await session.scalars(select(Import).where(Import.state == ImportState.READING))).all()


def tally(found: Import) -> Tally:
    return Tally(found.row, found.accepted, found.known, found.rejected)


async def is_as_left(session: AsyncSession, import_id: str, before: Tally) -> bool:
    """Whether nobody has let go of a file, or gone on with it, since it was so far."""
    found = await session.scalar(
        select(Import)
        .where(Import.id == import_id, Import.state == ImportState.READING)
        .execution_options(populate_existing=True)
    )
    return found is not None and tally(found) == before


async def drop(session: AsyncSession, import_id: str) -> None:
    """Forget a file, and what of it waits."""
    for table in _WAITING:
        await session.execute(delete(table).where(table.import_id == import_id))
    await session.execute(delete(Import).where(Import.id == import_id))


async def step(
    session: AsyncSession,
    import_id: str,
    before: Tally,
    after: Tally,
    *,
    rows: Rows,
    contacts: Rows,
    rejections: Rows,
) -> bool:
    """Put what was read beside the register, and how far it was read; False if another did so."""
    moved = (
        update(Import)
        .where(Import.id == import_id, Import.row == before.row)
        .values(row=after.row, accepted=after.accepted, known=after.known, rejected=after.rejected)
    )
    if _count(await session.execute(moved)) != 1:
        return False
    for table, waiting in (
        (ImportRow, rows),
        (ImportContact, contacts),
        (ImportRejection, rejections),
    ):
        if waiting:
            # past the ORM, which takes as long again; every row has all columns
            await (await session.connection()).execute(insert(table), waiting)
    return True


async def reserve(session: AsyncSession, count: int) -> list[int]:
    """Numbers for participants that nobody has had, nor will be given."""
    if session.get_bind().dialect.name == "postgresql":
        drawn = text(
            "SELECT nextval(pg_get_serial_sequence('participant', 'id')) "
            "FROM generate_series(1, :count)"
        )
        return [*(await session.scalars(drawn, {"count": count}))]
    await session.execute(
        text(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'participant', 0 "
            "WHERE NOT EXISTS (SELECT * FROM sqlite_sequence WHERE name = 'participant')"
        )
    )
    moved = text(
        "UPDATE sqlite_sequence SET seq = seq + :count WHERE name = 'participant' RETURNING seq"
    )
    last = int((await session.execute(moved, {"count": count})).scalar_one())
    return [*range(last - count + 1, last + 1)]


async def rejections(session: AsyncSession, import_id: str) -> AsyncIterator[ImportRejection]:
    query = (
        select(ImportRejection)
        .where(ImportRejection.import_id == import_id)
        .order_by(ImportRejection.row, ImportRejection.number)
        .execution_options(yield_per=1_000)
    )
    async for rejection in await session.stream_scalars(query):
        yield rejection


async def first_rejections(
    session: AsyncSession, import_id: str, *, most: int
) -> Sequence[ImportRejection]:
    query = (
        select(ImportRejection)
        .where(ImportRejection.import_id == import_id)
        .order_by(ImportRejection.row, ImportRejection.number)
        .limit(most)
    )
    return (await session.scalars(query)).all()


async def subjects(
    session: AsyncSession, import_id: str, *, after: int, most: int
) -> Sequence[Row[int, str | None]]:
    """Row and pseudonym of those who are new, in the order of the file."""
    query = (
        select(ImportRow.row, ImportRow.subject)
        .where(ImportRow.import_id == import_id, ImportRow.row > after)
        .where(ImportRow.subject.is_not(None))
        .order_by(ImportRow.row)
        .limit(most)
    )
    return (await session.execute(query)).all()


async def waits(session: AsyncSession, import_id: str, *any_of: ColumnElement[bool]) -> bool:
    """Whether a row waits of which any of this is so."""
    row = exists().where(ImportRow.import_id == import_id, or_(*any_of))
    return bool(await session.scalar(select(row)))


async def conclude(session: AsyncSession, import_id: str, *, now: datetime) -> None:
    """Put all that waits into the register, a statement a table, however much it is."""
    for statement in placing.statements(import_id, now=now):
        await session.execute(statement)
    for waiting in _WAITING:
        await session.execute(delete(waiting).where(waiting.import_id == import_id))
    done = {"state": ImportState.DONE, "ended_at": now}
    await session.execute(update(Import).where(Import.id == import_id).values(done))


def _count(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
