"""The closed cubes behind all open counts: what is counted, and on which days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Code, Refused
from server.registry import ActionType, Dataset, Origin, Outcome
from server.services import census
from server.services.census import Measure
from server.services.disclosure import Cube, Key, as_shown, complemented, publish

PERIOD: Final = 5
"""Calendar years that actions of a municipality, and of a type, are counted by together."""
FIRST: Final = 2010
"""Year from which actions are counted, whenever the first one was; periods begin in it."""


def next_day(day: date) -> date:
    """The first 1 January from a day on, that day included."""
    return date(day.year + ((day.month, day.day) != (1, 1)), 1, 1)


def last_day(dataset: Dataset, *, today: date) -> date:
    """The last 1 January that is counted: over, so that nothing is counted there any more.

    A synthetic register is drawn up to a day, and taken unchanged to the 1 January after it.
    """
    this_year = date(today.year, 1, 1)
    if dataset.origin is not Origin.SYNTHETIC:
        return this_year
    return min(this_year, next_day(dataset.as_of))


def known_until(dataset: Dataset, *, today: date) -> date:
    """The last day that the register knows of, as far as it is open.

    A later one than what is published would tell when the register was changed last.
    """
    if dataset.origin is Origin.SYNTHETIC:
        return dataset.as_of
    return min(dataset.as_of, last_day(dataset, today=today))


def counted_on(dataset: Dataset, on: date | None, *, today: date) -> date:
    """The day asked for, or the last; raises Refused for one that is not counted."""
    last = last_day(dataset, today=today)
    if on is None:
        return last
    if (on.month, on.day) != (1, 1) or on > last:
        raise Refused(Code.BAD_INPUT, f"on={on} is no 1 January until {last}, the last count")
    return on


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Of one municipality; None: too few to show. `on_hold` are part of `listed`."""

    listed: int | None
    on_hold: int | None


async def by_municipality(session: AsyncSession, *, today: date) -> Mapping[str, Listed]:
    """Of every municipality, by code, on the last day that is counted."""
    dataset = await registry.datasets.current(session)
    on = last_day(dataset, today=today)
    codes = await municipalities(session)
    cube = await listed(session, dataset, codes, on=on)
    held = await on_hold(session, dataset, codes, on=on)
    return {
        code: Listed(listed=count, on_hold=None if count is None else held[code])
        for (code,), count in cube.by(["MUNICIPALITY"])
    }


async def listed(
    session: AsyncSession, dataset: Dataset, codes: Sequence[str], *, on: date
) -> Cube:
    """Those listed, by municipality, age group and channel."""
    if is_settled(dataset, on):
        cells = await registry.settled.cells(session, Measure.LISTED, on=on)
        return as_shown(cells, census.axes(codes))
    return await census.listed(session, codes, on=on)


async def on_hold(
    session: AsyncSession, dataset: Dataset, codes: Sequence[str], *, on: date
) -> Mapping[str, int | None]:
    """Those on hold, by municipality."""
    cells = (
        await registry.settled.cells(session, Measure.ON_HOLD, on=on)
        if is_settled(dataset, on)
        else await census.on_hold(session, codes, on=on)
    )
    return {code: cells.get((code,)) for code in codes}


def is_settled(dataset: Dataset, on: date) -> bool:
    """Whether what was published of a day is kept, and counted no more."""
    return dataset.settled_until is not None and on <= dataset.settled_until


async def actions(session: AsyncSession, *, until: date) -> Sequence[Cube]:
    """Actions of years that are over: cubes that have each of them once."""
    dimension = registry.actions.Dimension
    of = (dimension.MUNICIPALITY, dimension.TYPE, dimension.OUTCOME)
    return cubes_of_actions(
        await _counted(session, dimension.YEAR),
        {one.name: await _counted(session, one, dimension.YEAR) for one in of},
        municipalities=await municipalities(session),
        until=until.year,
    )


def cubes_of_actions(
    by_year: Mapping[Key, int],
    by: Mapping[str, Mapping[Key, int]],
    *,
    municipalities: Sequence[str],
    until: int,
) -> Sequence[Cube]:
    """By year; by municipality, type and outcome, each with the year, over periods.

    And over those periods alone of which every year is shown: with a year hidden, the total of the
    others would tell of it.
    """
    yearly = publish(by_year, {"YEAR": [str(year) for year in years_of_actions(until)]})
    periods = [
        str(first)
        for first in range(FIRST, until - PERIOD + 1, PERIOD)
        if all(yearly.cells.get((str(first + year),)) is not None for year in range(PERIOD))
    ]
    values = {"MUNICIPALITY": municipalities, "TYPE": ActionType, "OUTCOME": Outcome}
    cubes = [yearly]
    for name, counted in by.items():
        counts = Counter[Key]()
        for (value, year), count in counted.items():
            counts[value, str(FIRST + PERIOD * ((int(year) - FIRST) // PERIOD))] += count
        cube = publish(counts, {name: values[name], "PERIOD": periods})
        cubes.append(complemented(cube, counts, along="PERIOD"))
    return cubes


def years_of_actions(until: int) -> range:
    """Years that actions are counted in: fixed, so that an empty one tells nothing."""
    return range(FIRST, max(FIRST, until))


async def _counted(session: AsyncSession, *by: registry.actions.Dimension) -> Mapping[Key, int]:
    """What is not known yet, such as the outcome of one that runs, is not counted."""
    rows = await registry.actions.counts(session, by=by)
    return {
        tuple(str(value) for value in row.values): row.count
        for row in rows
        if None not in row.values
    }


async def municipalities(session: AsyncSession) -> list[str]:
    """All codes."""
    return [town.code for town in await registry.municipalities.all(session)]
