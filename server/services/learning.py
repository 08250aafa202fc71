"""What the register says of the figures of the ledger, from what is published of it alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.registry import Dataset, Origin, Outcome
from server.services import disclosure, publishing, regional, settling
from server.services.census import Measure
from server.services.disclosure import Cube
from server.services.projecting import Opening
from simulation import (
    TAUGHT,
    Assumption,
    Between,
    Observed,
    Resolutions,
    WhatIf,
    learn,
    plan,
)
from simulation.sentence import Sentence, phrase

COUNTED_IN: Final = {
    Origin.SYNTHETIC: phrase("SYNTHETIC register of {region}, {since} to {until}"),
    Origin.IMPORTED: phrase("register of {region}, {since} to {until}"),
    Origin.EMPTY: phrase("register of {region}, {since} to {until}"),
}
Sums = Mapping[date, Mapping[str, int]]
"""By day and measure: what is shown of it together."""


class Basis(StrEnum):
    """Where the figures come from that a register can teach."""

    LEDGER = "ledger"
    REGISTRY = "registry"


async def observed(session: AsyncSession, *, today: date) -> Observed:
    """What is published, from the first 1 January with anybody to the last that was lived through.

    Where nobody was ever published, no years.
    """
    dataset = await registry.datasets.current(session)
    codes = await publishing.municipalities(session)
    last = publishing.last_day(dataset, today=today)
    cubes = await publishing.actions(session, until=last)
    sums = await _sums(session, dataset, codes, until=_lived_until(dataset, last))
    return laid_out(
        sums,
        next(cube for cube in cubes if "OUTCOME" in cube.dimensions),
        dataset,
        until=_lived_until(dataset, last),
    )


def figures(observed: Observed, found: Opening) -> tuple[Assumption, ...]:
    """What was observed teaches of the figures, for a projection from the register as found.

    Of what too little is published, the figure of the ledger stays and says so.
    """
    laid = plan(WhatIf(start=found.on.year, years=1), found.region)
    learned = learn(observed, reachable=int(laid.opening.reachable.sum()))
    ledger = regional.ledger(found.region.name)
    taught = {figure.name for figure in learned}
    stay = (
        replace(
            ledger[name],
            source=Sentence(
                "{source} ({register}: too little of it is published to learn from)",
                source=ledger[name].source,
                register=observed.register,
            ),
        )
        for name in TAUGHT
        if name not in taught
    )
    return (*learned, *stay)


def laid_out(sums: Sums, outcomes: Cube, dataset: Dataset, *, until: date) -> Observed:
    """Published numbers as arrays by year."""
    since = min((day for day in sums if _base(sums, day) > 0 and day < until), default=until)
    years = range(since.year, until.year)
    register = Sentence(
        COUNTED_IN[dataset.origin],
        region=regional.label(dataset.region),
        since=since,
        until=until if dataset.origin is not Origin.SYNTHETIC else min(until, dataset.as_of),
    )
    return Observed(
        register=register,
        years=tuple(years),
        span=np.array([_span(dataset, year) for year in years]),
        base=np.array([_base(sums, date(year, 1, 1)) for year in (*years, until.year)], float),
        registrations=_between(sums, Measure.REGISTERED, years),
        opt_outs=_between(sums, Measure.OPTED_OUT, years),
        failed_deliveries=_between(sums, Measure.PUT_ON_HOLD, years),
        resolutions=tuple(_resolutions(outcomes)),
    )


async def _sums(
    session: AsyncSession, dataset: Dataset, codes: Sequence[str], *, until: date
) -> Sums:
    """Up to a day, from where it is settled and where it is not."""
    found = await registry.settled.sums(session) if dataset.settled_until is not None else {}
    sums = {day: measures for day, measures in found.items() if day <= until}
    async for day, measures in settling.unsettled(session, dataset, codes, until=until):
        sums[day] = {name: sum(cells.values()) for name, cells in measures.items() if cells}
    return sums


def _lived_until(dataset: Dataset, last: date) -> date:
    """The last 1 January until which something may have been noted."""
    if dataset.origin is Origin.SYNTHETIC:
        return last
    return min(last, date((dataset.as_of + timedelta(days=1)).year, 1, 1))


def _span(dataset: Dataset, year: int) -> float:
    """How much of a year was lived through; a synthetic register may end within one."""
    begin, end = date(year, 1, 1), date(year + 1, 1, 1)
    return (min(end, dataset.as_of + timedelta(days=1)) - begin) / (end - begin)


def _base(sums: Sums, on: date) -> int:
    """Listed and not on hold."""
    measures = sums.get(on, {})
    return max(measures.get(Measure.LISTED, 0) - measures.get(Measure.ON_HOLD, 0), 0)


def _between(sums: Sums, measure: Measure, years: range) -> Between:
    """What turns of each year can have been, by what was shown when it was over."""
    known = [disclosure.known(sums.get(date(year + 1, 1, 1), {}).get(measure)) for year in years]
    low, high = np.array(known, dtype=np.int64).reshape(-1, 2).T
    return Between(low=low, high=high)


def _resolutions(outcomes: Cube) -> list[Resolutions]:
    """Of the periods of which every outcome is shown."""
    found = []
    for period in sorted({period for _, period in outcomes.cells}):
        shown = {outcome: outcomes.cells[outcome, period] for outcome in Outcome}
        known = [count for count in shown.values() if count is not None]
        if len(known) == len(shown):
            low, high = disclosure.known(shown[Outcome.DIRECT])
            years = range(int(period), int(period) + publishing.PERIOD)
            directly = Between(low=np.array(low), high=np.array(high))
            found.append(Resolutions(years=(*years,), actions=sum(known), directly=directly))
    return found
