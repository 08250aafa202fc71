"""People of one 1 January as the register has them now, by the rules of what is published."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import Channel, participants
from server.registry.ages import ParticipantAgeGroup
from server.registry.participants import Dimension, Turn
from server.services.disclosure import Cube, Key, publish, shown


class Measure(StrEnum):
    """What is published of people, and settled."""

    LISTED = "LISTED"
    """By municipality, age group and channel."""
    ON_HOLD = "ON_HOLD"
    """By municipality."""
    REGISTERED = "REGISTERED"
    """Turns of the year that is over, for the region alone: like those that follow."""
    OPTED_OUT = "OPTED_OUT"
    PUT_ON_HOLD = "PUT_ON_HOLD"


_TURNS: Final = {
    Turn.REGISTERED: Measure.REGISTERED,
    Turn.OPTED_OUT: Measure.OPTED_OUT,
    Turn.PUT_ON_HOLD: Measure.PUT_ON_HOLD,
}
Cells = Mapping[Key, int]
"""Those that are shown."""


def axes(codes: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Dimensions of the cube of those listed, with all their values."""
    return {
        Dimension.MUNICIPALITY: codes,
        Dimension.AGE_GROUP: [*ParticipantAgeGroup],
        Dimension.CHANNEL: [*Channel],
    }


async def listed(session: AsyncSession, codes: Sequence[str], *, on: date) -> Cube:
    """Those listed, by municipality, age group and channel."""
    rows = await participants.counts(session, by=[*Dimension], on=on)
    return publish({_key(row.values): row.count for row in rows}, axes(codes))


async def on_hold(session: AsyncSession, codes: Sequence[str], *, on: date) -> Cells:
    """Those on hold, by municipality; hidden as well where all others would be a small cell."""
    found = await participants.listed_counts(session, codes, on=on)
    return _shown(
        {
            (code,): shown(one.on_hold)
            for code, one in found.items()
            if shown(one.listed - one.on_hold) is not None
        }
    )


async def taken(
    session: AsyncSession, codes: Sequence[str], *, on: date, before: Cube
) -> Mapping[Measure, Cells]:
    """All that is shown; `before` is what was of those listed a year earlier."""
    return {
        Measure.LISTED: _shown((await listed(session, codes, on=on)).cells),
        Measure.ON_HOLD: await on_hold(session, codes, on=on),
        **await _turned(session, year=on.year - 1, among=before),
    }


async def _turned(session: AsyncSession, *, year: int, among: Cube) -> Mapping[Measure, Cells]:
    """Turns of a year, in the cells that were shown when it began: the others are in no total."""
    found = {}
    for turn, measure in _TURNS.items():
        rows = await participants.turns(session, turn, year=year)
        counts = [row.count for row in rows if among.cells.get(_key(row.values)) is not None]
        found[measure] = _shown({(): shown(sum(counts))})
    return found


def _key(values: Sequence[object]) -> Key:
    return tuple(str(value) for value in values)


def _shown(cells: Mapping[Key, int | None]) -> Cells:
    return {cell: count for cell, count in cells.items() if count is not None}
