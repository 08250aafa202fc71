from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Enum,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.ages import ParticipantAgeGroup, last_birth_year
from server.registry.counting import Count, grouped
from server.registry.dialects import ordinal, year
from server.registry.tables import LeavingReason, Participant


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
    """What begins or ends the time in which somebody is listed and not on hold."""

    REGISTERED = "REGISTERED"
    OPTED_OUT = "OPTED_OUT"
    PUT_ON_HOLD = "PUT_ON_HOLD"
    LEFT_OTHERWISE = "LEFT_OTHERWISE"


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns of one kind, municipality and calendar year; `days` sums their `date.toordinal()`."""

    municipality_code: str
    year: int
    turn: Turn
    count: int
    days: int


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


async def turns(session: AsyncSession, *, until: date) -> list[Turns]:
    """Count all turns until a day, that day included: person-time is the days between them.

    Whoever is on hold has had the last turn; leaving after it is none.
    """
    never = literal(date.max, Date)
    left = func.coalesce(Participant.left_on, never)
    held = func.coalesce(Participant.on_hold_since, never)
    ending = case(
        (held < left, Turn.PUT_ON_HOLD.value),
        (Participant.left_because == LeavingReason.OPTED_OUT, Turn.OPTED_OUT.value),
        else_=Turn.LEFT_OTHERWISE.value,
    )
    query = union_all(
        _turns(Participant.registered_on.expression, literal(Turn.REGISTERED.value), until),
        _turns(case((held < left, held), else_=left), ending, until),
    )
    return [
        Turns(home, in_year, Turn(turn), count, int(days))
        for home, in_year, turn, count, days in await session.execute(query)
    ]


async def counts(session: AsyncSession, *, by: Sequence[Dimension], on: date) -> list[Count]:
    """Count those listed; ages are those of 1 January of the year of `on`."""
    dimensions: dict[Dimension, ColumnElement[Any]] = {
        Dimension.MUNICIPALITY: Participant.municipality_code.expression,
        Dimension.AGE_GROUP: _age_group(on.year),
        Dimension.CHANNEL: Participant.channel.expression,
    }
    return await grouped(session, [dimensions[dimension] for dimension in by], listed(on))


def _turns(
    day: ColumnElement[date], turn: ColumnElement[str], until: date
) -> Select[str, int, str, int, int]:
    kinds = (Participant.municipality_code, year(day).label("year"), turn.label("turn"))
    happened = select(*kinds, ordinal(day).label("day")).where(day <= until).subquery()
    # named first: PostgreSQL takes no two expressions for one, if values are bound in them
    kinds_ = happened.c.municipality_code, happened.c.year, happened.c.turn
    return select(*kinds_, func.count(), func.sum(happened.c.day)).group_by(*kinds_)


def _age_group(of: int) -> ColumnElement[str]:
    youngest, *older = ParticipantAgeGroup
    group_of = case(
        *(
            (Participant.birth_year <= last_birth_year(group, year=of), group.value)
            for group in reversed(older)
        ),
        else_=youngest.value,
    )
    return type_coerce(group_of, Enum(ParticipantAgeGroup, native_enum=False))
