"""What the register itself says of the figures of the ledger."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.registry.counting import Count
from server.registry.participants import Turn, Turns
from server.services import regional
from server.services.projecting import Opening
from simulation import Assumption, Observed, WhatIf, learn, plan
from simulation.arrays import Counts
from simulation.sentence import Sentence, phrase

_TURNS = tuple(Turn)


class Basis(StrEnum):
    """Where the figures come from that a register can teach."""

    LEDGER = "ledger"
    REGISTRY = "registry"


async def observed(session: AsyncSession) -> Observed:
    """Count what the register has seen, from its first registration to its last day.

    Where nobody ever registered, a last day on which nothing was seen.
    """
    dataset = await registry.datasets.current(session)
    towns = await registry.municipalities.all(session)
    first = await registry.participants.first_registration(session)
    since = min(first or dataset.as_of, dataset.as_of)
    turns = await registry.participants.turns(session, until=dataset.as_of)
    years = range(since.year, dataset.as_of.year + 1)
    dimension = registry.actions.Dimension
    actions = await registry.actions.counts(
        session,
        by=[dimension.MUNICIPALITY, dimension.YEAR, dimension.OUTCOME],
        years=(years[0], years[-1]),
    )
    counted_in = (
        phrase("SYNTHETIC register of {region}, {since} to {until}")
        if dataset.origin is registry.Origin.SYNTHETIC
        else phrase("register of {region}, {since} to {until}")
    )
    return laid_out(
        turns,
        actions,
        places={town.code: place for place, town in enumerate(towns)},
        since=since,
        until=dataset.as_of,
        register=Sentence(
            counted_in, region=regional.label(dataset.region), since=since, until=dataset.as_of
        ),
    )


def figures(observed: Observed, found: Opening) -> tuple[Assumption, ...]:
    """What was observed teaches of the figures, for a projection from the register as found."""
    laid = plan(WhatIf(start=found.on.year, years=1), found.region)
    return learn(observed, reachable=int(laid.opening.reachable.sum()))


def laid_out(
    turns: Sequence[Turns],
    actions: Sequence[Count],
    *,
    places: Mapping[str, int],
    since: date,
    until: date,
    register: str,
) -> Observed:
    """Rows of the register as arrays by municipality and year; both days are included.

    The time spent before a moment is, of those who came before it, the days since they came, less
    of those who went before it the days since they went; a year's is the difference between its
    end and its beginning.
    """
    years = range(since.year, until.year + 1)
    number, days = np.zeros((2, len(_TURNS), len(places), len(years)))
    for row in turns:
        at = (_TURNS.index(row.turn), places[row.municipality_code], row.year - since.year)
        number[at], days[at] = row.count, row.days

    a_year = np.array([(date(year + 1, 1, 1) - date(year, 1, 1)).days for year in years])
    morrow = until + timedelta(days=1)
    ends = np.array([min(date(year + 1, 1, 1), morrow).toordinal() for year in years])
    coming = np.array([1.0 if turn is Turn.REGISTERED else -1.0 for turn in _TURNS])
    present = np.tensordot(coming, number, 1).cumsum(axis=1)
    since_when = np.tensordot(coming, days, 1).cumsum(axis=1)
    spent = np.diff(present * ends - since_when, axis=1, prepend=0.0)
    counts = dict(zip(_TURNS, number.astype(np.int64), strict=True))
    ended, directly = _ended(actions, places, years)
    return Observed(
        register=register,
        years=tuple(years),
        span=np.diff(ends, prepend=since.toordinal()) / a_year,
        exposure=spent / a_year,
        registrations=counts[Turn.REGISTERED],
        opt_outs=counts[Turn.OPTED_OUT],
        failed_deliveries=counts[Turn.PUT_ON_HOLD],
        actions=ended,
        solved_directly=directly,
        today=present[:, -1].astype(np.int64),
    )


def _ended(
    actions: Sequence[Count], places: Mapping[str, int], years: range
) -> tuple[Counts, Counts]:
    """Actions that have ended, and those solved directly, by municipality and year."""
    ended, directly = np.zeros((2, len(places), len(years)), dtype=np.int64)
    for row in actions:
        home, year, outcome = row.values
        if outcome is not None and isinstance(year, int):
            at = (places[str(home)], years.index(year))
            ended[at] += row.count
            directly[at] += row.count if outcome is registry.Outcome.DIRECT else 0
    return ended, directly
