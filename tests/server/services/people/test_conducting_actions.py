from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select, true

from server.credentials import Principal, Role
from server.errors import Code, Refused
from server.registry import ActionReport, ActionType, Database, Outcome, alerts, people
from server.registry.alerts import Alert, Area
from server.services import conducting_actions
from server.services.conducting_actions import Recorded
from simulation import OutOfBounds
from tests.server.services.people.conftest import ALMELO, ENSCHEDE, ERRAND, NOW, held

pytestmark = pytest.mark.anyio

MISSING = Recorded(
    municipality=ALMELO,
    type=ActionType.MISSING_PERSON,
    started_at=NOW - timedelta(hours=2),
    alerted=1_200,
    title="Vermist: Jan Jansen",
    body="Blauwe jas.\nBel 0900-8844.",
    area=Area(latitude=52.35, longitude=6.66, radius_m=2_000.0),
)


async def record(register: Database, **otherwise: Any) -> int:
    async with register.writing() as session:
        return await conducting_actions.record(session, replace(MISSING, **otherwise), ERRAND)


async def conclude(register: Database, id_: int | None, **otherwise: Any) -> int:
    told: dict[str, Any] = {"ended_at": NOW, "outcome": Outcome.DIRECT, "reactions": 40}
    async with register.writing() as session:
        return await conducting_actions.conclude(session, id_, ERRAND, **{**told, **otherwise})


async def seen(register: Database, id_: int, years: int = 0) -> Alert:
    """As it reads some years on."""
    now = NOW.replace(year=NOW.year + years)
    async with register.reading() as session:
        return (await alerts.with_ids(session, [id_], where=true(), now=now))[id_]


async def test_an_action_is_recorded_while_it_runs_and_concluded_once(register: Database) -> None:
    id_ = await record(register)
    assert (await seen(register, id_)).outcome is None

    await conclude(register, id_)
    with pytest.raises(Refused) as refused:
        await conclude(register, id_, outcome=Outcome.NONE)

    assert refused.value.code is Code.ALREADY_ENDED
    found = await seen(register, id_)
    assert (found.outcome, found.reactions, found.ended_at) == (Outcome.DIRECT, 40, NOW)
    lines = (await held(register)).lines
    assert [line.deed for line in lines] == ["ACTION_RECORDED", "ACTION_CONCLUDED"]


async def test_texts_of_an_action_are_sealed_and_leave_use_after_five_years(
    register: Database,
) -> None:
    id_ = await record(register)

    found = await seen(register, id_)
    assert found.title is not None
    assert b"Jansen" not in found.title
    told = people.told(ERRAND.keys, ActionReport.title, str(id_), found.title)
    assert told == "Vermist: Jan Jansen"
    assert found.radius_m == 2_000.0
    later = await seen(register, id_, years=5)
    assert (later.title, later.body, later.alerted) == (None, None, 1_200)


async def test_an_action_without_texts_takes_no_keys(register: Database) -> None:
    bare = replace(MISSING, title=None, body=None)
    errand = replace(ERRAND, ring=None)

    async with register.writing() as session:
        await conducting_actions.record(session, bare, errand)
    with pytest.raises(Refused) as refused:
        async with register.writing() as session:
            await conducting_actions.record(session, MISSING, errand)

    assert refused.value.code is Code.NO_KEYS
    async with register.reading() as session:
        assert len((await session.scalars(select(ActionReport))).all()) == 1


@pytest.mark.parametrize(
    ("otherwise", "field"),
    [
        ({"alerted": -1}, "alerted"),
        ({"started_at": NOW + timedelta(minutes=1)}, "startedAt"),
        ({"started_at": datetime(2003, 12, 31, 23, tzinfo=UTC)}, "startedAt"),
        ({"started_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))}, "startedAt"),
        ({"title": "a\nb"}, "title"),
        ({"body": "x" * 4_001}, "body"),
        ({"area": Area(latitude=70.1, longitude=0.0, radius_m=1.0)}, "area.latitude"),
        ({"area": Area(latitude=52.0, longitude=6.0, radius_m=float("nan"))}, "area.radiusM"),
    ],
)
async def test_a_wrong_action_is_refused_by_its_field(
    register: Database, otherwise: dict[str, Any], field: str
) -> None:
    with pytest.raises(OutOfBounds) as refused:
        await record(register, **otherwise)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("otherwise", "field"),
    [
        ({"reactions": 1_201}, "reactions"),
        ({"ended_at": NOW - timedelta(hours=3)}, "endedAt"),
        ({"ended_at": NOW + timedelta(minutes=1)}, "endedAt"),
    ],
)
async def test_a_wrong_end_leaves_the_action_running(
    register: Database, otherwise: dict[str, Any], field: str
) -> None:
    id_ = await record(register)

    with pytest.raises(OutOfBounds) as refused:
        await conclude(register, id_, **otherwise)

    assert refused.value.field == field
    assert (await seen(register, id_)).ended_at is None


async def test_an_action_elsewhere_is_not_recorded_nor_there_to_be_concluded(
    register: Database,
) -> None:
    id_ = await record(register)
    with pytest.raises(Refused) as refused:
        await record(register, municipality=ENSCHEDE)
    assert refused.value.code is Code.FORBIDDEN

    away = Principal(
        roles=frozenset({Role.REGISTRAR}), municipalities=frozenset({ENSCHEDE}), id="c2"
    )
    for unknown in (id_, id_ + 1, None):
        with pytest.raises(Refused) as refused:
            async with register.writing() as session:
                await conducting_actions.conclude(
                    session,
                    unknown,
                    replace(ERRAND, principal=away),
                    ended_at=NOW,
                    outcome=Outcome.NONE,
                    reactions=0,
                )
        assert refused.value.code is Code.UNKNOWN_ACTION
