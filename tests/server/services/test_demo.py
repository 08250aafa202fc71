from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import floor

import pytest
from sqlalchemy import func, select

from server import registry
from server.errors import Code, Refused
from server.registry import ActionType, AgeGroup, Database, Outcome, reference
from server.registry.ages import ParticipantAgeGroup
from server.registry.participants import Dimension
from server.services import demo, founding, synthesis
from server.services.synthesis import Rows
from tests.server.conftest import AtMostQueries

MEMO = date(2014, 11, 18)
TWENTE = reference.load("twente")
SEEDS = pytest.mark.parametrize("seed", [0, 1, 2014])


def drawn(seed: int) -> tuple[Rows, Rows]:
    assert TWENTE.demo is not None
    return synthesis.draw(TWENTE.places, TWENTE.demo, seed=seed)


def listed(participants: Rows) -> Rows:
    return [row for row in participants if row["left_on"] is None]


def pro_rata_to_inhabitants(total: int) -> dict[str, int]:
    """Largest remainder once more, in another way."""
    people = {place.code: place.inhabitants[2015][AgeGroup.ALL] for place in TWENTE.places}
    everyone = sum(people.values())
    parts = {code: floor(total * count / everyone) for code, count in people.items()}
    rests = {code: total * count % everyone for code, count in people.items()}
    for code in sorted(rests, key=lambda code: rests[code])[-(total - sum(parts.values())) :]:
        parts[code] += 1
    return parts


@SEEDS
def test_exactly_37_000_are_listed_pro_rata_to_inhabitants(seed: int) -> None:
    participants, _ = drawn(seed)

    homes = Counter(row["municipality_code"] for row in listed(participants))

    assert homes.total() == 37_000
    assert homes == pro_rata_to_inhabitants(37_000)


@SEEDS
def test_the_ages_of_those_listed_split_as_assumed_in_every_municipality(seed: int) -> None:
    participants, _ = drawn(seed)

    for home, count in pro_rata_to_inhabitants(37_000).items():
        ages = [
            2014 - row["birth_year"]
            for row in listed(participants)
            if row["municipality_code"] == home
        ]
        for low, high, share in [(16, 24, 0.05), (25, 44, 0.2), (45, 64, 0.5), (65, 84, 0.25)]:
            assert abs(sum(low <= age <= high for age in ages) - share * count) < 1
        assert min(ages) >= 16


@SEEDS
def test_nobody_registers_before_turning_16_or_before_the_start_or_leaves_before_coming(
    seed: int,
) -> None:
    participants, _ = drawn(seed)

    for row in participants:
        assert row["registered_on"].year - row["birth_year"] >= 16
        assert date(2010, 6, 1) <= row["registered_on"] <= (row["left_on"] or MEMO) <= MEMO


@SEEDS
def test_some_left_on_the_way_at_about_the_assumed_rate(seed: int) -> None:
    participants, _ = drawn(seed)

    days = sum(((row["left_on"] or MEMO) - row["registered_on"]).days for row in participants)
    reasons = Counter(row["left_because"] for row in participants)

    # Opting out comes first: those gone stale no longer do it, and they are a tenth at most.
    opted_out = reasons[registry.LeavingReason.OPTED_OUT] / (days / 365.25)
    assert 0.9 * 0.012 * 0.9 < opted_out < 0.012 * 1.1
    assert reasons[registry.LeavingReason.REMOVED] > 0


@SEEDS
def test_actions_agree_with_the_memo(seed: int) -> None:
    _, actions = drawn(seed)
    cities = {place.code for place in TWENTE.places if place.urbanity == 2}

    homes = Counter(row["municipality_code"] for row in actions)
    types = Counter(row["type"] for row in actions)
    outcomes = Counter(row["outcome"] for row in actions)

    assert len(cities) == 3
    assert len(actions) == 438
    assert homes == pro_rata_to_inhabitants(438)
    assert sum(homes[code] for code in cities) / 438 == pytest.approx(0.498, abs=3 / 438)
    assert types[ActionType.MISSING_PERSON] / 438 > 0.8
    assert 0.10 < outcomes[Outcome.DIRECT] / 438 < 0.15
    assert outcomes[Outcome.INDIRECT] / 438 == pytest.approx(0.4, abs=1 / 438)


@SEEDS
def test_actions_happen_between_the_start_and_the_memo_and_alert_those_listed_then(
    seed: int,
) -> None:
    participants, actions = drawn(seed)

    for row in actions:
        assert row["started_at"] >= datetime(2010, 7, 1, tzinfo=UTC)
        assert timedelta(minutes=20) <= row["ended_at"] - row["started_at"]
        assert row["ended_at"] <= datetime(2014, 11, 18, tzinfo=UTC)
        assert (row["outcome"] is Outcome.NONE) or row["reactions"] >= 1
        assert row["reactions"] <= row["alerted"]
    for row in actions[::50]:
        day = row["started_at"].date()
        assert row["alerted"] == sum(
            person["registered_on"] <= day
            and (person["left_on"] is None or person["left_on"] > day)
            for person in participants
            if person["municipality_code"] == row["municipality_code"]
        )


def test_the_same_seed_draws_the_same_rows_and_another_seed_others() -> None:
    assert drawn(1) == drawn(1)
    assert drawn(1)[0] != drawn(2)[0]
    assert drawn(1)[1] != drawn(2)[1]


@pytest.mark.anyio
async def test_the_register_holds_what_was_drawn(
    database: Database, at_most_queries: AtMostQueries
) -> None:
    with at_most_queries(44):  # to draw it takes 7; five days are counted and settled
        async with database.writing() as session:
            summary = await demo.fill(session, TWENTE, seed=1)

    async with database.reading() as session:
        dataset = await registry.datasets.current(session)
        homes = await registry.participants.counts(session, by=[Dimension.MUNICIPALITY], on=MEMO)
        ages = await registry.participants.counts(
            session, by=[Dimension.AGE_GROUP], on=date(2015, 1, 1)
        )
        born = await registry.participants.by_birth_year(session, on=MEMO)
        people = await registry.municipalities.inhabitants_by_year(
            session, [place.code for place in TWENTE.places]
        )

    assert (summary.listed, summary.actions, summary.municipalities) == (37_000, 438, 14)
    assert summary.inhabitants == 625_976
    assert (dataset.region, dataset.origin, dataset.as_of) == ("twente", "SYNTHETIC", MEMO)
    assert {row.values[0]: row.count for row in homes} == pro_rata_to_inhabitants(37_000)
    assert [row.values[0] for row in ages] == [*ParticipantAgeGroup]
    assert [row.count / 37_000 for row in ages] == pytest.approx([0.05, 0.2, 0.5, 0.25], abs=4e-4)
    assert sum(row.listed for row in born) == 37_000
    assert sum(row.on_hold for row in born) == 0
    assert sum(years[2018] for years in people.values()) == 627_850


@pytest.mark.anyio
async def test_a_register_that_holds_anything_is_refused_and_loses_nothing(
    database: Database,
) -> None:
    async with database.writing() as session:
        await founding.found(session, TWENTE, origin=registry.Origin.EMPTY, as_of=MEMO)

    with pytest.raises(Refused) as refusal:
        async with database.writing() as session:
            await demo.fill(session, TWENTE, seed=1)

    async with database.reading() as session:
        dataset = await registry.datasets.current(session)
        towns = await registry.municipalities.all(session)
        participants = await session.scalar(select(func.count()).select_from(registry.Participant))
    assert refusal.value.code is Code.REGISTER_NOT_EMPTY
    assert (dataset.origin, len(towns), participants) == (registry.Origin.EMPTY, 14, 0)
