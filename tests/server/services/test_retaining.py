import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Refused
from server.registry import (
    Action,
    ActionReport,
    ActionType,
    AuditLine,
    Credential,
    Database,
    Delivery,
    Participant,
    Person,
    Run,
    RunState,
    audit,
    erasures,
)
from server.registry.erasures import What
from server.registry.reports import years_before
from server.registry.tables import AuditHead
from server.services import erasing, finding, replaying, retaining
from server.services.retaining import Occasion
from server.settings import Settings
from tests.server.conftest import ONLY_SQLITE
from tests.server.persons import ALMELO, NOW, begun, errand, put
from tests.server.services.test_erasing import cling_to, let_go

pytestmark = pytest.mark.anyio

TODAY = NOW.date()


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings(
        database=database.address,
        erasures=tmp_path / "erasures",
        keep_left=365,
        keep_deliveries=100,
    )


async def leaver(database: Database, left_on: date | None, *, sent_at: datetime = NOW) -> str:
    number = f"+316{abs(hash((left_on, sent_at))) % 10**8:08}"
    async with database.writing() as session:
        person, _ = await put(session, telephone=number, left_on=left_on, sent_at=sent_at)
        return person


async def due(database: Database, settings: Settings) -> dict[str, int]:
    found = await retaining.due(database, retaining.rules(settings), now=NOW)
    return {rule.kind: count for rule, count in found if count}


async def destroy(database: Database, settings: Settings) -> dict[str, int]:
    occasion = Occasion(who="operator", now=NOW, listed=settings.listed)
    done = await retaining.destroy(database, retaining.rules(settings), occasion)
    return {rule.kind: count for rule, count in done if count}


async def test_who_left_more_than_a_year_ago_is_unnamed_and_still_counted(
    database: Database, settings: Settings
) -> None:
    gone = await leaver(database, TODAY - timedelta(days=366))
    await leaver(database, TODAY - timedelta(days=365))
    await leaver(database, None)
    assert await due(database, settings) == {"people who left": 1}

    assert await destroy(database, settings) == {"people who left": 1}

    listed = settings.listed
    assert listed is not None
    assert await due(database, settings) == {}
    assert [(one.what, one.person) for one in erasures.read(listed) or ()] == [(What.UNNAMED, gone)]
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == 2
        assert await session.scalar(select(func.count()).select_from(Participant)) == 3
        (line,) = (await session.scalars(select(AuditLine))).all()
        assert (line.deed, line.purpose, line.who) == ("DESTROYED", "RETENTION", "operator")
        assert await audit.broken(session) is None


async def test_whom_retention_failed_to_destroy_the_next_opening_does_not(
    database: Database, settings: Settings
) -> None:
    gone = await leaver(database, TODAY - timedelta(days=366))
    await cling_to(database, gone)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await destroy(database, settings)

    assert settings.listed is not None
    assert erasures.read(settings.listed) == []
    await let_go(database)
    assert await replaying.replay(database, settings.listed, now=NOW) == 0
    assert await destroy(database, settings) == {"people who left": 1}


async def test_of_whoever_is_kept_no_longer_it_is_not_said_that_chance_drew_them(
    database: Database, settings: Settings
) -> None:
    await leaver(database, TODAY - timedelta(days=366))
    await destroy(database, settings)

    async with database.reading() as session:
        left = await session.scalar(select(Participant.id))
        with pytest.raises(Refused, match="has left and is kept no longer"):
            await finding.person(session, left, errand())


@ONLY_SQLITE
async def test_what_was_destroyed_has_left_the_files(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    await leaver(database, date(2013, 1, 1))
    async with database.reading() as session:
        (name,) = await session.scalars(select(Person.name))

    def stored() -> list[str]:
        files = tmp_path.glob("register.sqlite*")
        return [file.name for file in files if name in file.read_bytes()]

    assert await asyncio.to_thread(stored)

    await destroy(database, settings)

    assert await asyncio.to_thread(stored) == []


@pytest.mark.parametrize("left_on", [date(2013, 1, 1), None], ids=["people", "deliveries"])
async def test_killed_before_the_files_were_cleaned_the_next_opening_cleans_them(
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    left_on: date | None,
) -> None:
    await leaver(database, left_on, sent_at=NOW - timedelta(days=101))

    async def killed(*_: object, **__: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(Database, "scrub", killed)
        with pytest.raises(asyncio.CancelledError):
            await destroy(database, settings)
    await replaying.replay(database, settings.listed, now=NOW)

    async with database.reading() as session:
        head = (await session.scalars(select(AuditHead))).one()
    assert head.scrubbed == head.number > 0


async def test_who_takes_part_somewhere_still_is_kept(
    database: Database, settings: Settings
) -> None:
    async with database.writing() as session:
        _, registrations = await put(session, places=(ALMELO, "GM0147"), left_on=date(2013, 1, 1))
        await session.execute(
            update(Participant)
            .where(Participant.id == registrations[1])
            .values(left_on=None, left_because=None)
        )

    assert await due(database, settings) == {}


async def test_nothing_of_a_restricted_person_is_destroyed(
    database: Database, settings: Settings
) -> None:
    await leaver(database, date(2013, 1, 1), sent_at=NOW - timedelta(days=2000))
    assert await due(database, settings) == {"people who left": 1, "deliveries": 2}
    async with database.writing() as session:
        await session.execute(update(Person).values(restricted_at=NOW))

    assert await due(database, settings) == {}
    assert await destroy(database, settings) == {}


async def test_old_deliveries_go_in_batches_and_their_people_stay(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 2)
    for days in (99, 101, 102, 103):
        await leaver(database, None, sent_at=NOW - timedelta(days=days))
    assert await due(database, settings) == {"deliveries": 6}

    assert await destroy(database, settings) == {"deliveries": 6}

    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Delivery)) == 2
        assert await session.scalar(select(func.count()).select_from(Person)) == 4
        lines = (await session.scalars(select(AuditLine))).all()
        assert [line.fields for line in lines] == ["deliveries"] * 3
        assert len({line.subject for line in lines}) == 3


async def old_actions(session: AsyncSession) -> None:
    for number, years in enumerate((9, 10), start=1):
        when = years_before(NOW, years)
        session.add(
            Action(
                id=number,
                municipality_code=ALMELO,
                type=ActionType.OTHER,
                started_at=when,
                alerted=1,
                reactions=0,
            )
        )
        await session.flush()
        session.add(ActionReport(action_id=number, title=b"sealed"))


async def old_credentials_and_runs(session: AsyncSession) -> None:
    for number, years in enumerate((4, 6), start=1):
        when = years_before(NOW, years)
        await session.execute(
            insert(Credential).values(
                id=str(number),
                name="somebody",
                digest=bytes([number]),
                roles="auditor",
                municipalities="",
                created_at=when - timedelta(days=1),
                created_by="c0",
                expires_at=when,
            )
        )
        await session.execute(
            insert(Run).values(
                id=str(number),
                turn=number,
                state=RunState.SUCCEEDED,
                question="{}",
                model_version="1",
                data_version="1",
                replications=1,
                block_size=1,
                asked_at=when,
                ended_at=when,
            )
        )


async def old_imports(session: AsyncSession) -> None:
    for number, days in enumerate((29, 31), start=1):
        session.add(begun(str(number), at=NOW - timedelta(days=days)))


async def test_texts_files_credentials_and_runs_go_when_their_time_is_past(
    database: Database, settings: Settings
) -> None:
    await leaver(database, None)
    async with database.writing() as session:
        await old_actions(session)
        await old_credentials_and_runs(session)
        await old_imports(session)
    expected = {
        "texts of actions": 1,
        "files that stopped coming in": 1,
        "credentials": 1,
        "runs": 2,
    }
    assert await due(database, settings) == expected

    assert await destroy(database, settings) == expected

    assert await due(database, settings) == {}
    async with database.reading() as session:
        lines = (await session.scalars(select(AuditLine))).all()
        assert [line.fields for line in lines] == [
            "area body raw title",
            "participants",
            "credentials",
        ]
        assert await session.scalar(select(func.count()).select_from(Action)) == 2
