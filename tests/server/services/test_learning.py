import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from server.errors import Refused
from server.registry import (
    Action,
    ActionType,
    Channel,
    Database,
    Dataset,
    LeavingReason,
    Municipality,
    Origin,
    Outcome,
    Participant,
    reference,
)
from server.services import demo, learning
from simulation import LEDGER, learn
from tests.server.conftest import AtMostQueries

pytestmark = pytest.mark.anyio

FIRST, LAST = date(2011, 10, 3), date(2014, 11, 18)
YEARS = (2011, 2012, 2013, 2014)
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
    """Every order of registering, going on hold and leaving, on one day or after the last."""
    luck = random.Random(seed)
    rows = []
    for number in range(80):
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


async def test_person_time_and_turns_are_those_of_a_count_day_by_day(towns: Database) -> None:
    rows = people(seed=7)
    async with towns.writing() as session:
        session.add_all(rows)

    async with towns.reading() as session:
        found = await learning.observed(session)

    time, out, held = np.zeros((3, len(HOMES), len(YEARS)))
    for row in rows:
        at = HOMES.index(row.municipality_code)
        for past in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=past)
            here = row.registered_on <= day and (row.left_on is None or day < row.left_on)
            on_hold = row.on_hold_since is not None and row.on_hold_since <= day
            a_year = 366 if day.year == 2012 else 365
            time[at, day.year - 2011] += (here and not on_hold) / a_year
            held[at, day.year - 2011] += here and row.on_hold_since == day
            was_held = row.on_hold_since is not None and row.on_hold_since < day
            asked = row.left_because is LeavingReason.OPTED_OUT and row.left_on == day
            out[at, day.year - 2011] += asked and not was_held
    assert found.years == YEARS
    assert found.span == pytest.approx([90 / 365, 1.0, 1.0, 322 / 365])
    assert found.exposure == pytest.approx(time, abs=1e-9)
    assert (found.opt_outs == out).all()
    assert (found.failed_deliveries == held).all()
    assert found.registrations.sum() == sum(row.registered_on <= LAST for row in rows)
    assert (out.sum(), held.sum()) > (3, 3)


async def test_an_action_that_still_runs_is_not_held_against_anybody(towns: Database) -> None:
    start = datetime(2013, 6, 1, tzinfo=UTC)
    async with towns.writing() as session:
        session.add(people(seed=1)[0])
        session.add_all(
            Action(
                municipality_code="GM0002",
                type=ActionType.THEFT,
                started_at=start,
                ended_at=start if outcome else None,
                alerted=9,
                reactions=1,
                outcome=outcome,
            )
            for outcome in (Outcome.DIRECT, Outcome.INDIRECT, Outcome.NONE, None)
        )

    async with towns.reading() as session:
        found = await learning.observed(session)

    assert found.actions.sum() == found.actions[1, 2] == 3
    assert found.solved_directly[1, 2] == 1


async def test_a_register_in_which_nobody_ever_was_teaches_nothing(towns: Database) -> None:
    async with towns.reading() as session:
        found = await learning.observed(session)

    assert learn(found, reachable=0) == ()


async def test_an_empty_register_is_refused(database: Database) -> None:
    async with database.reading() as session:
        with pytest.raises(Refused):
            await learning.observed(session)


async def test_the_demo_teaches_opt_outs_and_leaves_the_elasticity_wide_open(
    database: Database, at_most_queries: AtMostQueries
) -> None:
    async with database.writing() as session:
        await demo.fill(session, reference.load("twente"), seed=1)

    with at_most_queries(5):
        async with database.reading() as session:
            found = await learning.observed(session)
    figures = {figure.name: figure for figure in learn(found, reachable=32_560)}

    opt_out, elasticity = figures["opt_out"], figures["elasticity"]
    assert opt_out.low is not None
    assert opt_out.high is not None
    assert opt_out.low < 0.012 < opt_out.high  # drawn with it
    assert opt_out.high - opt_out.low < 0.002
    assert elasticity.low is not None
    assert elasticity.high is not None
    assert elasticity.high - elasticity.low > 0.8
    assert "move_within" not in figures  # nobody was ever put on hold
    assert all("SYNTHETIC" in figure.source for figure in figures.values())
    assert set(figures) < set(LEDGER)
