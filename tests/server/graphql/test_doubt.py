"""Doubt in figures, events that follow one another, and costs by municipality, through the API."""

from typing import Any

import httpx
import pytest

from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio

SPLIT = """
query ($input: WhatIfInput!) {
  projection(input: $input) {
    doubt replications
    varianceSplit(measures: [REACHABLE, SOLVED_DIRECTLY]) { measure unit years chance figures }
    verification { holds }
    series(measures: [REACHABLE]) { standardDeviation }
  }
}
"""


async def split(ask: Ask, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(SPLIT, input={"scenario": "FROZEN", **asked}))["projection"]
    return found


async def test_chance_and_figures_are_told_apart(ask: Ask) -> None:
    told = await split(ask, doubt="FIGURES", replications=500, years=5)

    base, solved = told["varianceSplit"]
    assert base["years"] == [2015, 2016, 2017, 2018, 2019]
    assert base["unit"] == "participants"
    assert all(f > 20 * c for f, c in zip(base["figures"], base["chance"], strict=True))
    assert all(c > f for f, c in zip(solved["figures"], solved["chance"], strict=True))
    assert told["verification"]["holds"] is True


async def test_without_drawn_figures_there_is_nothing_to_split(ask: Ask) -> None:
    known = await split(ask, replications=250)
    drawn = await split(ask, replications=250, doubt="FIGURES")

    assert known["varianceSplit"] is None
    deviation = [one["series"][0]["standardDeviation"][4] for one in (known, drawn)]
    assert deviation[1] > 5 * deviation[0]


async def test_a_precision_sets_the_replications(ask: Ask) -> None:
    # in 2024 8.69 are solved, a Poisson number: (1.96 / 0.05)² / 8.69 = 176.8
    assert (await split(ask, precision=0.05))["replications"] == 177


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("engine: ANALYTIC, doubt: FIGURES", "doubt takes replications, and the engine ANALYTIC"),
        ("engine: ANALYTIC, precision: 0.1", "precision takes replications, and the engine"),
        ("precision: -1", "precision=-1 is outside [0.0001, 1]"),
        ("precision: 0.0005", "100000 is the most: 0.0021 is within reach"),
        ("precision: 0.003, years: 30", "is work of size"),
        (
            'later: [{scenario: ENDED, from: "2031-01-01"}]',
            "from=2031-01-01 is outside [2015-01-01, 2025-01-01)",
        ),
        (
            'campaigns: [{from: "2017-03-06", registrations: 5, days: 0}]',
            "campaign.days=0 is outside [1, 365]",
        ),
        ('notJoining: ["GM9999"]', "municipalities has no GM9999 in this region"),
    ],
)
async def test_what_cannot_be_is_refused_by_name(
    client: httpx.AsyncClient, asked: str, said: str
) -> None:
    query = f"{{ projection(input: {{scenario: FROZEN, {asked}}}) {{ start }} }}"

    answer = await client.post("/graphql", json={"query": query})

    (error,) = answer.json()["errors"]
    assert said in error["message"]


async def test_what_follows_one_another_is_played(ask: Ask) -> None:
    data = await ask(
        """{
          projection(input: {
            scenario: FROZEN, engine: ANALYTIC, app: WITH, notJoining: ["GM0183"]
            later: [{scenario: ENDED, from: "2023-03-21"}]
            campaigns: [{from: "2017-03-06", registrations: 5000}]
          }) {
            scenario { name } app
            series(measures: [REGISTRATIONS, REACHABLE]) { mean }
            tubbergen: series(measures: [REGISTRATIONS], municipalities: ["GM0183"]) { mean }
          }
        }"""
    )

    told = data["projection"]
    registrations, reachable = (series["mean"] for series in told["series"])
    (tubbergen,) = told["tubbergen"]
    assert told["scenario"]["name"] == "FROZEN"
    assert registrations[2] == pytest.approx(5_000 + tubbergen["mean"][0])
    assert registrations[1] == pytest.approx(tubbergen["mean"][1])
    assert registrations[1] > 90
    assert reachable[7] > 10_000
    assert reachable[8:] == [0.0, 0.0]


async def test_costs_of_municipalities_add_up_to_those_of_the_region(ask: Ask) -> None:
    codes = [
        node["code"]
        for node in (await ask("{ municipalities(first: 14) { nodes { code } } }"))[
            "municipalities"
        ]["nodes"]
    ]
    data = await ask(
        """query ($places: [ID!]) {
          projection(input: {scenario: LOCAL, years: 2, replications: 250}) {
            costs { item payer mean municipality { code } }
            each: costs(municipalities: $places) { item payer mean municipality { code } }
          }
        }""",
        places=codes,
    )

    told = data["projection"]
    assert [line["municipality"] for line in told["costs"]] == [None, None]
    assert len(told["each"]) == 28
    for line in told["costs"]:
        parts = [one["mean"][1] for one in told["each"] if one["item"] == line["item"]]
        assert sum(parts) == pytest.approx(line["mean"][1])
