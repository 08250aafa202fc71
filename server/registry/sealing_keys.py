"""Which keys a register needs: those that the database has written down."""

from collections.abc import Collection

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.sealings import SEALED
from server.registry.tables import Contact, Credential, SealingKey


async def used(session: AsyncSession) -> frozenset[bytes]:
    """Ids of keys that something was sealed with; it may all have been sealed anew since."""
    return frozenset(await session.scalars(select(SealingKey.id)))


async def needed(session: AsyncSession, ids: Collection[bytes]) -> list[bytes]:
    """Of keys those that something is sealed with; looks through all that is."""
    return [id_ for id_ in sorted(ids) if await _is_needed(session, id_)]


async def forget(session: AsyncSession, ids: Collection[bytes]) -> None:
    """Have keys no longer needed; whatever is sealed with one again writes it down again."""
    await session.execute(delete(SealingKey).where(SealingKey.id.in_(ids)))


async def _is_needed(session: AsyncSession, id_: bytes) -> bool:
    tables = [table.columns for table in SEALED] + [(Contact.blind,), (Credential.seal,)]
    for columns in tables:
        made = or_(*(func.substr(column, 2, 2) == id_ for column in columns))
        if await session.scalar(select(exists().where(made))):
            return True
    return False
