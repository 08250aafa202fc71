"""From which counts a projection starts, and who may ask for the exact ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import or_, select

from server.credentials import Principal, Role
from server.errors import Code, Refused
from server.registry import Participant
from server.registry.database import Database
from server.services import headcount, laying, posing, projecting
from server.services.headcount import Headcount
from server.services.projecting import Sampling
from simulation import COHORTS, Measure, Region, ScenarioName, WhatIf, cohort_of, expect, plan
from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio

TODAY, START = date(2026, 1, 1), date(2015, 1, 1)
LEAN = WhatIf.of(ScenarioName.LEAN, years=3)
GROUPS = dict(
    zip(("FROM_65", "FROM_45_TO_64", "FROM_25_TO_44", "FROM_16_TO_24"), range(4), strict=True)
)
"""On 1 January 2015 the age groups are the cohorts, the oldest first."""


async def region(demo: Path, opening: Headcount) -> Region:
    database = Database(demo)
    async with database.reading() as session:
        found = await projecting.opening(session, start=2015, today=TODAY, headcount=opening)
    await database.close()
    return found.region


def by_hand(known: Region, counts: Mapping[str, list[int]]) -> Region:
    """The same municipalities, with counts of one's own."""
    towns = (replace(town, listed=tuple(counts[town.code])) for town in known.municipalities)
    return Region(name=known.name, municipalities=tuple(towns))


async def projected(ask: Ask, measure: str) -> list[float]:
    data = await ask(
        """query ($measure: Measure!) { projection(
          input: {scenario: LEAN, years: 3, engine: ANALYTIC}
        ) { opening series(measures: [$measure]) { initial mean } } }""",
        measure=measure,
    )
    assert data["projection"]["opening"] == "PUBLISHED"
    (series,) = data["projection"]["series"]
    values = (series["initial"], *series["mean"])
    return [float("nan") if value is None else value for value in values]


async def test_a_projection_starts_from_the_counts_that_anybody_can_read(
    ask: Ask, demo: Path
) -> None:
    told = await ask(
        "{ participantCounts(by: [MUNICIPALITY, AGE_GROUP]) { cells { keys count } } }"
    )
    counts: dict[str, list[int]] = {}
    for cell in told["participantCounts"]["cells"]:
        home, group = cell["keys"]
        counts.setdefault(home, [0] * 4)[GROUPS[group]] = cell["count"] or 0

    hand = by_hand(await region(demo, Headcount.PUBLISHED), counts)

    exact = expect(plan(LEAN, hand))
    for measure in (Measure.REACHABLE, Measure.EXPECTED_SOLVED, Measure.TOTAL_COST):
        summary = exact.summary(measure, quantiles=())
        assert await projected(ask, measure.name) == pytest.approx(
            [summary.initial, *summary.mean], nan_ok=True
        )


async def test_from_exact_counts_it_starts_from_every_entry_of_the_register(demo: Path) -> None:
    counts: dict[str, list[int]] = {}
    database = Database(demo)
    async with database.reading() as session:
        query = select(Participant.municipality_code, Participant.birth_year).where(
            Participant.registered_on <= START,
            or_(Participant.left_on.is_(None), Participant.left_on > START),
        )
        for home, birth_year in await session.execute(query):
            counts.setdefault(home, [0] * len(COHORTS))[cohort_of(birth_year)] += 1
    await database.close()

    from_register = await region(demo, Headcount.EXACT)
    published = await region(demo, Headcount.PUBLISHED)

    assert expect(plan(LEAN, from_register)).summary(Measure.LISTED).initial == 37_000
    hand = by_hand(from_register, counts)
    assert hand == from_register
    assert from_register.version == hand.version != published.version


@pytest.mark.parametrize("field", ["projection", "comparison"])
async def test_nobody_without_a_role_starts_from_exact_counts(
    client: httpx.AsyncClient, field: str
) -> None:
    case = "alternatives: [{scenario: FROZEN}]" if field == "comparison" else "scenario: FROZEN"
    inside = "assumed" if field == "comparison" else "inputHash"

    answer = await client.post(
        "/graphql",
        json={"query": f"{{ {field}(input: {{{case}, opening: EXACT}}) {{ {inside} }} }}"},
    )
    resource = f"{field}s?scenario{'s' * (field == 'comparison')}=FROZEN&opening=EXACT"
    rest = await client.get(f"/api/v1/{resource}")

    assert answer.json()["errors"][0]["extensions"]["code"] == "CREDENTIAL_REQUIRED"
    assert rest.status_code == 401
    assert rest.json()["code"] == "CREDENTIAL_REQUIRED"


def test_policy_staff_may_start_from_exact_counts_and_a_registrar_may_not() -> None:
    def asking(role: Role) -> Principal:
        return Principal(roles=frozenset({role}), id="pseudonym")

    headcount.permit(Headcount.EXACT, asking(Role.POLICY))
    with pytest.raises(Refused) as refusal:
        headcount.permit(Headcount.EXACT, asking(Role.REGISTRAR))

    assert refusal.value.code is Code.FORBIDDEN


async def test_what_a_run_brings_never_starts_from_exact_counts(ask: Ask) -> None:
    data = await ask(
        """mutation { startRun(input: {projection: {scenario: FROZEN, opening: EXACT}}) {
          run { id } userErrors { code message } } }"""
    )

    refused = data["startRun"]["userErrors"][0]
    assert data["startRun"]["run"] is None
    assert "open to all" in refused["message"]


async def test_the_counts_that_it_starts_from_are_part_of_its_hash_and_of_how_it_is_got_again(
    demo: Path,
) -> None:
    published, exact = Sampling(opening=Headcount.PUBLISHED), Sampling(opening=Headcount.EXACT)

    known = (await region(demo, Headcount.PUBLISHED)).version
    assert laying.input_hash(LEAN, published, known) != laying.input_hash(LEAN, exact, known)
    told: dict[str, Any] = posing.projection(LEAN, exact)
    assert told["opening"] == "EXACT"
    assert "opening" not in posing.projection(LEAN, published)


async def test_every_table_is_a_projection_of_one_cube(ask: Ask) -> None:
    dimensions = ["MUNICIPALITY", "AGE_GROUP", "CHANNEL"]
    query = """query ($by: [ParticipantDimension!]!, $on: Date) {
      participantCounts(by: $by, on: $on) { cells { keys count } } }"""
    for on in ("2012-01-01", "2015-01-01"):
        whole = (await ask(query, by=dimensions, on=on))["participantCounts"]["cells"]
        for kept in ([0], [1], [2], [0, 1], [0, 2], [1, 2]):
            by = [dimensions[axis] for axis in kept]
            table = (await ask(query, by=by, on=on))["participantCounts"]["cells"]

            assert {tuple(cell["keys"]): cell["count"] for cell in table} == summed(whole, kept)


def summed(cells: list[dict[str, Any]], kept: list[int]) -> dict[tuple[str, ...], int | None]:
    sums: dict[tuple[str, ...], int | None] = {}
    for cell in cells:
        key = tuple(cell["keys"][axis] for axis in kept)
        before = sums.setdefault(key, None)
        if cell["count"] is not None:
            sums[key] = (before or 0) + cell["count"]
    return sums
