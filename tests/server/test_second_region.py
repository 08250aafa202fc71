"""A whole server on another region, which is nothing but a folder of data."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.app import build
from server.settings import Settings

pytestmark = pytest.mark.anyio

QUESTION = """{
  municipalities(first: 20) { nodes { code name } totalCount }
  assumptions { name value origin }
  comparison(input: {alternatives: [{scenario: REGIONAL_BASIC}], engine: ANALYTIC}) {
    benchmark { whose cost }
    baseline {
      region
      synthetic
      assumptions { name used }
      series(measures: [LISTED, ACTIONS]) { measure initial mean }
      chart(kind: TILES) { table { rows } }
    }
    alternatives { projection { series(measures: [MUNICIPAL_COST]) { mean } } }
  }
}"""


@pytest.fixture
async def ijsselland(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("BURGERNET_REGION", "ijsselland")
    app = build(Settings(database=tmp_path / "register.sqlite"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://register.test") as client,
    ):
        yield client


@pytest.mark.slow
async def test_a_second_region_is_served_by_every_way_in(ijsselland: httpx.AsyncClient) -> None:
    told = (await ijsselland.post("/graphql", json={"query": QUESTION})).json()
    assert "errors" not in told, told["errors"]
    data, comparison = told["data"], told["data"]["comparison"]
    baseline, other = comparison["baseline"], comparison["alternatives"][0]["projection"]
    listed, actions = baseline["series"]

    assert data["municipalities"]["totalCount"] == 11
    assert "Raalte" in {town["name"] for town in data["municipalities"]["nodes"]}
    assert baseline["region"] == "ijsselland"
    assert baseline["synthetic"]
    assert listed["initial"] == pytest.approx(30_421, rel=0.02)
    assert actions["mean"][0] == pytest.approx(82)
    assert {"Zwolle", "Staphorst"} <= {row[0] for row in baseline["chart"]["table"]["rows"]}
    assert other["series"][0]["mean"][0] == pytest.approx(0.03 * 514_676)
    assert comparison["benchmark"]["whose"] == "IJsselland"
    for figures in (
        {one["name"]: one["value"] for one in data["assumptions"]},
        {one["name"]: one["used"] for one in baseline["assumptions"]},
    ):
        assert (figures["actions_per_year"], figures["memo_inhabitants"]) == (82, 514_676)

    asked: dict[str, str | int] = {"scenarios": "REGIONAL_BASIC", "engine": "ANALYTIC", "years": 5}
    rest = (await ijsselland.get("/api/v1/comparisons", params=asked)).json()
    figures = (await ijsselland.get("/api/v1/assumptions")).json()["assumptions"]
    counts = (
        await ijsselland.get("/api/v1/participant-counts", params={"by": "MUNICIPALITY"})
    ).json()
    assert rest["computed"]["synthetic"]
    assert 82 in {one["value"] for one in figures if one["name"] == "actions_per_year"}
    assert len(counts["cells"]) == 11

    for path in ("/", "/brief"):
        page = await ijsselland.get(path, params=asked)
        assert page.status_code == 200, page.text[:500]
        assert "IJsselland" in page.text
        assert "Ijsselland" not in page.text
        assert "Enschede" not in page.text


async def test_a_lever_of_the_page_stands_where_the_region_has_it(
    ijsselland: httpx.AsyncClient,
) -> None:
    sent = {"sent": "1", "scenario": "FROZEN", "set.actions_per_year": "82"}
    changed = {**sent, "set.actions_per_year": "100"}

    as_it_is = await ijsselland.get("/", params=sent)
    otherwise = await ijsselland.get("/", params=changed)

    assert "actions_per_year" not in as_it_is.headers["location"]
    assert "actions_per_year:100" in otherwise.headers["location"].replace("%3A", ":")
