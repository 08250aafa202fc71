from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.credentials import Right
from server.registry import adoptions, audit
from server.registry.audit import Deed
from server.services import access
from server.services.errand import Errand
from simulation import OutOfBounds, ScenarioName

FIRST: Final = date(2008, 1, 1)
LAST: Final = date(2099, 12, 31)


async def adopt(
    session: AsyncSession, scenario: ScenarioName, errand: Errand, *, since: date
) -> None:
    """Have a scenario count from a day on; from FROZEN on, nobody registers. Raises Refused."""
    access.require(errand.principal, Right.ADOPT)
    if not FIRST <= since <= LAST:
        raise OutOfBounds("since", "{field} must lie in [{low}, {high}]", low=FIRST, high=LAST)
    await adoptions.adopt(session, scenario.value, since=since)
    await audit.append(session, [errand.entry(Deed.ADOPTED, fields=("scenario", "since"))])
