from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.registry.tables import AgeGroup, Inhabitants, Municipality

MOST = 100


async def all(session: AsyncSession) -> Sequence[Municipality]:  # noqa: A001  read with its module's name
    return (await session.scalars(select(Municipality).order_by(Municipality.code))).all()


async def with_code(session: AsyncSession, code: str) -> Municipality:
    """Raise Refused when there is none."""
    found = await session.get(Municipality, code)
    if found is None:
        raise Refused(Code.UNKNOWN_MUNICIPALITY, f"no municipality has the code {code!r}")
    return found


async def with_codes(session: AsyncSession, codes: Collection[str]) -> dict[str, Municipality]:
    """By code; what is not known is left out."""
    query = select(Municipality).where(Municipality.code.in_(codes))
    return {row.code: row for row in await session.scalars(query)}


async def page(
    session: AsyncSession, *, first: int, after: str | None = None
) -> Sequence[Municipality]:
    """Those by code from just past `after`, 1 to 100 of them whatever is asked."""
    query = select(Municipality).order_by(Municipality.code).limit(min(max(first, 1), MOST))
    if after is not None:
        query = query.where(Municipality.code > after)
    return (await session.scalars(query)).all()


async def inhabitants_by_year(
    session: AsyncSession, codes: Collection[str]
) -> dict[str, dict[int, int]]:
    """On 1 January of every year that is known, by code."""
    query = (
        select(Inhabitants.municipality_code, Inhabitants.year, Inhabitants.count)
        .where(Inhabitants.municipality_code.in_(codes), Inhabitants.age_group == AgeGroup.ALL)
        .order_by(Inhabitants.municipality_code, Inhabitants.year)
    )
    known: dict[str, dict[int, int]] = {code: {} for code in codes}
    for code, year, count in await session.execute(query):
        known[code][year] = count
    return known


async def inhabitants_by_age(
    session: AsyncSession, codes: Collection[str], year: int
) -> dict[str, dict[AgeGroup, int]]:
    """On 1 January, ALL among the groups; some years are known as ALL only."""
    query = (
        select(Inhabitants.municipality_code, Inhabitants.age_group, Inhabitants.count)
        .where(Inhabitants.municipality_code.in_(codes), Inhabitants.year == year)
        .order_by(Inhabitants.municipality_code, Inhabitants.age_group)
    )
    groups: dict[str, dict[AgeGroup, int]] = {}
    for code, group, count in await session.execute(query):
        groups.setdefault(code, {})[group] = count
    return groups
