"""From which counts of the register a projection starts: the published ones, or the exact."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

import simulation
from server import registry
from server.credentials import Principal, Right
from server.registry.ages import ParticipantAgeGroup, birth_years
from server.registry.apportionment import largest_remainder
from server.services import access, publishing


class Headcount(StrEnum):
    """Which counts of the register a projection starts from."""

    PUBLISHED = "published"
    EXACT = "exact"


Cohorts = tuple[int, ...]
"""A number for each of `simulation.COHORTS`."""


def permit(headcount: Headcount, principal: Principal) -> None:
    """Raise Refused where whoever asks may not start from exact counts."""
    if headcount is Headcount.EXACT:
        access.require(principal, Right.READ_EXACT_COUNTS)


async def count(
    session: AsyncSession,
    dataset: registry.Dataset,
    headcount: Headcount,
    codes: Sequence[str],
    *,
    start: int,
    today: date,
) -> Mapping[str, tuple[Cohorts, Cohorts]]:
    """Listed, and on hold among them, by birth cohort; of every municipality where anyone is."""
    if headcount is Headcount.EXACT:
        return await _exact(session, on=date(start, 1, 1))
    on = min(date(start, 1, 1), publishing.last_day(dataset, today=today))
    cube = await publishing.listed(session, dataset, codes, on=on)
    held = await publishing.on_hold(session, dataset, codes, on=on)
    listed: dict[str, list[int]] = {}
    for (home, group), shown in cube.by(["MUNICIPALITY", "AGE_GROUP"]):
        parts = listed.setdefault(home, [0] * len(simulation.COHORTS))
        for cohort, part in enumerate(_by_cohort(shown or 0, ParticipantAgeGroup(group), on.year)):
            parts[cohort] += part
    return {home: (tuple(parts), _among(parts, held[home] or 0)) for home, parts in listed.items()}


async def _exact(session: AsyncSession, *, on: date) -> Mapping[str, tuple[Cohorts, Cohorts]]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for born in await registry.participants.by_birth_year(session, on=on):
        nobody = ([0] * len(simulation.COHORTS), [0] * len(simulation.COHORTS))
        listed, on_hold = found.setdefault(born.municipality_code, nobody)
        cohort = simulation.cohort_of(born.birth_year)
        listed[cohort] += born.listed
        on_hold[cohort] += born.on_hold
    return {home: (tuple(listed), tuple(held)) for home, (listed, held) in found.items()}


def _by_cohort(count: int, group: ParticipantAgeGroup, year: int) -> list[int]:
    """Spread an age group evenly over its years of birth: on 1 January 2015 groups are cohorts."""
    weights = [0] * len(simulation.COHORTS)
    for birth_year in birth_years(group, year=year):
        weights[simulation.cohort_of(birth_year)] += 1
    return largest_remainder(count, weights)


def _among(listed: list[int], on_hold: int) -> Cohorts:
    """Spread those on hold over the cohorts as the listed are; never more than these."""
    held = min(on_hold, sum(listed))
    return tuple(largest_remainder(held, listed)) if held else (0,) * len(listed)
