"""Which counts are published, of a town whose people are known one by one."""

from collections.abc import Mapping
from datetime import date

import pytest

from server.errors import Refused
from server.registry import (
    ActionType,
    Channel,
    Database,
    Dataset,
    Municipality,
    Origin,
    Participant,
    datasets,
)
from server.services import headcount, publishing
from server.services.headcount import Headcount
from server.services.publishing import Listed

pytestmark = pytest.mark.anyio

HOME = "GM0001"
TODAY = date(2015, 6, 1)
REAL = Dataset(region="ergens", origin=Origin.IMPORTED, as_of=date(2014, 11, 18))


async def put(database: Database, born: Mapping[int, int], *, on_hold: int) -> None:
    """So many people by year of birth, of whom the first are on hold."""
    years = [year for year, count in born.items() for _ in range(count)]
    async with database.writing() as session:
        session.add(Dataset(region="ergens", origin=Origin.IMPORTED, as_of=date(2014, 11, 18)))
        session.add(Municipality(code=HOME, name="Ergens", land_ha=1, urbanity=3, households=1))
        await session.flush()
        session.add_all(
            Participant(
                municipality_code=HOME,
                channel=Channel.SMS,
                birth_year=year,
                registered_on=date(2012, 1, 1),
                on_hold_since=date(2013, 1, 1) if number < on_hold else None,
            )
            for number, year in enumerate(years)
        )


@pytest.mark.parametrize(
    ("born", "on_hold", "listed"),
    [
        ({1960: 22}, 12, Listed(listed=20, on_hold=10)),
        ({1960: 12}, 10, Listed(listed=10, on_hold=None)),
        ({1940: 9, 1960: 9, 1980: 9}, 12, Listed(listed=None, on_hold=None)),
    ],
    ids=["many", "few others", "few in each cell"],
)
async def test_those_on_hold_are_shown_where_all_others_and_all_listed_may_be(
    database: Database, born: dict[int, int], on_hold: int, listed: Listed
) -> None:
    await put(database, born, on_hold=on_hold)

    async with database.reading() as session:
        assert await publishing.by_municipality(session, today=TODAY) == {HOME: listed}


async def test_a_projection_starts_with_no_more_on_hold_than_are_shown_listed(
    database: Database,
) -> None:
    await put(database, {1960: 10, 1940: 9, 1980: 9}, on_hold=15)

    async with database.reading() as session:
        dataset = await datasets.current(session)
        counted = await headcount.count(
            session, dataset, Headcount.PUBLISHED, [HOME], start=2015, today=TODAY
        )

    listed, on_hold = counted[HOME]
    assert (sum(listed), on_hold) == (10, listed)


def test_a_register_of_real_people_is_counted_until_the_first_of_january_that_is_over() -> None:
    assert publishing.counted_on(REAL, None, today=TODAY) == date(2015, 1, 1)
    with pytest.raises(Refused, match="no 1 January until 2015-01-01"):
        publishing.counted_on(REAL, date(2016, 1, 1), today=TODAY)


@pytest.mark.parametrize(("least", "periods"), [(10, {"2010"}), (9, set[str]())])
def test_a_period_with_a_year_that_is_hidden_is_not_published(
    least: int, periods: set[str]
) -> None:
    by_year = {"2010": 20, "2011": 20, "2012": least, "2013": 20, "2014": 20}

    _, cube = publishing.cubes_of_actions(
        {(year,): count for year, count in by_year.items()},
        {"TYPE": {(ActionType.THEFT, year): count for year, count in by_year.items()}},
        municipalities=[],
        until=2015,
    )

    assert {period for _, period in cube.cells} == periods
