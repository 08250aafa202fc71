"""What is sealed where: the one list of all that a key protects."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from server.registry import credentials
from server.registry.tables import ActionReport, Address, Channel, Contact, Credential, Person
from server.sealing import KeyRing, Place, Unreadable, index, is_current, is_spoilt, opened, seal

Column = InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None]

BLIND_DOMAINS: Final[Mapping[Channel, str]] = {
    Channel.SMS: "telephone",
    Channel.VOICE: "telephone",
    Channel.EMAIL: "email",
}
"""Of a contact's blind index: a number is the same whether it is called or written to."""


class Sealed(NamedTuple):
    """A table with anything sealed: the key of its rows, and the columns."""

    key: InstrumentedAttribute[Any]
    columns: tuple[Column, ...]


class Resealed(NamedTuple):
    """Rows that were gone past, by their keys, and what in them did not open."""

    rows: Sequence[Any]
    unreadable: Sequence[Place] = ()


SEALED: Final = (
    Sealed(Person.id, (Person.name,)),
    Sealed(Address.id, (Address.postcode, Address.house_number)),
    Sealed(Contact.id, (Contact.value,)),
    Sealed(ActionReport.action_id, (ActionReport.title, ActionReport.body, ActionReport.raw)),
)


def place(column: Column, row: object) -> Place:
    """Where a sealed value lies: it opens there alone."""
    return Place(column.class_.__tablename__, column.key, str(row))


async def made_with(session: AsyncSession) -> dict[str, int]:
    """Count what was sealed, credentials as well, by the id of the key it was sealed with."""
    counts: dict[str, int] = {}
    for column in (*(column for table in SEALED for column in table.columns), Credential.seal):
        made = func.substr(column, 2, 2)
        query = select(made, func.count()).where(column.is_not(None)).group_by(made)
        for id_, count in await session.execute(query):
            counts[id_.hex()] = counts.get(id_.hex(), 0) + count
    return counts


async def left(session: AsyncSession, ring: KeyRing) -> int:
    """Count the rows in which anything was made with an earlier key."""
    counts = [
        await session.scalar(
            select(func.count()).select_from(table.key.class_).where(_made_earlier(table, ring))
        )
        for table in SEALED
    ]
    given_out = await credentials.count(session, credentials.sealed_earlier(ring))
    return sum(count or 0 for count in counts) + given_out


async def reseal(
    session: AsyncSession, ring: KeyRing, *, table: Sealed, after: object, most: int
) -> Resealed:
    """Seal up to `most` rows past a key anew, with the key that seals now.

    What does not open is left as it is.
    """
    query = select(table.key.class_).where(_made_earlier(table, ring)).order_by(table.key)
    if after is not None:
        query = query.where(table.key > after)
    # held, for what is corrected meanwhile must not be set back
    rows = (await session.scalars(query.limit(most).with_for_update())).all()
    unreadable = []
    for row in rows:
        for column in table.columns:
            if (sealed := getattr(row, column.key)) is None:
                continue
            where = place(column, getattr(row, table.key.key))
            try:
                text = opened(ring, sealed, where)
            except Unreadable:
                unreadable.append(where)
                continue
            if not is_current(ring, sealed):
                setattr(row, column.key, seal(ring, text, where))
            if isinstance(row, Contact):
                row.blind = index(ring, text, BLIND_DOMAINS[row.channel])
    await session.flush()
    return Resealed([getattr(row, table.key.key) for row in rows], unreadable)


async def unreadable(session: AsyncSession, ring: KeyRing) -> AsyncIterator[Place]:
    """Open all there is, for what does not: changed, or moved from its place.

    What was sealed with a key that is not there is passed over: `made_with` counts it.
    """
    for table in SEALED:
        query = select(table.key, *table.columns).execution_options(yield_per=1_000)
        async for key, *values in await session.stream(query):
            for column, sealed in zip(table.columns, values, strict=True):
                if sealed is not None and is_spoilt(ring, sealed, where := place(column, key)):
                    yield where


def _made_earlier(table: Sealed, ring: KeyRing) -> ColumnElement[bool]:
    """Of rows in which anything, a blind index as well, was made with an earlier key."""
    made = (*table.columns, Contact.blind) if table.key is Contact.id else table.columns
    return or_(*(func.substr(column, 2, 2) != ring.current.id for column in made))
