from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.tables import Adoption


async def in_force(session: AsyncSession, *, on: date) -> str | None:
    """Name of the scenario that counts on a day; None before any was adopted."""
    found = await latest(session, on=on)
    return None if found is None else found.scenario


async def latest(session: AsyncSession, *, on: date) -> Adoption | None:
    """The one that counts on a day."""
    query = (
        select(Adoption)
        .where(Adoption.adopted_on <= on)
        .order_by(Adoption.adopted_on.desc())
        .limit(1)
    )
    return (await session.scalars(query)).first()


async def until(session: AsyncSession, day: date) -> Sequence[Adoption]:
    """All that were to count by a day, the first one first."""
    query = select(Adoption).where(Adoption.adopted_on <= day).order_by(Adoption.adopted_on)
    return (await session.scalars(query)).all()


async def adopt(session: AsyncSession, scenario: str, *, since: date) -> None:
    """From a day on, instead of whatever was adopted from that very day."""
    await session.merge(Adoption(adopted_on=since, scenario=scenario))
    await session.flush()
