"""How large a register is: what an answer's size follows from."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.services import publishing


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    municipalities: int
    action_years: int
    """Calendar years that actions are counted by."""


async def extent(session: AsyncSession, *, today: date) -> Extent:
    return Extent(
        municipalities=await registry.municipalities.count(session),
        action_years=len(publishing.years_of_actions(today.year)),
    )
