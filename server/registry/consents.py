from collections.abc import Collection
from datetime import date

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.people import Agreed, consent
from server.registry.tables import Consent, ConsentPurpose


async def of_people(session: AsyncSession, ids: Collection[str]) -> dict[str, list[Consent]]:
    """Of each purpose the latest, by person."""
    query = (
        select(Consent)
        .where(Consent.person_id.in_(ids))
        .order_by(Consent.given_on, Consent.withdrawn_on.is_(None), Consent.id)
    )
    latest: dict[str, dict[ConsentPurpose, Consent]] = {id_: {} for id_ in ids}
    for row in await session.scalars(query):
        latest[row.person_id][row.purpose] = row
    order = list(ConsentPurpose)
    return {
        id_: sorted(rows.values(), key=lambda row: order.index(row.purpose))
        for id_, rows in latest.items()
    }


async def give(session: AsyncSession, person: str, agreed: Agreed) -> None:
    await session.execute(insert(Consent), [consent(person, agreed)])


async def withdraw(
    session: AsyncSession, person: str, purposes: Collection[ConsentPurpose], *, on: date
) -> None:
    """Those that hold; what was agreed to earlier stays on record."""
    await session.execute(
        update(Consent)
        .where(
            Consent.person_id == person,
            Consent.purpose.in_(purposes),
            Consent.withdrawn_on.is_(None),
        )
        .values(withdrawn_on=on)
    )
