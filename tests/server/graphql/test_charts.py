"""Charts by GraphQL: the picture, the words, the table, and what they cost."""

import json
from typing import Any

import httpx
import pytest

from server.telling.charts import ChartKind, rendered

pytestmark = pytest.mark.anyio

CHART = """query ($input: ComparisonInput!, $kind: ChartKind!, $language: Language!, $year: Int) {
  comparison(input: $input) { chart(kind: $kind, language: $language, year: $year) {
    kind title summary svg specification table { columns rows } } }
}"""
FROZEN = {"alternatives": [{"scenario": "FROZEN"}], "engine": "ANALYTIC"}


async def answer(client: httpx.AsyncClient, text: str, **variables: Any) -> dict[str, Any]:
    sent = await client.post("/graphql", json={"query": text, "variables": variables})
    told: dict[str, Any] = sent.json()
    return told


@pytest.mark.slow
@pytest.mark.parametrize("kind", ChartKind)
async def test_a_chart_of_each_kind_is_drawn_within_its_estimate(
    client: httpx.AsyncClient, kind: ChartKind
) -> None:
    told = await answer(client, CHART, input=FROZEN, kind=kind.name, language="NL", year=2018)

    assert "errors" not in told, told
    chart = told["data"]["comparison"]["chart"]
    assert chart["kind"] == kind.name
    assert chart["svg"].startswith("<svg ")
    assert chart["summary"] in chart["svg"].replace("&lt;", "<")
    assert json.loads(chart["specification"])["datasets"]
    assert {len(row) for row in chart["table"]["rows"]} == {len(chart["table"]["columns"])}
    cost = told["extensions"]["cost"]
    assert cost["actual"] <= cost["requested"] < 150


async def test_no_picture_is_drawn_that_nobody_asked_for(client: httpx.AsyncClient) -> None:
    before = rendered()

    told = await answer(
        client,
        "query ($input: ComparisonInput!) { comparison(input: $input) { baseline {"
        " chart(kind: RATE) { title table { rows } specification } } } }",
        input={**FROZEN, "years": 3},
    )

    assert "errors" not in told, told
    assert rendered() == before


async def test_a_projection_is_drawn_alone(client: httpx.AsyncClient) -> None:
    told = await answer(
        client,
        "{ projection(input: {scenario: FROZEN, engine: ANALYTIC, years: 4}) {"
        " chart(kind: MONEY, language: EN) { title table { rows } } } }",
    )

    chart = told["data"]["projection"]["chart"]
    assert chart["title"] == "What it costs and what it solves, 2018"
    assert [row[0] for row in chart["table"]["rows"]] == ["Scenario 3 (frozen register)"]


async def test_a_year_outside_the_horizon_is_refused(client: httpx.AsyncClient) -> None:
    told = await answer(client, CHART, input=FROZEN, kind="TILES", language="NL", year=2030)

    assert told["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "year=2030" in told["errors"][0]["message"]
