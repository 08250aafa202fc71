from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Code, Refused
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
    actions,
    municipalities,
    participants,
)
from server.registry.ages import ParticipantAgeGroup
from server.registry.counting import Count
from server.registry.participants import BornIn, Dimension, Listed, Turn
from tests.server.conftest import AtMostQueries

pytestmark = pytest.mark.anyio

TODAY = date(2014, 11, 18)
A_DAY = timedelta(days=1)


def person(home: str = "GM0001", **changes: object) -> Participant:
    values: dict[str, object] = {
        "channel": Channel.SMS,
        "birth_year": 1960,
        "registered_on": date(2012, 1, 1),
    }
    return Participant(municipality_code=home, **values | changes)


def alert(year: int, home: str = "GM0001", **changes: object) -> Action:
    start = datetime(year, 6, 1, 12, tzinfo=UTC)
    values: dict[str, object] = {
        "type": ActionType.MISSING_PERSON,
        "started_at": start,
        "ended_at": start + timedelta(hours=1),
        "alerted": 100,
        "reactions": 1,
        "outcome": Outcome.NONE,
    }
    return Action(municipality_code=home, **values | changes)


async def add(database: Database, *rows: object) -> None:
    async with database.writing() as session:
        session.add_all(rows)


@pytest.fixture
async def towns(database: Database) -> None:
    """Three, out of order."""
    await add(
        database,
        *(
            Municipality(code=code, name=code, land_ha=1, urbanity=3, households=1)
            for code in ("GM0003", "GM0001", "GM0002")
        ),
    )


@pytest.fixture
async def session(database: Database, towns: None) -> AsyncIterator[AsyncSession]:  # noqa: ARG001  what it brings is there
    async with database.reading() as session:
        yield session


def codes(rows: object) -> list[str]:
    return [row.code for row in rows]  # type: ignore[attr-defined]  # rows of three tables, all with a code


async def test_municipalities_come_in_order_of_code(session: AsyncSession) -> None:
    assert codes(await municipalities.all(session)) == ["GM0001", "GM0002", "GM0003"]


async def test_pages_follow_each_other_without_gap_or_overlap(session: AsyncSession) -> None:
    one, more_after_one = await municipalities.page(session, first=2)
    two, more_after_two = await municipalities.page(session, first=2, after=[one[-1].code])

    assert codes([*one, *two]) == ["GM0001", "GM0002", "GM0003"]
    assert more_after_one
    assert not more_after_two


@pytest.mark.parametrize(("first", "count"), [(-1, 1), (0, 1), (10**30, 3)])
async def test_a_page_is_never_without_limit(session: AsyncSession, first: int, count: int) -> None:
    rows, _ = await municipalities.page(session, first=first)
    assert len(rows) == count


async def test_a_municipality_is_found_by_its_code_or_refused(session: AsyncSession) -> None:
    assert (await municipalities.with_code(session, "GM0002")).name == "GM0002"
    assert [*await municipalities.with_codes(session, ["GM0002", "GM9999"])] == ["GM0002"]
    with pytest.raises(Refused) as refusal:
        await municipalities.with_code(session, "GM9999")
    assert refusal.value.code is Code.UNKNOWN_MUNICIPALITY


async def test_inhabitants_are_those_of_all_ages_of_that_year(
    database: Database, session: AsyncSession
) -> None:
    await add(
        database,
        *(
            Inhabitants(municipality_code="GM0001", year=year, age_group=group, count=count)
            for year, group, count in [
                (2015, AgeGroup.ALL, 50),
                (2015, AgeGroup.FROM_65, 20),
                (2016, AgeGroup.ALL, 60),
            ]
        ),
    )

    total = await municipalities.inhabitants_by_year(session, ["GM0001", "GM0002"])

    assert total == {"GM0001": {2015: 50, 2016: 60}, "GM0002": {}}


async def test_listed_is_who_has_come_and_not_left_by_that_day(
    database: Database, session: AsyncSession
) -> None:
    left = {"left_because": LeavingReason.OPTED_OUT}
    await add(
        database,
        person(registered_on=TODAY),
        person(registered_on=TODAY + A_DAY),
        person(left_on=TODAY, **left),
        person(left_on=TODAY + A_DAY, **left),
        person(on_hold_since=TODAY),
        person(on_hold_since=TODAY + A_DAY),
        person("GM0002"),
    )

    found = await participants.listed_counts(session, ["GM0001", "GM0003"], on=TODAY)

    assert found == {"GM0001": Listed(listed=4, on_hold=1), "GM0003": Listed(listed=0, on_hold=0)}


async def test_those_listed_are_counted_by_year_of_birth(
    database: Database, session: AsyncSession
) -> None:
    await add(
        database,
        person("GM0002"),
        person(birth_year=1990),
        person(birth_year=1990, on_hold_since=TODAY),
        person(registered_on=TODAY + A_DAY),
    )

    found = await participants.by_birth_year(session, on=TODAY)

    assert found == [BornIn("GM0001", 1990, 2, 1), BornIn("GM0002", 1960, 1, 0)]


@pytest.mark.parametrize(
    ("birth_year", "group"),
    [
        (1998, ParticipantAgeGroup.FROM_16_TO_24),
        (1990, ParticipantAgeGroup.FROM_16_TO_24),
        (1989, ParticipantAgeGroup.FROM_25_TO_44),
        (1970, ParticipantAgeGroup.FROM_25_TO_44),
        (1969, ParticipantAgeGroup.FROM_45_TO_64),
        (1950, ParticipantAgeGroup.FROM_45_TO_64),
        (1949, ParticipantAgeGroup.FROM_65),
    ],
)
async def test_age_is_that_of_1_january(
    database: Database, session: AsyncSession, birth_year: int, group: ParticipantAgeGroup
) -> None:
    await add(database, person(birth_year=birth_year, registered_on=date(2014, 1, 1)))

    found = await participants.counts(session, by=[Dimension.AGE_GROUP], on=date(2015, 7, 1))

    assert found == [Count((group,), 1)]
    assert isinstance(found[0].values[0], ParticipantAgeGroup)


async def test_participants_are_counted_by_what_is_asked_in_that_order(
    database: Database, session: AsyncSession
) -> None:
    await add(database, person(), person(), person("GM0002", channel=Channel.EMAIL))

    by_both = await participants.counts(
        session, by=[Dimension.CHANNEL, Dimension.MUNICIPALITY], on=TODAY
    )
    by_none = await participants.counts(session, by=[], on=TODAY)

    assert by_both == [Count((Channel.EMAIL, "GM0002"), 1), Count((Channel.SMS, "GM0001"), 2)]
    assert by_none == [Count((), 3)]


async def test_turns_are_those_of_the_year_and_on_hold_is_the_last_one(
    database: Database, session: AsyncSession
) -> None:
    came, day = date(2013, 12, 31), date(2014, 6, 1)
    out: dict[str, Any] = {"left_on": day, "left_because": LeavingReason.OPTED_OUT}
    await add(
        database,
        person(registered_on=came),
        person(registered_on=came + A_DAY),
        person(registered_on=came, **out),
        person(registered_on=came, left_on=day, left_because=LeavingReason.MOVED),
        person(registered_on=came, on_hold_since=day),
        person(registered_on=came, on_hold_since=day, **{**out, "left_on": day + A_DAY}),
        person(registered_on=came, on_hold_since=day, **out),
        person(registered_on=came, left_on=date(2015, 1, 1), left_because=LeavingReason.OPTED_OUT),
    )

    found = {turn: await participants.turns(session, turn, year=2014) for turn in Turn}

    cell = ("GM0001", ParticipantAgeGroup.FROM_45_TO_64, Channel.SMS)
    assert found == {
        Turn.REGISTERED: [Count(cell, 1)],
        Turn.OPTED_OUT: [Count(cell, 2)],  # on the day of leaving nobody is put on hold any more
        Turn.PUT_ON_HOLD: [Count(cell, 2)],
    }


async def test_an_action_that_still_runs_has_no_outcome_yet(
    database: Database, session: AsyncSession
) -> None:
    await add(
        database,
        alert(2014, outcome=Outcome.DIRECT),
        alert(2014, type=ActionType.THEFT, ended_at=None, outcome=None),
    )

    found = await actions.counts(session, by=[actions.Dimension.TYPE, actions.Dimension.OUTCOME])

    assert found == [
        Count((ActionType.MISSING_PERSON, Outcome.DIRECT), 1),
        Count((ActionType.THEFT, None), 1),
    ]


async def test_every_read_takes_one_query_however_many_towns(
    session: AsyncSession, at_most_queries: AtMostQueries
) -> None:
    every = codes(await municipalities.all(session))

    for read in (
        municipalities.page(session, first=100),
        municipalities.with_codes(session, every),
        municipalities.inhabitants_by_year(session, every),
        participants.listed_counts(session, every, on=TODAY),
        participants.by_birth_year(session, on=TODAY),
        participants.counts(session, by=[*Dimension], on=TODAY),
        actions.counts(session, by=[*actions.Dimension]),
    ):
        with at_most_queries(1):
            await read


async def test_an_empty_register_has_no_dataset(session: AsyncSession) -> None:
    with pytest.raises(Refused) as refusal:
        await registry.datasets.current(session)

    assert refusal.value.code is Code.NO_DATASET


async def test_the_dataset_tells_where_the_register_comes_from(
    database: Database, session: AsyncSession
) -> None:
    await add(database, Dataset(region="ergens", origin=Origin.IMPORTED, as_of=TODAY))

    found = await registry.datasets.current(session)

    assert (found.region, found.origin, found.as_of, found.seed) == (
        "ergens",
        Origin.IMPORTED,
        TODAY,
        None,
    )


async def test_a_moment_is_kept_whatever_zone_it_was_told_in(
    database: Database, session: AsyncSession
) -> None:
    new_year = datetime(2014, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    await add(database, alert(2014, started_at=new_year))

    found = await actions.counts(session, by=[actions.Dimension.YEAR])
    row = await session.get(Action, 1)

    assert found == [Count((2013,), 1)]
    assert row is not None
    assert row.started_at == new_year
    assert row.started_at.tzinfo is UTC


@pytest.mark.usefixtures("towns")
async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        await add(database, alert(2014, started_at=datetime(2014, 1, 1)))  # noqa: DTZ001  naive is what is tried


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize(
    "row",
    [
        person(left_on=TODAY),
        person(left_because=LeavingReason.DEATH),
        person(left_on=date(2011, 12, 31), left_because=LeavingReason.DEATH),
        person(on_hold_since=date(2011, 12, 31)),
        person(birth_year=1997),
        person("GM9999"),
        alert(2014, outcome=None),
        alert(2014, ended_at=datetime(2013, 1, 1, tzinfo=UTC)),
        alert(2014, alerted=-1),
    ],
)
async def test_a_row_that_contradicts_itself_is_refused(database: Database, row: object) -> None:
    with pytest.raises(IntegrityError):
        await add(database, row)


@pytest.mark.usefixtures("towns")
async def test_the_number_of_an_erased_participant_is_never_given_to_another(
    database: Database,
) -> None:
    await add(database, person())
    async with database.writing() as session:
        await session.delete(await session.get_one(Participant, 1))

    await add(database, person())

    async with database.reading() as session:
        assert await session.get(Participant, 1) is None
        assert await session.get(Participant, 2) is not None
