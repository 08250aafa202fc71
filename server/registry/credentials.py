import hmac
import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.keyset import Order, past
from server.registry.tables import Credential
from server.sealing import KeyRing, candidates, index

MOST = 100
LATEST_FIRST = (Order(Credential.created_at, descending=True), Order(Credential.id))
SELDOM: Final = timedelta(minutes=1)
"""How much later a use must be to be written down."""
_DOMAIN: Final = "credential"
_UNSEALED: Final = bytes(35)
"""Compared with where there is no seal; as long as one."""


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


async def revoke_all(session: AsyncSession, *, at: datetime) -> Sequence[Credential]:
    """End all that hold; which."""
    rows = (await session.scalars(select(Credential).where(holds(at)).with_for_update())).all()
    for row in rows:
        row.revoked_at = at
    await session.flush()
    return rows


async def used(session: AsyncSession, ids: Collection[str], *, at: datetime) -> None:
    """Write down that credentials were used, but not for each use."""
    seldom = or_(Credential.last_used_at.is_(None), Credential.last_used_at <= at - SELDOM)
    query = update(Credential).where(Credential.id.in_(ids), seldom).values(last_used_at=at)
    await session.execute(query)


def seal(ring: KeyRing, credential: Credential) -> bytes:
    """What nobody without the keys can write beside a credential that they made up."""
    return index(ring, _told(credential), _DOMAIN)


def is_sealed(ring: KeyRing, credential: Credential | None) -> bool:
    """Whether it was sealed as it is, with any of the keys; the same work where it is none."""
    found = (None if credential is None else credential.seal) or _UNSEALED
    made = candidates(ring, "" if credential is None else _told(credential), _DOMAIN)
    return sum(hmac.compare_digest(found, one) for one in made) > 0  # each, found or not


def sealed_earlier(ring: KeyRing) -> ColumnElement[bool]:
    """Of those sealed with an earlier key that is still there."""
    earlier = ring.keys.keys() - {ring.current.id}
    return func.substr(Credential.seal, 2, 2).in_(earlier)


async def reseal(
    session: AsyncSession, ring: KeyRing, *, after: str | None, most: int
) -> Sequence[str]:
    """Seal up to `most` past an id anew, with the key that seals now; their ids.

    A seal that does not fit is taken away: it would keep an earlier key needed for ever.
    """
    query = select(Credential).where(sealed_earlier(ring)).order_by(Credential.id).limit(most)
    if after is not None:
        query = query.where(Credential.id > after)
    rows = (await session.scalars(query.with_for_update())).all()
    for row in rows:
        row.seal = seal(ring, row) if is_sealed(ring, row) else None
    await session.flush()
    return [row.id for row in rows]


def _told(credential: Credential) -> str:
    """All that whoever holds it may do, and until when; in JSON, for nothing must run together."""
    return json.dumps(
        [
            credential.id,
            credential.digest.hex(),
            credential.roles,
            credential.scopes,
            credential.municipalities,
            credential.created_at.astimezone(UTC).isoformat(),
            credential.expires_at.astimezone(UTC).isoformat(),
        ]
    )
