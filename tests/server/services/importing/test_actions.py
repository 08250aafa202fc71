"""Past actions go into a register once, from a file or a feed, however often they are told."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select, true

from server.errors import Refused
from server.formats.alerts import Alert
from server.registry import (
    Action,
    ActionReport,
    ActionType,
    Database,
    Dataset,
    Origin,
    Outcome,
    reports,
    sealings,
)
from server.registry.imports import Tally
from server.registry.reference import Region
from server.sealing import opened
from server.services import exporting, founding
from server.services.importing import actions
from server.services.importing.actions import Asked, Taken
from server.services.importing.reasons import RowsRejected
from tests.server.services.importing.conftest import AS_OF, NOW, RING, Rejects, file_of, take

pytestmark = pytest.mark.anyio

HEADINGS = "kenmerk;gemeente;soort;begin;einde;gealarmeerd;reacties;uitkomst;bericht"
ROW = "17;Almelo;vermissing;18-11-2013 13:45;18-11-2013 14:30;4213;12;direct;Gezocht: meisje"
FED: dict[str, Any] = {
    "id": 4711,
    "municipality": "Almelo",
    "actionType": "MISSING_CHILD",
    "active": True,
    "startTimestamp": 1384778700,
    "area": {"lat": 52.357, "lng": 6.6626, "radius": 1500},
    "messages": [{"title": "Vermist", "body": "Gezocht: meisje"}],
    "somethingNew": "?",
}


@pytest.fixture
async def register(database: Database, region: Region) -> Database:
    async with database.writing() as session:
        await founding.found(session, region, origin=Origin.IMPORTED, as_of=AS_OF)
    return database


def asked(content: bytes, region: Region, now: datetime = NOW) -> Asked:
    return Asked(file=io.BytesIO(content), region=region, who="c1", now=now)


async def take_rows(database: Database, region: Region, *rows: str, **how: Any) -> Taken:
    content = "\n".join((HEADINGS, *rows)).encode()
    return await actions.take_file(database, RING, asked(content, region), **how)


async def take_fed(database: Database, region: Region, *fed: dict[str, Any]) -> Taken:
    content = orjson.dumps({"actions": fed})
    return await actions.take_feed(database, RING, asked(content, region))


async def kept(database: Database) -> tuple[Action, ActionReport]:
    async with database.reading() as session:
        action = (await session.scalars(select(Action))).one()
        return action, (await session.scalars(select(ActionReport))).one()


async def count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Action)) or 0


def told(report: ActionReport, column: sealings.Column) -> str:
    sealed = getattr(report, column.key)
    return opened(RING, sealed, sealings.place(column, report.action_id))


async def test_a_row_becomes_an_action_whose_text_is_sealed(
    register: Database, region: Region
) -> None:
    taken = await take_rows(register, region, ROW)

    action, report = await kept(register)
    assert taken.tally == Tally(accepted=1)
    assert (action.municipality_code, action.type) == ("GM0141", ActionType.MISSING_PERSON)
    assert action.started_at == datetime(2013, 11, 18, 12, 45, tzinfo=UTC)
    assert (action.alerted, action.reactions, action.outcome) == (4213, 12, Outcome.DIRECT)
    assert (report.source, report.source_id) == ("CSV", "17")
    assert told(report, ActionReport.body) == "Gezocht: meisje"


@pytest.mark.parametrize("row", [ROW, ROW.removeprefix("17")])
async def test_the_same_action_again_is_known_with_and_without_a_reference(
    register: Database, region: Region, row: str
) -> None:
    await take_rows(register, region, row)

    again = await take_rows(register, region, row)

    assert again.tally == Tally(known=1)
    assert await count(register) == 1


async def test_a_file_ends_what_still_ran(register: Database, region: Region) -> None:
    await take_rows(register, region, ROW.replace("18-11-2013 14:30", "").replace("direct", ""))

    await take_rows(register, region, ROW)

    action, _ = await kept(register)
    assert (action.ended_at, action.outcome) == (
        datetime(2013, 11, 18, 13, 30, tzinfo=UTC),
        Outcome.DIRECT,
    )


async def test_one_row_that_cannot_be_had_keeps_all_others_out(
    register: Database, region: Region
) -> None:
    with pytest.raises(RowsRejected) as rejected:
        await take_rows(register, region, ROW, ROW.replace("Almelo", "Rome"))

    assert [reason.row for reason in rejected.value.first] == [3]
    assert await count(register) == 0


async def test_rows_that_cannot_be_had_are_told_where_the_others_go_in(
    register: Database, region: Region
) -> None:
    rejects = Rejects([])

    taken = await take_rows(register, region, ROW, ROW, reject=rejects)

    assert taken.tally == Tally(accepted=1, rejected=1)
    assert rejects.told == [(3, "kenmerk", "stands in row 2 as well")]


async def test_texts_that_are_to_be_destroyed_are_not_kept_at_all(
    register: Database, region: Region
) -> None:
    later = reports.years_before(NOW, -10)
    content = f"{HEADINGS}\n{ROW}".encode()

    for _ in range(2):
        await actions.take_file(register, RING, asked(content, region, now=later))

    async with register.reading() as session:
        assert (await session.scalars(select(ActionReport))).all() == []
    assert await count(register) == 1


async def test_a_fed_action_runs_until_its_outcome_is_known_and_is_kept_as_it_came(
    register: Database, region: Region
) -> None:
    taken = await take_fed(register, region, FED)

    action, report = await kept(register)
    assert (taken.accepted, action.type) == (1, ActionType.MISSING_PERSON)
    assert (action.ended_at, action.outcome) == (None, None)
    assert (report.source, report.source_id) == ("BURGERNET_V2", "4711")
    assert (report.latitude, report.longitude, report.radius_m) == (52.357, 6.6626, 1500)
    assert orjson.loads(told(report, ActionReport.raw)) == FED


async def test_of_a_fed_action_the_alerted_are_those_listed_that_day(
    database: Database, region: Region
) -> None:
    await take(database, file_of(28, region), region)

    await take_fed(database, region, FED)

    action, _ = await kept(database)
    assert action.alerted == 2  # of 28 over fourteen municipalities


async def test_what_the_feed_says_later_is_kept_instead(register: Database, region: Region) -> None:
    await take_fed(register, region, FED)
    later = {**FED, "endTimestamp": 1384782300, "messages": [{"title": "Gevonden", "body": "Dank"}]}

    taken = await take_fed(register, region, later)

    action, report = await kept(register)
    assert taken.tally == Tally(known=1)
    assert told(report, ActionReport.title) == "Gevonden"
    assert report.ended_at == datetime(2013, 11, 18, 13, 45, tzinfo=UTC)
    assert action.ended_at is None


async def test_of_a_national_feed_other_regions_are_passed_over(
    register: Database, region: Region
) -> None:
    taken = await take_fed(register, region, FED, {**FED, "id": 2, "municipality": "Zwolle"})

    assert (taken.accepted, taken.elsewhere, taken.rejected) == (1, 1, [])


@pytest.mark.on_both
async def test_a_fed_id_that_a_database_cannot_hold_keeps_the_feed_out_by_its_row(
    register: Database, region: Region
) -> None:
    with pytest.raises(RowsRejected) as rejected:
        await take_fed(register, region, FED, {**FED, "id": "a\0b"})

    assert [(one.row, one.column) for one in rejected.value.first] == [(2, "id")]
    assert await count(register) == 0


async def test_real_actions_are_not_mixed_with_a_demo(register: Database, region: Region) -> None:
    async with register.writing() as session:
        (await session.scalars(select(Dataset))).one().origin = Origin.SYNTHETIC

    with pytest.raises(Refused, match="SYNTHETIC"):
        await take_rows(register, region, ROW)


async def export(database: Database) -> AsyncIterator[Alert]:
    async with database.reading() as session:
        async for alert in exporting.told(session, RING, where=true(), now=NOW):
            yield alert


async def test_what_came_in_goes_out_with_its_place_and_its_text(
    register: Database, region: Region
) -> None:
    await take_fed(register, region, FED)

    (alert,) = [one async for one in export(register)]

    assert (alert.municipality, alert.headline, alert.text) == (
        *("Almelo", "Vermist"),
        "Gezocht: meisje",
    )
    assert alert.area is not None
    assert (alert.area.latitude, alert.area.longitude) == (52.357, 6.6626)
    assert not alert.synthetic


async def test_texts_that_have_left_use_do_not_go_out(register: Database, region: Region) -> None:
    await take_fed(register, region, FED)

    async with register.reading() as session:
        later = reports.years_before(NOW, -5)
        (alert,) = [one async for one in exporting.told(session, None, where=true(), now=later)]

    assert (alert.headline, alert.text) == (None, None)


async def test_every_action_goes_out_once_however_many_there_are(
    register: Database, region: Region
) -> None:
    rows = [
        ROW.replace("17;", f"{number};", 1).replace("13:45", f"{9 + number // 60}:{number % 60:02}")
        for number in range(230)
    ]
    await take_rows(register, region, *rows)

    ids = [alert.id async for alert in export(register)]

    assert len(ids) == len(set(ids)) == 230
