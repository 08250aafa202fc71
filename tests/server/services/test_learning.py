import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from server.errors import Refused
from server.registry import (
    Action,
    ActionType,
    AgeGroup,
    Channel,
    Database,
    Dataset,
    Inhabitants,
    LeavingReason,
    Municipality,
    Origin,
    Outcome,
    Participant,
)
from server.services import disclosure, learning, projecting, regional
from simulation import LEDGER, TAUGHT, Between, Observed, learn
from tests.server.conftest import AtMostQueries

pytestmark = pytest.mark.anyio

FIRST, LAST = date(2011, 10, 3), date(2014, 11, 18)
TODAY = date(2026, 11, 29)
HOMES = ("GM0001", "GM0002", "GM0003")


@pytest.fixture
async def towns(database: Database) -> Database:
    """Three municipalities; nobody ever registers in the last."""
    async with database.writing() as session:
        session.add(Dataset(region="ergens", origin=Origin.IMPORTED, as_of=LAST))
        session.add_all(
            Municipality(code=code, name=code, land_ha=1, urbanity=3, households=1)
            for code in HOMES
        )
    return database


def people(seed: int) -> list[Participant]:
    """Every order of registering, going on hold and leaving, on one day or after the last.

    All of them in one age group, and reached alike.
    """
    luck = random.Random(seed)
    rows = []
    for number in range(400):
        registered = FIRST + timedelta(days=luck.randrange(1_150) if number else 0)
        left, held = (
            registered + timedelta(days=luck.randrange(900)) if luck.random() < 0.5 else None
            for _ in range(2)
        )
        held = left if number % 5 == 1 else held
        rows.append(
            Participant(
                municipality_code=luck.choice(HOMES[:2]),
                channel=Channel.SMS,
                birth_year=1960,
                registered_on=registered,
                left_on=left,
                left_because=luck.choice([LeavingReason.OPTED_OUT, *LeavingReason])
                if left
                else None,
                on_hold_since=held,
            )
        )
    return rows


async def observed(database: Database) -> Observed:
    async with database.reading() as session:
        return await learning.observed(session, today=TODAY)


def told(counts: Iterable[int]) -> list[tuple[int, int]]:
    """What is known of counts, year by year, by what is shown of them."""
    return [disclosure.known(disclosure.shown(count)) for count in counts]


def known(found: Between) -> list[tuple[int, int]]:
    return [*zip(found.low.tolist(), found.high.tolist(), strict=True)]


async def test_what_is_observed_is_what_a_count_person_by_person_would_publish(
    towns: Database,
) -> None:
    rows = people(seed=7)
    async with towns.writing() as session:
        session.add_all(rows)

    found = await observed(towns)

    years = range(2012, 2014)  # what comes after the last 1 January is not published yet
    base, registered, out, held = {}, {}, {}, {}
    for year in (*years, 2014):
        day = date(year, 1, 1)
        here = [
            row for row in rows if row.registered_on <= day and not (row.left_on or MORROW) <= day
        ]
        listed = {home: [row for row in here if row.municipality_code == home] for home in HOMES}
        shown = {home for home, some in listed.items() if disclosure.shown(len(some))}
        base[year] = sum(disclosure.shown(len(listed[home])) or 0 for home in shown) - sum(
            disclosure.shown(sum((row.on_hold_since or MORROW) <= day for row in listed[home])) or 0
            for home in shown
            if disclosure.shown(sum((row.on_hold_since or MORROW) > day for row in listed[home]))
        )
        of = [row for row in rows if row.municipality_code in shown]
        registered[year] = sum(row.registered_on.year == year for row in of)
        held[year] = sum(_held(row).year == year and _held(row) < _left(row) for row in of)
        out[year] = sum(
            _left(row).year == year
            and row.left_because is LeavingReason.OPTED_OUT
            and _left(row) <= _held(row)
            for row in of
        )
    assert found.years == (*years,)
    assert found.span == pytest.approx([1.0, 1.0])
    assert found.base.tolist() == [base[year] for year in (*years, 2014)]
    assert known(found.registrations) == told(registered[year] for year in years)
    assert known(found.opt_outs) == told(out[year] for year in years)
    assert known(found.failed_deliveries) == told(held[year] for year in years)
    assert found.registrations.low.min() >= disclosure.THRESHOLD
    assert (sum(out.values()), sum(held.values())) > (10, 10)


MORROW = date(9999, 1, 1)


def _left(row: Participant) -> date:
    return row.left_on or MORROW


def _held(row: Participant) -> date:
    return row.on_hold_since or MORROW


async def ended(towns: Database, directly: int, others: int, running: int) -> None:
    """Actions of 2015 to 2019, as many in every year."""
    outcomes = [Outcome.DIRECT] * directly + [Outcome.INDIRECT, Outcome.NONE] * (others // 2)
    async with towns.writing() as session:
        for number, outcome in enumerate([*outcomes, *[None] * running]):
            start = datetime(2015 + number % 5, 6, 1, tzinfo=UTC)
            session.add(
                Action(
                    municipality_code="GM0002",
                    type=ActionType.THEFT,
                    started_at=start,
                    ended_at=start if outcome else None,
                    alerted=9,
                    reactions=1,
                    outcome=outcome,
                )
            )


async def test_resolutions_are_those_published_of_whole_periods_and_no_action_that_still_runs(
    towns: Database,
) -> None:
    await ended(towns, directly=31, others=80, running=9)

    (found,) = (await observed(towns)).resolutions

    assert found.years == (2015, 2016, 2017, 2018, 2019)
    assert found.actions == 30 + 40 + 40
    assert (int(found.directly.low), int(found.directly.high)) == (28, 32)


async def test_resolutions_too_few_to_be_published_teach_nothing(towns: Database) -> None:
    await ended(towns, directly=9, others=100, running=0)

    assert (await observed(towns)).resolutions == ()


async def test_what_is_not_learned_is_the_regions_figure_and_says_so(towns: Database) -> None:
    async with towns.writing() as session:
        session.add_all(people(seed=7))
        session.add_all(
            Inhabitants(municipality_code=home, year=2015, age_group=AgeGroup.ALL, count=1_000)
            for home in HOMES
        )
    async with towns.reading() as session:
        found = await projecting.opening(session, start=2014, today=TODAY)
        seen = await learning.observed(session, today=TODAY)

    figures = {figure.name: figure for figure in learning.figures(seen, found)}

    assert set(figures) == set(TAUGHT)
    kept = figures["resolution_today"]
    known = regional.ledger(found.region.name)["resolution_today"]
    assert replace(kept, source=known.source) == known
    assert kept.source.startswith(known.source)
    assert "too little of it is published to learn from" in kept.source
    assert "register of Ergens, 2012-01-01 to 2014-01-01" in kept.source


async def test_a_register_in_which_nobody_ever_was_teaches_nothing(towns: Database) -> None:
    assert learn(await observed(towns), reachable=0) == ()


async def test_an_empty_register_is_refused(database: Database) -> None:
    with pytest.raises(Refused):
        await observed(database)


async def test_the_demo_teaches_opt_outs_and_registrations(
    demo: Path, at_most_queries: AtMostQueries
) -> None:
    database = Database(demo)

    with at_most_queries(8):
        found = await observed(database)
    await database.close()
    figures = {figure.name: figure for figure in learn(found, reachable=32_560)}

    opt_out = figures["opt_out"]
    assert opt_out.low is not None
    assert opt_out.high is not None
    assert opt_out.low < 0.012 < opt_out.high  # drawn with it
    assert opt_out.high - opt_out.low < 0.002
    assert set(figures) == {"opt_out", "registrations_today"}
    assert all("SYNTHETIC" in figure.source for figure in figures.values())
    assert set(figures) < set(LEDGER)
