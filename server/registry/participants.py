from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Enum, and_, case, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from server.registry.ages import ParticipantAgeGroup, last_birth_year
from server.registry.counting import Count, grouped
from server.registry.tables import Participant


class Dimension(StrEnum):
    MUNICIPALITY = "MUNICIPALITY"
    AGE_GROUP = "AGE_GROUP"
    CHANNEL = "CHANNEL"


@dataclass(frozen=True, slots=True)
class Listed:
    """`on_hold` are part of `listed`."""

    listed: int
    on_hold: int


@dataclass(frozen=True, slots=True)
class BornIn:
    municipality_code: str
    birth_year: int
    listed: int
    on_hold: int


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
    return [BornIn(*row) for row in await session.execute(query)]


async def counts(session: AsyncSession, *, by: Sequence[Dimension], on: date) -> list[Count]:
    """Count those listed; ages are those of 1 January of the year of `on`."""
    dimensions: dict[Dimension, ColumnElement[Any]] = {
        Dimension.MUNICIPALITY: Participant.municipality_code.expression,
        Dimension.AGE_GROUP: _age_group(on.year),
        Dimension.CHANNEL: Participant.channel.expression,
    }
    return await grouped(session, [dimensions[dimension] for dimension in by], listed(on))


def _age_group(year: int) -> ColumnElement[str]:
    youngest, *older = ParticipantAgeGroup
    group_of = case(
        *(
            (Participant.birth_year <= last_birth_year(group, year=year), group.value)
            for group in reversed(older)
        ),
        else_=youngest.value,
    )
    return type_coerce(group_of, Enum(ParticipantAgeGroup, native_enum=False))
