"""Sensitivity over GraphQL, against the simulation asked directly and in other ways."""

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

import simulation
from server.registry import Database
from server.services import projecting
from simulation import Axis, Measure, Parameter, Question, Region, ScenarioName, WhatIf
from tests.server.conftest import Ask, Serve
from tests.server.lateness import WITHIN, late

pytestmark = pytest.mark.anyio

TODAY = date(2026, 1, 1)

FROZEN = WhatIf.of(ScenarioName.FROZEN, years=5)
LEAN = WhatIf.of(ScenarioName.LEAN, years=5)
FIGURES = (Parameter.ELASTICITY, Parameter.OPT_OUT, Parameter.HOURLY_WAGE)


async def counted(demo: Path) -> Region:
    database = Database(demo)
    async with database.reading() as session:
        region = (await projecting.opening(session, start=2015, today=TODAY)).region
    await database.close()
    return region


async def test_bars_and_shares_are_those_of_the_simulation(ask: Ask, demo: Path) -> None:
    question = Question(
        whatif=FROZEN, region=await counted(demo), measure=Measure.TOTAL_COST, year=2018
    )

    told = await ask(
        """query ($input: SensitivityInput!) { sensitivity(input: $input) {
          unit year synthetic scenario { name }
          tornado { parameter low value high atLow atValue atHigh swing matters }
          sobol(sets: 64) { mean deviation evaluations words
            indices { parameter first { value low high } total { value low high } } } } }""",
        input={
            "scenario": "FROZEN",
            "years": 5,
            "measure": "TOTAL_COST",
            "year": 2018,
            "parameters": [figure.name for figure in FIGURES],
            "seed": 5,
        },
    )

    found, bars = told["sensitivity"], simulation.tornado(question, FIGURES)
    assert (found["unit"], found["year"], found["synthetic"]) == ("euro of 2014/year", 2018, True)
    for mine, bar in zip(found["tornado"], bars, strict=True):
        assert mine["parameter"] == bar.parameter.name
        assert (mine["low"], mine["value"], mine["high"]) == (bar.low, bar.value, bar.high)
        assert (mine["atLow"], mine["atHigh"]) == (bar.at_low, bar.at_high)
        assert mine["matters"] is (bar.parameter is not Parameter.ELASTICITY)
    sobol = simulation.sobol(question, FIGURES, sets=64, seed=5)
    assert found["sobol"]["words"] == sobol.words
    assert found["sobol"]["evaluations"] == 5 * 64
    for mine, index in zip(found["sobol"]["indices"], sobol.indices, strict=True):
        assert mine["first"] == {
            "value": index.first,
            "low": index.first_interval[0],
            "high": index.first_interval[1],
        }
        assert mine["total"]["value"] == index.total


async def test_regrets_and_beliefs_are_those_of_the_simulation(ask: Ask, demo: Path) -> None:
    region = await counted(demo)

    told = await ask(
        """{ sensitivity(input: {scenario: LEAN, years: 5}) {
          regret(against: [{scenario: FROZEN}], price: 9000, futures: 250) {
            scenario { name } best tied mean worst }
          belief(baseline: {scenario: FROZEN}, price: 9000, points: 4,
                 x: {parameter: ELASTICITY}, y: {parameter: REGISTRATIONS_LEAN, least: 0.1}) {
            x y benefit boundary { x y } share } } }"""
    )

    found = told["sensitivity"]
    for mine, one in zip(
        found["regret"],
        simulation.regret([LEAN, FROZEN], region, price=9_000, futures=250),
        strict=True,
    ):
        assert mine["scenario"]["name"] == one.whatif.scenario.name
        assert [mine[name] for name in ("best", "tied", "mean", "worst")] == [
            one.best,
            one.tied,
            one.mean,
            one.worst,
        ]
    x = Axis.of(LEAN, Parameter.ELASTICITY)
    y = Axis.of(LEAN, Parameter.REGISTRATIONS_LEAN, least=0.1)
    belief = simulation.belief(LEAN, FROZEN, region, price=9_000, x=x, y=y, points=4)
    assert found["belief"]["benefit"] == belief.benefit.tolist()
    assert found["belief"]["y"] == [0.1, 0.4, 0.7, 1.0]
    assert found["belief"]["share"] == belief.share
    assert [(point["x"], point["y"]) for point in found["belief"]["boundary"]] == list(
        belief.boundary
    )


async def test_structure_sets_every_link_and_reading_beside_the_other(ask: Ask) -> None:
    fragment = "structure(measures: [ORGANISATION_COST]) { reading choice chosen series { mean } }"
    told = await ask(
        f"{{ projection(input: {{scenario: LOCAL, years: 1, engine: ANALYTIC}}) {{ {fragment} }} }}"
    )

    laid_out = told["projection"]["structure"]
    cost = {(one["reading"], one["choice"]): one["series"][0]["mean"][0] for one in laid_out}
    assert len(cost) == 11
    assert round(cost["HOURS", "LINEAR"]) == round(60 * 20 * 12 * 626_857 / 54_000)
    assert round(cost["HOURS", "PER_MUNICIPALITY"]) == 60 * 20 * 12 * 14
    assert [one["choice"] for one in laid_out if one["chosen"]] == [
        "POWER",
        "LINEAR",
        "INCLUSIVE",
        "WITHOUT",
        "TOGETHER",
    ]


async def refused(client: httpx.AsyncClient, field: str, **more: Any) -> dict[str, Any]:
    query = f"query ($input: SensitivityInput!) {{ sensitivity(input: $input) {{ {field} }} }}"
    asked = {"scenario": "FROZEN", **more}
    answer = await client.post("/graphql", json={"query": query, "variables": {"input": asked}})
    (error,) = answer.json()["errors"]
    told: dict[str, Any] = error
    return told


@pytest.mark.parametrize(
    ("field", "more", "code", "said"),
    [
        ("year", {"year": 2030}, "BAD_INPUT", "year=2030 is outside [2015, 2024]"),
        ("year", {"seed": -1}, "BAD_INPUT", "seed=-1 is outside"),
        ("year", {"start": -10246}, "BAD_INPUT", "start=-10246 is outside [2010, 2100]"),
        ("year", {"parameters": ["PRICE_BASIC"]}, "BAD_INPUT", "no distribution"),
        ("sobol(sets: 100) { mean }", {}, "BAD_INPUT", "sets=100 is no power of two"),
        ("sobol(sets: 16384) { mean }", {}, "TOO_LARGE", "ask fewer sets"),
        (
            "regret(against: [], price: 1) { best }",
            {},
            "BAD_INPUT",
            "against=0 is outside [1, 12]",
        ),
        (
            "belief(price: -1, x: {parameter: DEATH}, y: {parameter: OPT_OUT}) { share }",
            {},
            "BAD_INPUT",
            "price=-1 is outside",
        ),
        (
            "tornado { swing }",
            {"scenario": "ENDED", "measure": "DIRECT_RESOLUTION_RATE"},
            "BAD_INPUT",
            "measure=DIRECT_RESOLUTION_RATE has no value in 2024",
        ),
    ],
)
async def test_what_has_no_answer_is_refused_by_name(
    client: httpx.AsyncClient, field: str, more: dict[str, Any], code: str, said: str
) -> None:
    error = await refused(client, field, **more)

    assert error["extensions"]["code"] == code
    assert said in error["message"]


async def test_what_takes_too_long_is_stopped(serve: Serve) -> None:
    async with serve(answer_within=WITHIN) as client:
        with late():
            error = await refused(client, "sobol(sets: 1024) { mean }")

    assert error["extensions"]["code"] == "TOO_SLOW"


async def test_the_registers_basis_is_honoured_on_every_side(ask: Ask) -> None:
    data = await ask(
        """{
          ledger: sensitivity(input: {scenario: FROZEN}) { tornado { parameter low high } }
          registry: sensitivity(input: {scenario: FROZEN, basis: REGISTRY}) {
            tornado { parameter low high }
            same: regret(against: [{scenario: TODAY}], price: 5000, futures: 250) { mean }
            other: regret(
              against: [{scenario: TODAY, basis: REGISTRY}], price: 5000, futures: 250
            ) { mean }
          }
          learned { name low high }
        }"""
    )

    learned = {figure["name"]: figure for figure in data["learned"]}
    told, before = (
        {bar["parameter"]: bar for bar in data[basis]["tornado"]}
        for basis in ("registry", "ledger")
    )
    for name in ("opt_out",):
        for end in ("low", "high"):
            assert told[name.upper()][end] == pytest.approx(learned[name][end])
            assert told[name.upper()][end] != before[name.upper()][end]
    assert data["registry"]["same"] != data["registry"]["other"]


@pytest.mark.parametrize("field", ["tornado { swing }", "sobol(sets: 16) { mean }"])
async def test_what_takes_long_may_be_asked_eight_times_and_not_more(
    client: httpx.AsyncClient, field: str
) -> None:
    def asked(times: int) -> str:
        fields = " ".join(f"f{i}: {field}" for i in range(times))
        return f"{{ sensitivity(input: {{scenario: FROZEN, years: 1}}) {{ {fields} }} }}"

    eight, nine = [
        (await client.post("/graphql", json={"query": asked(times)})).json() for times in (8, 9)
    ]

    assert "errors" not in eight
    assert nine["errors"][0]["message"] == "document.simulations=9 is outside [0, 8]"
