"""What was published of people stays so, whatever is done with them later."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from server.graphql.schema import schema
from server.registry import (
    Channel,
    ConsentPurpose,
    Contact,
    Database,
    Dataset,
    LeavingReason,
    Origin,
    Participant,
    Person,
    Source,
    erasures,
    people,
    settled,
)
from server.registry.erasures import What
from server.registry.participants import Dimension
from server.registry.people import Agreed, Home, Newcomer, Reach
from server.registry.tables import Settled
from server.services import (
    correcting,
    disclosure,
    enrolment,
    erasing,
    learning,
    leaving,
    publishing,
    reachability,
    replaying,
    restricting,
    retaining,
    settling,
    tallying,
)
from server.services.correcting import Correction
from server.services.enrolment import Address, Application
from server.services.marking import OpenMark
from server.services.reachability import Report
from server.services.retaining import Occasion, PeopleWhoLeft
from tests.server.conftest import AtMostQueries
from tests.server.persons import ALMELO, BORNE, NOW, RING, errand, towns

pytestmark = pytest.mark.anyio

TODAY = NOW.date()
DAYS = [date(year, 1, 1) for year in range(2022, TODAY.year + 1)]
CAME, LEFT = date(2023, 3, 4), date(2025, 6, 1)
EDGE = 13
"""One less is rounded down, and one more than 12 up."""


@dataclass(frozen=True, slots=True)
class Some:
    """Ids of one of those who are alike: a registration, a person and a contact."""

    registration: int
    person: str
    contact: str


@dataclass(frozen=True, slots=True)
class World:
    """A register of cells that all lie beside a boundary, and those in them."""

    database: Database
    listed: Path
    young: list[Some]
    old: list[Some]
    held: list[Some]
    left: list[Some]


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> World:
    async with database.writing() as session:
        await towns(session)
        await session.execute(update(Dataset).values(origin=Origin.IMPORTED, as_of=TODAY))
        numbers = iter(range(100))
        young, old, held, left = [
            [await _put(session, next(numbers), **alike) for _ in range(count)]
            for count, alike in (
                (EDGE - 1, {"birth_year": 1994}),
                (EDGE, {"birth_year": 1970}),
                (EDGE - 1, {"birth_year": 1950, "on_hold_since": LEFT}),
                (EDGE, {"birth_year": 1940, "left_on": LEFT}),
            )
        ]
    return World(database, tmp_path / "erasures", young, old, held, left)


async def _put(session: Any, number: int, *, birth_year: int, **of: Any) -> Some:
    because = LeavingReason.OPTED_OUT if "left_on" in of else None
    row = Participant(
        municipality_code=ALMELO,
        channel=Channel.SMS,
        birth_year=birth_year,
        registered_on=CAME,
        left_because=because,
        **of,
    )
    session.add(row)
    await session.flush()
    somebody = Newcomer(
        name="Jansen",
        source=Source.WEBSITE,
        homes=[Home(participant_id=row.id, postcode="7607AB", house_number="1")],
        contacts=[
            Reach(
                channel=Channel.SMS,
                value=f"+316123456{number:02}",
                on_hold_since=of.get("on_hold_since"),
            )
        ],
        consents=[Agreed(purpose=ConsentPurpose.ALERTS, source=Source.WEBSITE, given_on=CAME)],
    )
    await people.add(session, people.sealed(RING, [somebody], at=NOW))
    query = select(Contact.id).where(Contact.person_id == somebody.id)
    return Some(row.id, somebody.id, (await session.scalars(query)).one())


async def published(database: Database) -> Mapping[str, Any]:
    """All that is published of people: every table of every day, those on hold, and evidence.

    And the mark of it, which must not tell of a change either.
    """
    async with database.reading() as session:
        dataset = (await session.scalars(select(Dataset))).one()
        codes = await publishing.municipalities(session)
        return {
            "listed": [
                (await publishing.listed(session, dataset, codes, on=day)).cells for day in DAYS
            ],
            "on hold": [await publishing.on_hold(session, dataset, codes, on=day) for day in DAYS],
            "learned": repr(await learning.observed(session, today=TODAY)),
            "mark": await OpenMark(database).read(today=TODAY),
        }


Do = Callable[[World], Awaitable[object]]


def within(change: Callable[[Any, World], Awaitable[object]]) -> Do:
    async def do(world: World) -> None:
        async with world.database.writing() as session:
            await change(session, world)

    return do


def correct(**asked: Any) -> Do:
    return within(
        lambda session, world: correcting.correct(
            session, world.old[0].registration, Correction(seen=NOW, **asked), errand()
        )
    )


def report(whose: str, failure: str | None, *, of: int = 1) -> Do:
    async def told(session: Any, world: World) -> None:
        for one in getattr(world, whose)[:of]:
            at = datetime(2025, 7, 1, tzinfo=UTC)
            late = Report(contact=one.contact, at=at, failure=failure)
            await reachability.report(session, late, errand())

    return within(told)


async def erase(world: World) -> None:
    await erasing.erase(world.database, world.listed, world.old[0].registration, errand())


async def replay(what: What, world: World) -> None:
    before = datetime(2024, 12, 31, tzinfo=UTC)
    async with world.database.writing() as session:
        await session.execute(update(Person).values(changed_at=before))
    at = before + timedelta(days=1)
    erasures.add(world.listed, [world.old[0].person], what, at=at)
    assert await replaying.replay(world.database, world.listed, now=NOW) == 1


async def retain(world: World) -> None:
    occasion = Occasion(who="operator", now=NOW, listed=world.listed)
    await retaining.destroy(world.database, [PeopleWhoLeft(365)], occasion)


REWRITING: Mapping[str, Do] = {
    "correctParticipant, year of birth": correct(birth_year=1994),
    "correctParticipant, channel": correct(contacts=[(Channel.VOICE, "0741234567")]),
    "eraseParticipant": erase,
    "reportDelivery, late and failed": report("young", "ABSENT_SUBSCRIBER"),
    "reportDelivery, arrived": report("held", None, of=3),
    "burgernet person erase, after a crash": lambda world: replay(What.ERASED, world),
    "burgernet retention, after a crash": lambda world: replay(What.UNNAMED, world),
}
"""What changes people such that a count of a 1 January that is over would be another."""

HOME = Address(municipality=ALMELO, postcode="7607AB", house_number="1")
SUE = Application(
    name="Sue",
    birth_year=1970,
    addresses=[HOME],
    contacts=[(Channel.SMS, "0687654321")],
    consents=[ConsentPurpose.ALERTS],
    source=Source.WEBSITE,
)
GOING_ON: Mapping[str, Do] = {
    "registerParticipant": within(lambda session, _: enrolment.register(session, SUE, errand())),
    "registerParticipantElsewhere": within(
        lambda session, world: enrolment.register_elsewhere(
            session, world.old[0].registration, replace(HOME, municipality=BORNE), errand()
        )
    ),
    "optOutParticipant": within(
        lambda session, world: leaving.opt_out(session, world.old[0].registration, errand())
    ),
    "restrictParticipant": within(
        lambda session, world: restricting.restrict(session, world.old[0].registration, errand())
    ),
    "releaseParticipant": within(
        lambda session, world: restricting.release(session, world.old[0].registration, errand())
    ),
    "burgernet retention": retain,
}
"""What changes people, and nothing of a day that is over."""

OF_NOBODY = {
    *("issueCredential", "revokeCredential", "adoptScenario", "startRun", "cancelRun"),
    *("recordAction", "concludeAction", "handOverParticipant"),
}
"""Mutations that change nobody."""


@pytest.mark.parametrize(
    "do", [*REWRITING.values(), *GOING_ON.values()], ids=[*REWRITING, *GOING_ON]
)
async def test_whatever_is_done_with_people_what_was_published_stays(world: World, do: Do) -> None:
    before = await published(world.database)
    assert any(any(of.values()) for of in before["listed"])

    await do(world)

    assert await published(world.database) == before


@pytest.mark.slow
@pytest.mark.parametrize("do", REWRITING.values(), ids=REWRITING)
async def test_counted_anew_it_would_be_another(world: World, do: Do) -> None:
    """Else the test above would prove nothing."""
    before = await published(world.database)

    await do(world)

    async with world.database.writing() as session:
        await settling.settle_anew(session, today=TODAY)
    assert await published(world.database) != before


def test_of_every_mutation_it_is_decided_whether_it_changes_people() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None

    tried = {
        name.split(",")[0] for name in (*REWRITING, *GOING_ON) if " " not in name.split(",")[0]
    }

    assert tried | OF_NOBODY == set(mutation.fields)


async def test_what_is_settled_tells_no_more_than_what_was_shown(world: World) -> None:
    before = await published(world.database)

    await erase(world)

    async with world.database.reading() as session:
        kept = (await session.scalars(select(Settled))).all()
    assert {row.count % disclosure.ROUNDING for row in kept} == {0}
    assert min(row.count for row in kept) >= disclosure.THRESHOLD
    shown = sum(count is not None for of in before["listed"] for count in of.values())
    assert sum(row.measure == "LISTED" for row in kept) == shown


async def test_a_day_that_comes_is_counted_as_people_are_then(world: World) -> None:
    await erase(world)
    in_a_year = TODAY + timedelta(days=365)

    async with world.database.reading() as session:
        now, then = [
            await tallying.participants(session, by=[Dimension.AGE_GROUP], on=None, today=day)
            for day in (TODAY, in_a_year)
        ]

    told = [dict(tally.cells)["FROM_45_TO_64",] for tally in (now, then)]
    assert (now.on, then.on) == (date(2026, 1, 1), date(2027, 1, 1))
    assert told == [15, 10]  # of 13, and of 12


async def test_reading_settles_nothing(world: World) -> None:
    await published(world.database)

    async with world.database.reading() as session:
        assert (await session.scalars(select(Settled))).all() == []
        assert await session.scalar(select(Dataset.settled_until)) is None


async def test_the_demo_is_settled_as_it_is_counted_when_it_is_drawn(
    demo: Path, at_most_queries: AtMostQueries
) -> None:
    database = Database(demo)
    never = Dataset(region="twente", origin=Origin.SYNTHETIC, as_of=date(2014, 11, 18))
    last = publishing.last_day(never, today=TODAY)

    async with database.reading() as session:
        kept = await settled.rows(session)
        codes = await publishing.municipalities(session)
        live = [
            row
            async for day, measures in settling.unsettled(session, never, codes, until=last)
            for row in settled.as_rows(day, measures)
        ]
    with at_most_queries(8):
        async with database.reading() as session:
            await learning.observed(session, today=TODAY)
    await database.close()

    assert sorted(kept) == sorted(live)
    assert {row.day for row in kept} == {date(year, 1, 1) for year in range(2011, 2016)}
