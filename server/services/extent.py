"""How large a register is: what an answer's size follows from."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    municipalities: int
    action_years: int
    """Calendar years in which actions began."""


async def extent(session: AsyncSession) -> Extent:
    return Extent(
        municipalities=await registry.municipalities.count(session),
        action_years=await registry.actions.years(session),
    )
