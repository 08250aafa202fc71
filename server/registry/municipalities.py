from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.registry.keyset import Order, past
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


BY_CODE = (Order(Municipality.code),)


class Entry(NamedTuple):
    """A row of a page; inhabitants on 1 January of the years asked for, None where unknown."""

    code: str
    name: str
    land_ha: int
    urbanity: int
    households: int
    inhabitants: Mapping[int, int | None]


_COLUMNS = tuple(getattr(Municipality, name) for name in Entry._fields[:-1])


async def page(
    session: AsyncSession,
    *,
    first: int,
    after: Sequence[object] | None = None,
    order: Sequence[Order] = BY_CODE,
    where: ColumnElement[bool] | None = None,
    years: Collection[int] = (),
) -> tuple[Sequence[Entry], bool]:
    """Those just past the row with the key `after`, and whether there are more.

    1 to 100 of them, whatever is asked, in one statement. Columns, no entities: SQLAlchemy's
    take half as long again.
    """
    size = min(max(first, 1), MOST)
    counts = [_inhabitants_of(year) for year in years]
    query = select(*_COLUMNS, *counts).order_by(*(key.clause for key in order)).limit(size + 1)
    if where is not None:
        query = query.where(where)
    if after is not None:
        query = query.where(past(order, after))
    own = len(_COLUMNS)
    rows = [
        Entry._make((*row[:own], dict(zip(years, row[own:], strict=True))))
        for row in (await session.execute(query)).all()
    ]
    return rows[:size], len(rows) > size


def _inhabitants_of(year: int) -> ScalarSelect[int]:
    return (
        select(Inhabitants.count)
        .where(
            Inhabitants.municipality_code == Municipality.code,
            Inhabitants.year == year,
            Inhabitants.age_group == AgeGroup.ALL,
        )
        .correlate(Municipality)
        .scalar_subquery()
    )


async def count(session: AsyncSession, where: ColumnElement[bool] | None = None) -> int:
    query = select(func.count()).select_from(Municipality)
    return await session.scalar(query if where is None else query.where(where)) or 0


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
