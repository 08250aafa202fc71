from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.keyset import Order, past
from server.registry.tables import Credential

MOST = 100
LATEST_FIRST = (Order(Credential.created_at, descending=True), Order(Credential.id))
SELDOM: Final = timedelta(minutes=1)
"""How much later a use must be to be written down."""


async def with_digest(session: AsyncSession, digest: bytes) -> Credential | None:
    """Whether it still holds or not."""
    return await session.scalar(select(Credential).where(Credential.digest == digest))


async def with_digests(session: AsyncSession, digests: Collection[bytes]) -> Sequence[Credential]:
    """Those with one of these, whether they still hold or not."""
    return (await session.scalars(select(Credential).where(Credential.digest.in_(digests)))).all()


async def with_id(session: AsyncSession, id_: str) -> Credential | None:
    return await session.get(Credential, id_)


async def one(session: AsyncSession, id_: str, *, where: ColumnElement[bool]) -> Credential | None:
    """That with an id, if it is among those asked of."""
    return await session.scalar(select(Credential).where(Credential.id == id_, where))


async def page(
    session: AsyncSession,
    *,
    where: ColumnElement[bool],
    first: int,
    after: Sequence[object] | None = None,
) -> tuple[Sequence[Credential], bool]:
    """Those given out last first, from just past the row with the key `after`; whether more."""
    size = min(max(first, 1), MOST)
    query = (
        select(Credential)
        .where(where)
        .order_by(*(key.clause for key in LATEST_FIRST))
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(past(LATEST_FIRST, after))
    rows = (await session.scalars(query)).all()
    return rows[:size], len(rows) > size


async def count(session: AsyncSession, where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(Credential).where(where)) or 0


def holds(now: datetime) -> ColumnElement[bool]:
    """Of those that are good."""
    return Credential.revoked_at.is_(None) & (Credential.expires_at > now)


async def revoke(session: AsyncSession, id_: str, *, at: datetime) -> Credential | None:
    """End a credential, if it had not been ended; None if there is none with this id."""
    query = (
        update(Credential)
        .where(Credential.id == id_, Credential.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    await session.execute(query)
    return await session.scalar(
        select(Credential).where(Credential.id == id_).execution_options(populate_existing=True)
    )


async def used(session: AsyncSession, ids: Collection[str], *, at: datetime) -> None:
    """Write down that credentials were used, but not for each use."""
    seldom = or_(Credential.last_used_at.is_(None), Credential.last_used_at <= at - SELDOM)
    query = update(Credential).where(Credential.id.in_(ids), seldom).values(last_used_at=at)
    await session.execute(query)
