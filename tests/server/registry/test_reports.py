from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from server.registry import Action, ActionReport, ActionType, Database, Municipality, reports
from server.registry.reports import years_before

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
async def old_and_new(database: Database) -> Database:
    """Actions that began 1 to 11 years ago, less and more a minute; each with a text."""
    started = [
        moment
        for years in (1, 5, 10, 11)
        for moment in (years_before(NOW, years).replace(minute=1), years_before(NOW, years))
    ]
    async with database.writing() as session:
        town = Municipality(code="GM1", name="A", land_ha=1, urbanity=1, households=1)
        session.add(town)
        await session.flush()
        for number, moment in enumerate(started, start=1):
            await session.execute(
                insert(Action).values(
                    id=number,
                    municipality_code="GM1",
                    type=ActionType.OTHER,
                    started_at=moment,
                    alerted=1,
                    reactions=0,
                )
            )
            await session.execute(insert(ActionReport).values(action_id=number, title=b"sealed"))
    return database


async def test_texts_leave_use_after_five_years_to_the_minute(old_and_new: Database) -> None:
    async with old_and_new.reading() as session:
        told = await session.scalars(select(Action.id).where(reports.in_use(NOW)))

        assert set(told) == {1, 2, 3}


async def test_texts_are_destroyed_after_ten_years_and_their_actions_stay(
    old_and_new: Database,
) -> None:
    async with old_and_new.writing() as session:
        assert await reports.outdated(session, now=NOW) == 3

        assert await reports.destroy(session, now=NOW) == 3

        assert await reports.outdated(session, now=NOW) == 0
        assert len((await session.scalars(select(ActionReport))).all()) == 5
        assert len((await session.scalars(select(Action))).all()) == 8


def test_five_years_before_a_leap_day_is_the_28th() -> None:
    assert years_before(datetime(2024, 2, 29, tzinfo=UTC), 5) == datetime(2019, 2, 28, tzinfo=UTC)
