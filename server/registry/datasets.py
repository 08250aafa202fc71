from datetime import date

from sqlalchemy import case, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.registry.migrations import VERSION_TABLE
from server.registry.tables import Dataset, Origin, Stamp


async def current(session: AsyncSession) -> Dataset:
    """Raise Refused while the register is empty."""
    found = (await session.scalars(select(Dataset))).one_or_none()
    if found is None:
        raise Refused(Code.NO_DATASET, "the register is empty: no region has been put in it yet")
    return found


async def origin(session: AsyncSession) -> Origin | None:
    """Where what it holds comes from; None while it is empty."""
    return await session.scalar(select(Dataset.origin))


async def region(session: AsyncSession) -> str | None:
    """Name of the region it is of; None while it is empty."""
    return await session.scalar(select(Dataset.region))


async def lived(session: AsyncSession, on: date) -> None:
    """Move the register's last day on to one on which it changed.

    A synthetic one stays of its day; one that nobody was in is no longer empty.
    """
    await session.execute(
        update(Dataset)
        .where(Dataset.origin != Origin.SYNTHETIC)
        .values(
            origin=Origin.IMPORTED,
            as_of=case((Dataset.as_of < on, on), else_=Dataset.as_of),
        )
    )


async def mark(session: AsyncSession) -> str:
    """Mark of the very state that a session sees; see `Database.mark`."""
    return (await session.scalars(select(Stamp.mark))).one()


async def is_founded(session: AsyncSession) -> bool:
    """Whether the register says what it is of; before that, nothing is in it."""
    return await region(session) is not None


async def schema_version(session: AsyncSession) -> int:
    """Version that the register says its tables have."""
    found = await session.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  a constant
    return int(found or 0)
