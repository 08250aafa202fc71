"""The mark of what is open: another one when open answers may differ, and not with every change.

That of the register itself is drawn anew by every change: told to everybody, it would say when
somebody was registered, corrected or erased.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Refused
from server.registry import Database, Dataset
from server.services import publishing, settling


class OpenMark:
    """Works the mark out once for each state of the register and day; others wait for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[str, date, str] | None = None
        self._turn = asyncio.Lock()

    async def read(self, *, today: date) -> str | None:
        """None where it cannot be had at once."""
        state = await self._database.mark()
        if state is None:
            return None
        async with self._turn:
            if self._known is None or self._known[:2] != (state, today):
                try:
                    self._known = await self._worked_out(today)
                except Refused:  # the register is empty, busy or away: who asks is told so
                    return None
            return self._known[2]

    async def _worked_out(self, today: date) -> tuple[str, date, str]:
        """Of one state of the register, and the mark of that very state."""
        async with self._database.reading() as session:
            state = await registry.datasets.mark(session)
            dataset = await registry.datasets.current(session)
            told = orjson.dumps(
                await _open(session, dataset, today), option=orjson.OPT_NON_STR_KEYS
            )
        return state, today, hashlib.sha256(told).hexdigest()


async def _open(session: AsyncSession, dataset: Dataset, today: date) -> Sequence[Any]:
    """All of the register that open answers are made of."""
    places = await registry.municipalities.all(session)
    codes = [place.code for place in places]
    last = publishing.last_day(dataset, today=today)
    counted = await registry.settled.rows(session)
    async for day, measures in settling.unsettled(session, dataset, codes, until=last):
        counted += registry.settled.as_rows(day, measures)
    return [
        [dataset.region, dataset.origin, publishing.known_until(dataset, today=today)],
        [[place.name, place.land_ha, place.urbanity, place.households] for place in places],
        sorted((await registry.municipalities.inhabitants_by_year(session, codes)).items()),
        sorted(map(list, counted)),  # the same before they are settled and after
        [sorted(cube.cells.items()) for cube in await publishing.actions(session, until=last)],
    ]
