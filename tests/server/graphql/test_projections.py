import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from server.registry import Database
from server.services import projecting
from simulation import LEDGER, Measure, Region, ScenarioName, WhatIf, expect, plan, simulate
from tests.server.conftest import Ask
from tests.simulation.rebuild import rebuild
from tests.simulation.worlds import INHABITANTS_2015, twente

pytestmark = pytest.mark.anyio

TODAY = date(2026, 1, 1)

PROJECTION = """
query ($input: WhatIfInput!, $measures: [Measure!], $places: [ID!], $quantiles: [Float!]! = [0.5]) {
  projection(input: $input) {
    scenario { name } synthetic modelVersion dataVersion inputHash engine replications step seed
    costs { item payer mean }
    assumptions { name value used changed }
    series(measures: $measures, municipalities: $places, quantiles: $quantiles) {
      measure unit municipality { code } initial years mean standardError standardDeviation
      bands { quantile values }
      rows { year mean standardError standardDeviation quantiles { quantile value } }
    }
  }
}
"""


async def projected(ask: Ask, **asked: Any) -> dict[str, Any]:
    places, measures = asked.pop("places", None), asked.pop("measures", None)
    data = await ask(PROJECTION, input=asked, measures=measures, places=places)
    projection: dict[str, Any] = data["projection"]
    return projection


async def test_one_answer_holds_the_register_and_two_projections_with_bands(ask: Ask) -> None:
    data = await ask(
        """{
          municipalities(first: 14) { nodes { name listed } }
          frozen: projection(input: {scenario: FROZEN}) { ...Ten }
          basic: projection(input: {scenario: REGIONAL_BASIC}) { ...Ten }
        }
        fragment Ten on Projection {
          synthetic series(measures: [REACHABLE]) { years mean bands { quantile values } }
        }"""
    )

    assert len(data["municipalities"]["nodes"]) == 14
    for name in ("frozen", "basic"):
        (reachable,) = data[name]["series"]
        assert data[name]["synthetic"] is True
        assert reachable["years"] == list(range(2015, 2025))
        low, middle, high = (band["values"] for band in reachable["bands"])
        assert all(a < b < c for a, b, c in zip(low, middle, high, strict=True))
    assert data["frozen"]["series"][0]["mean"][-1] < data["basic"]["series"][0]["mean"][-1]


async def counted(demo: Path) -> Region:
    """The region as the demo register has it."""
    database = Database(demo)
    async with database.reading() as session:
        region = (await projecting.opening(session, start=2015, today=TODAY)).region
    await database.close()
    return region


async def test_a_projection_says_what_the_simulation_says(ask: Ask, demo: Path) -> None:
    lean = plan(WhatIf.of(ScenarioName.LEAN, years=3), await counted(demo))
    (drawn,) = simulate([lean], replications=300)

    told = await projected(ask, scenario="LEAN", years=3, replications=300)

    for series in told["series"]:
        summary = drawn.summary(Measure[series["measure"]], quantiles=(0.5,))
        for mine, theirs in (
            (series["mean"], summary.mean),
            (series["standardError"], summary.standard_error),
            (series["bands"][0]["values"], summary.quantiles[0.5]),
        ):
            assert mine == [None if np.isnan(value) else value for value in theirs]
    assert [series["measure"] for series in told["series"]] == [m.name for m in Measure]


async def test_rows_are_the_columns_turned(ask: Ask) -> None:
    (series,) = (await projected(ask, scenario="FROZEN", measures=["REACHABLE"]))["series"]

    for i, row in enumerate(series["rows"]):
        assert row["year"] == series["years"][i]
        assert row["mean"] == series["mean"][i]
        assert row["standardError"] == series["standardError"][i]
        assert row["standardDeviation"] == series["standardDeviation"][i]
        assert row["quantiles"] == [{"quantile": 0.5, "value": series["bands"][0]["values"][i]}]


async def test_the_interval_of_the_mean_is_no_band_of_what_may_happen(ask: Ask) -> None:
    data = await ask(
        """{ projection(input: {scenario: FROZEN, replications: 500}) {
          series(measures: [SOLVED_DIRECTLY]) {
            mean standardError meanInterval { low high } bands { quantile values }
          }
        } }"""
    )

    (series,) = data["projection"]["series"]
    for year in range(10):
        half = 1.959964 * series["standardError"][year]
        low, high = (series["meanInterval"][end][year] for end in ("low", "high"))
        assert (low, high) == pytest.approx(
            (series["mean"][year] - half, series["mean"][year] + half)
        )
        band = [quantiles["values"][year] for quantiles in series["bands"]]
        assert band[0] < low < high < band[2]


async def test_todays_direct_resolution_rate_starts_at_an_eighth(ask: Ask) -> None:
    told = await projected(ask, scenario="TODAY", measures=["DIRECT_RESOLUTION_RATE"])

    assert told["series"][0]["initial"] == pytest.approx(0.125, abs=1e-15)
    assert told["series"][0]["unit"] == "solved directly/action"


async def test_the_analytic_engine_is_exact_and_has_no_bands(ask: Ask, demo: Path) -> None:
    told = await projected(ask, scenario="FROZEN", engine="ANALYTIC", measures=["REACHABLE"])

    (series,) = told["series"]
    frozen = plan(WhatIf.of(ScenarioName.FROZEN), await counted(demo))
    exact = expect(frozen).summary(Measure.REACHABLE)
    assert series["mean"] == pytest.approx(exact.mean, rel=1e-14)
    assert series["standardError"] == [0.0] * 10
    assert series["bands"][0]["values"] == [None] * 10
    assert told["replications"] is told["seed"] is told["step"] is None


async def test_municipalities_add_up_to_the_region(ask: Ask) -> None:
    codes = [town.code for town in twente().municipalities]
    asked = {"scenario": "FROZEN", "engine": "ANALYTIC", "measures": ["LISTED"], "years": 2}

    region = (await projected(ask, **asked))["series"]
    places = (await projected(ask, **asked, places=codes))["series"]

    assert [series["municipality"]["code"] for series in places] == sorted(codes)
    assert region[0]["municipality"] is None
    total = np.sum([series["mean"] for series in places], axis=0)
    assert total == pytest.approx(region[0]["mean"])


async def test_a_run_is_held_to_the_closed_form_and_the_closed_form_to_nothing(ask: Ask) -> None:
    data = await ask(
        """{
          drawn: projection(input: {scenario: FROZEN, years: 2, replications: 250}) { ...Held }
          exact: projection(input: {scenario: FROZEN, engine: ANALYTIC}) { ...Held }
        }
        fragment Held on Projection { verification { statistics largest limit holds words } }"""
    )

    held = data["drawn"]["verification"]
    assert held["holds"] is True
    assert held["statistics"] == 6
    assert 0 < held["largest"] < held["limit"]
    assert "agrees with the closed form" in held["words"]
    assert data["exact"]["verification"] is None


async def test_every_line_of_costs_names_its_payer(ask: Ask) -> None:
    told = await projected(ask, scenario="REGIONAL_BASIC", engine="ANALYTIC")

    lines = {(line["item"], line["payer"]): line["mean"] for line in told["costs"]}
    assert set(lines) == {("MESSAGES", "POLICE"), ("REGIONAL_PACKAGE", "MUNICIPALITIES")}
    assert lines["REGIONAL_PACKAGE", "MUNICIPALITIES"][0] == pytest.approx(18_805.71)


async def test_changed_assumptions_are_marked_and_all_are_told(ask: Ask) -> None:
    changes = [
        {"parameter": "ELASTICITY", "value": 1.0},
        {"parameter": "REMOVAL", "value": 0.5, "from": "2017-03-21", "municipalities": ["GM0183"]},
    ]

    told = await projected(ask, scenario="TODAY", engine="ANALYTIC", changes=changes)

    figures = {figure["name"]: figure for figure in told["assumptions"]}
    assert set(figures) == set(LEDGER)
    assert figures["elasticity"] == {
        "name": "elasticity",
        "value": 0.45,
        "used": 1.0,
        "changed": True,
    }
    assert figures["removal"]["changed"] is True
    assert figures["removal"]["used"] is None
    assert sum(figure["changed"] for figure in figures.values()) == 2


async def test_some_may_adopt_a_scenario_later_while_others_do_not(ask: Ask) -> None:
    told = await projected(
        ask,
        scenario="FROZEN",
        adoptedOn="2017-01-01",
        municipalities=["GM0183"],
        places=["GM0183", "GM0147"],
        measures=["REGISTRATIONS"],
        years=4,
    )

    borne, tubbergen = (series["mean"] for series in told["series"])
    assert all(borne)
    assert [bool(mean) for mean in tubbergen] == [True, True, False, False]


async def test_the_same_input_has_the_same_hash_and_another_another(ask: Ask) -> None:
    changes = [
        {"parameter": "REMOVAL", "value": 0.5, "municipalities": ["GM0183", "GM0147", "GM0141"]}
    ]

    hashes = [
        (await projected(ask, scenario="FROZEN", engine="ANALYTIC", **more))["inputHash"]
        for more in ({}, {}, {"changes": changes}, {"years": 9}, {"link": "EXPONENTIAL"})
    ]

    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 4


@pytest.mark.slow
def test_a_hash_does_not_depend_on_the_process() -> None:
    program = (
        "import orjson; from simulation import *;"
        "a = Adoption(scenario=ScenarioName.FROZEN, municipalities=frozenset({'a','b','c','d'}));"
        "from server.services.laying import input_hash;"
        "from server.services.projecting import Sampling;"
        "print(input_hash(WhatIf(adoptions=(a,)), Sampling(), 'data'))"
    )

    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(told) == 1


@pytest.mark.parametrize(
    ("input_", "said", "code"),
    [
        ("scenario: FROZEN, years: -1", "years=-1 is outside [1, 30]", "BAD_INPUT"),
        ("scenario: FROZEN, start: 1999", "start=1999 is outside [2010, 2100]", "BAD_INPUT"),
        (
            "scenario: FROZEN, start: 2010",
            "nobody was listed on 2010-01-01, or too few to be published: choose a later start, "
            "or set participants",
            "EMPTY_REGISTER",
        ),
        (
            "scenario: FROZEN, replications: 1000000000",
            "replications=1000000000 is outside [1, 100000]",
            "BAD_INPUT",
        ),
        (
            "scenario: FROZEN, changes: [{parameter: DEATH, value: -1}]",
            "death=-1 is outside [0, 5]",
            "BAD_INPUT",
        ),
        (
            "scenario: FROZEN, changes: [{parameter: DEATH, value: NaN}]",
            "input.changes[0].value: Float cannot represent non numeric value: NaN. "
            "death must be in [0, 5].",
            "BAD_DOCUMENT",
        ),
        (
            "scenario: FROZN",
            "input.scenario: Value 'FROZN' does not exist in 'ScenarioName' enum. Did you mean the "
            "enum value 'FROZEN'? It is one of TODAY, LOCAL, REGIONAL_BASIC, "
            "REGIONAL_SUPPLEMENTARY, FROZEN, LEAN, ENDED.",
            "BAD_DOCUMENT",
        ),
        (
            'scenario: FROZEN, municipalities: ["GM9999"]',
            "municipalities has no GM9999 in this region",
            "BAD_INPUT",
        ),
        (
            "scenario: FROZEN, replications: 100000, step: MONTH, years: 30",
            "replications=100000 over years=30 by step=MONTH is work of size 2016000000, "
            "30000000 is the most: ask fewer replications, years or steps",
            "TOO_LARGE",
        ),
    ],
)
async def test_a_projection_that_cannot_be_is_refused_by_name(
    client: httpx.AsyncClient, input_: str, said: str, code: str
) -> None:
    query = f"{{ projection(input: {{{input_}}}) {{ start }} }}"

    answer = await client.post("/graphql", json={"query": query})

    (error,) = answer.json()["errors"]
    assert error["message"] == said
    assert error["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("quantiles: [2]", "quantiles=2 is outside [0, 1]"),
        ('municipalities: ["GM9999"]', "municipality=GM9999 is not in this region"),
        ("municipalities: []", "municipalities=0 is outside [1, 400]"),
        (
            "municipalities: [" + ",".join(f'"{code}"' for code in INHABITANTS_2015) + "], "
            "quantiles: [" + ",".join(f"0.{i + 10}" for i in range(20)) + "]",
            "series asks for 63000 numbers, one request gets 40000 in all: ask fewer measures, "
            "municipalities, years or quantiles",
        ),
    ],
)
async def test_a_series_that_cannot_be_is_refused_by_name(
    client: httpx.AsyncClient, arguments: str, said: str
) -> None:
    query = f"""{{ projection(input: {{scenario: FROZEN, engine: ANALYTIC}}) {{
      series({arguments}) {{ mean }} }} }}"""

    answer = await client.post("/graphql", json={"query": query})

    assert answer.json()["errors"][0]["message"] == said


async def test_a_projection_brings_its_own_stress_report(ask: Ask) -> None:
    data = await ask(
        """{ projection(input: {scenario: LEAN, years: 2, replications: 20, seed: 5,
             changes: [{parameter: ELASTICITY, value: 0.7, from: "2016-01-01"}]}) {
          report dataVersion modelVersion series(measures: [REACHABLE]) { mean } } }"""
    )

    told = rebuild(data["projection"]["report"])

    assert told.region.version == data["projection"]["dataVersion"]
    assert told.run["model version"] == data["projection"]["modelVersion"]
    (drawn,) = simulate(
        [plan(told.whatifs[0], told.region)], replications=told.replications, seed=told.seed
    )
    reachable = drawn.summary(Measure.REACHABLE).mean.tolist()
    assert reachable == data["projection"]["series"][0]["mean"]


PARTICIPANTS = [{"parameter": "PARTICIPANTS", "value": 300.0}]


async def test_participants_may_be_played_one_by_one(ask: Ask) -> None:
    asked = {"scenario": "FROZEN", "years": 2, "changes": PARTICIPANTS, "replications": 30}

    told = await projected(ask, **asked, engine="INDIVIDUAL", measures=["REACHABLE"])
    monthly = await projected(ask, **asked, engine="INDIVIDUAL", step="MONTH", measures=[])
    exact = await projected(ask, **asked, engine="ANALYTIC", measures=["REACHABLE"])

    for mean, truth, error in zip(
        told["series"][0]["mean"],
        exact["series"][0]["mean"],
        told["series"][0]["standardError"],
        strict=True,
    ):
        assert abs(mean - truth) < 4.4 * error
    assert told["series"][0]["bands"][0]["values"] != [None] * 2
    assert (told["engine"], told["replications"], told["seed"]) == ("INDIVIDUAL", 30, 1)
    assert told["step"] is None
    assert monthly["inputHash"] == told["inputHash"] != exact["inputHash"]


async def test_too_many_lives_are_refused_by_name(client: httpx.AsyncClient) -> None:
    query = "{ projection(input: {scenario: FROZEN, engine: INDIVIDUAL}) { start } }"

    answer = await client.post("/graphql", json={"query": query})

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "TOO_LARGE"
    assert error["message"].startswith(
        "replications=1000 over years=10, each participant alone, is work of size 44"
    )
    assert error["message"].endswith(
        "30000000 is the most: ask fewer replications, years or participants"
    )
