from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.ages import age_group
from server.registry.counting import Count, Value
from server.registry.tables import Channel, LeavingReason, Participant


class Dimension(StrEnum):
    MUNICIPALITY = "MUNICIPALITY"
    AGE_GROUP = "AGE_GROUP"
    CHANNEL = "CHANNEL"


@dataclass(frozen=True, slots=True)
class Listed:
    """`on_hold` are part of `listed`."""

    listed: int
    on_hold: int


class BornIn(NamedTuple):
    municipality_code: str
    birth_year: int
    listed: int
    on_hold: int


class Turn(StrEnum):
    """What the time in which somebody is listed and not on hold begins with, or may end with."""

    REGISTERED = "REGISTERED"
    OPTED_OUT = "OPTED_OUT"
    PUT_ON_HOLD = "PUT_ON_HOLD"


def listed(on: date) -> ColumnElement[bool]:
    """Whoever is on the register that day; not any more on the day of leaving."""
    return and_(
        Participant.registered_on <= on,
        or_(Participant.left_on.is_(None), Participant.left_on > on),
    )


def _on_hold(on: date) -> ColumnElement[int]:
    return func.count().filter(Participant.on_hold_since <= on)


async def listed_counts(
    session: AsyncSession, codes: Collection[str], *, on: date
) -> dict[str, Listed]:
    """By code, for every code asked for; nought where nobody is listed."""
    query = (
        select(Participant.municipality_code, func.count(), _on_hold(on))
        .where(Participant.municipality_code.in_(codes), listed(on))
        .group_by(Participant.municipality_code)
    )
    found = {code: Listed(*counts) for code, *counts in await session.execute(query)}
    return {code: found.get(code, Listed(0, 0)) for code in codes}


async def by_birth_year(session: AsyncSession, *, on: date) -> list[BornIn]:
    """Count those listed by municipality and year of birth: what a projection starts from."""
    home = (Participant.municipality_code, Participant.birth_year)
    query = (
        select(*home, func.count(), _on_hold(on)).where(listed(on)).group_by(*home).order_by(*home)
    )
    # a session would take half as long again, and there is a row for every year of birth and place
    rows = (await (await session.connection()).execute(query)).all()
    return [BornIn._make(row) for row in rows]


async def first_registration(session: AsyncSession) -> date | None:
    return await session.scalar(select(func.min(Participant.registered_on)))


async def counts(session: AsyncSession, *, by: Sequence[Dimension], on: date) -> list[Count]:
    """Count those listed; ages are those of 1 January of the year of `on`."""
    return await _counted(session, by, listed(on), year=on.year)


async def turns(session: AsyncSession, turn: Turn, *, year: int) -> list[Count]:
    """Count the turns of a calendar year by all dimensions, as they were when it began.

    Whoever is on hold has had the last turn; leaving after it is none.
    """
    left, held = Participant.left_on, Participant.on_hold_since
    day, condition = {
        Turn.REGISTERED: (Participant.registered_on, true()),
        Turn.OPTED_OUT: (
            left,
            and_(
                Participant.left_because == LeavingReason.OPTED_OUT,
                or_(held.is_(None), held >= left),
            ),
        ),
        Turn.PUT_ON_HOLD: (held, or_(left.is_(None), held < left)),
    }[turn]
    within = day.between(date(year, 1, 1), date(year, 12, 31))
    return await _counted(session, [*Dimension], and_(within, condition), year=year)


async def _counted(
    session: AsyncSession, by: Sequence[Dimension], where: ColumnElement[bool], *, year: int
) -> list[Count]:
    """Count in the order of the index; by age group, or by channel, takes four times as long."""
    home = (Participant.municipality_code, Participant.birth_year)
    channels = [func.count().filter(Participant.channel == channel) for channel in Channel]
    query = select(*home, *channels).where(where).group_by(*home).order_by(*home)
    sums = Counter[tuple[Value, ...]]()
    for municipality, birth_year, *numbers in await session.execute(query):
        group = age_group(birth_year, year=year)
        for channel, number in zip(Channel, numbers, strict=True):
            cell: dict[Dimension, Value] = {
                Dimension.MUNICIPALITY: municipality,
                Dimension.AGE_GROUP: group,
                Dimension.CHANNEL: channel,
            }
            sums[tuple(cell[dimension] for dimension in by)] += number
    return [Count(values, count) for values, count in sorted(sums.items()) if count]
