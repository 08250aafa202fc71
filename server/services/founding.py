from datetime import date

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Code, Refused
from server.registry import Action, Dataset, Inhabitants, Municipality, Origin, Participant
from server.registry.reference import Region


async def found(
    session: AsyncSession, region: Region, *, origin: Origin, as_of: date, seed: int | None = None
) -> None:
    """Put a region's municipalities and inhabitants into a register that holds nothing yet."""
    tables = (Dataset, Municipality, Inhabitants, Participant, Action)
    if await session.scalar(select(or_(*(exists().select_from(table) for table in tables)))):
        raise Refused(
            Code.REGISTER_NOT_EMPTY, "the register already holds something; nothing was changed"
        )
    session.add(Dataset(region=region.name, origin=origin, as_of=as_of, seed=seed))
    await session.flush()
    await session.execute(
        insert(Municipality),
        [
            {
                "code": place.code,
                "name": place.name,
                "land_ha": place.land_ha,
                "urbanity": place.urbanity,
                "households": place.households,
            }
            for place in region.places
        ],
    )
    await session.execute(
        insert(Inhabitants),
        [
            {"municipality_code": place.code, "year": year, "age_group": group, "count": count}
            for place in region.places
            for year, groups in place.inhabitants.items()
            for group, count in groups.items()
        ],
    )
