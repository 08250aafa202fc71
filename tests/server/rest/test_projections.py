"""REST says what GraphQL says, in each of its formats, and says it once."""

import csv
import io
from typing import Any

import httpx
import orjson
import pytest

from server.services import projecting
from tests.server.conftest import Ask

pytestmark = pytest.mark.anyio

PROJECTIONS = "/api/v1/projections"
COMPARISONS = "/api/v1/comparisons"
ASKED = {
    "scenario": "FROZEN",
    "years": "4",
    "step": "QUARTER",
    "replications": "60",
    "seed": "7",
    "link": "CEILING",
    "hours": "PER_MUNICIPALITY",
    "app": "WITH",
    "channels": "APART",
    "changes": "number_change:0.03,hourly_wage:70",
    "quantiles": "0.1,0.9",
}
SAME_INPUT = """{scenario: FROZEN, years: 4, step: QUARTER, replications: 60, seed: 7,
  link: CEILING, hours: PER_MUNICIPALITY, app: WITH, channels: APART,
  changes: [{parameter: NUMBER_CHANGE, value: 0.03}, {parameter: HOURLY_WAGE, value: 70}]}"""
SERIES = """measure unit municipality { code name } initial years mean standardError
  meanInterval { low high } standardDeviation bands { quantile values }"""


def as_rest(series: dict[str, Any]) -> dict[str, Any]:
    """A series of GraphQL, with the names of REST."""
    place, interval = series.pop("municipality"), series.pop("meanInterval")
    return {
        **series,
        "municipality": place and place["code"],
        "municipalityName": place and place["name"],
        "meanLow": interval["low"],
        "meanHigh": interval["high"],
    }


@pytest.mark.parametrize("quantile", ["0.00024034400697847685", "1e-05", "1"])
async def test_a_float_is_taken_as_any_language_prints_it(
    client: httpx.AsyncClient, quantile: str
) -> None:
    told = (await client.get(PROJECTIONS, params=ASKED | {"quantiles": quantile})).json()

    assert told["series"][0]["bands"][0]["quantile"] == float(quantile)


@pytest.mark.parametrize("codes", ["", "GM0153,GM0183"])
async def test_a_projection_says_what_graphql_says_of_the_same_input(
    client: httpx.AsyncClient, ask: Ask, codes: str
) -> None:
    places = {"municipalities": codes} if codes else {}
    told = (await client.get(PROJECTIONS, params=ASKED | places)).json()

    argument = f"municipalities: {orjson.dumps(codes.split(',')).decode()}, " if codes else ""
    data = await ask(
        f"{{ projection(input: {SAME_INPUT}) {{ inputHash modelVersion dataVersion"
        f" series({argument}quantiles: [0.1, 0.9]) {{ {SERIES} }} }} }}"
    )
    same = data["projection"]
    assert told["series"] == [as_rest(series) for series in same["series"]]
    assert told["inputHash"] == same["inputHash"]
    assert told["computed"]["modelVersion"] == same["modelVersion"]
    assert told["computed"]["dataVersion"] == same["dataVersion"]


async def test_a_comparison_says_what_graphql_says_of_the_same_input(
    client: httpx.AsyncClient, ask: Ask
) -> None:
    told = (
        await client.get(
            COMPARISONS,
            params={"scenarios": "FROZEN,LEAN", "years": "3", "replications": "50"},
        )
    ).json()

    data = await ask(
        "{ comparison(input: {years: 3, replications: 50,"
        " alternatives: [{scenario: FROZEN}, {scenario: LEAN}]}) { alternatives {"
        " follows assumed projection { inputHash }"
        f" solvesMore {{ more asMany fewer standardError }} differences {{ {SERIES} }} }} }} }}"
    )
    for one, same in zip(told["alternatives"], data["comparison"]["alternatives"], strict=True):
        assert one["differences"] == [as_rest(series) for series in same["differences"]]
        assert one["solvesMore"] == same["solvesMore"]
        assert one["follows"] == same["follows"]
        assert one["assumed"] == same["assumed"]
        assert one["inputHash"] == same["projection"]["inputHash"]


EVENTS = {
    "adoptedOn": "2016-01-01",
    "notJoining": "GM0183,GM0153",
    "then": "2018-03-21:ENDED",
    "campaigns": "2016-03-07:5000,2017-03-06:100",
    "changes": "hourly_wage:70@2017-01-01,elasticity:0.3",
    "basis": "REGISTRY",
    "precision": "0.2",
    "years": "4",
}
CHANGED = """changes: [{parameter: HOURLY_WAGE, value: 70, from: "2017-01-01"},
  {parameter: ELASTICITY, value: 0.3}], basis: REGISTRY"""
SAME_EVENTS = f"""scenario: FROZEN, adoptedOn: "2016-01-01", notJoining: ["GM0183", "GM0153"],
  later: [{{scenario: ENDED, from: "2018-03-21"}}], {CHANGED},
  campaigns: [{{from: "2016-03-07", registrations: 5000}},
    {{from: "2017-03-06", registrations: 100}}]"""


async def test_what_begins_on_a_day_and_what_the_register_teaches_are_those_of_graphql(
    client: httpx.AsyncClient, ask: Ask
) -> None:
    told = (await client.get(PROJECTIONS, params=EVENTS | {"scenario": "FROZEN"})).json()

    data = await ask(
        f"{{ projection(input: {{{SAME_EVENTS}, years: 4, precision: 0.2}}) {{ inputHash"
        f" replications series {{ {SERIES} }} }} }}"
    )
    same = data["projection"]
    assert told["series"] == [as_rest(series) for series in same["series"]]
    assert told["inputHash"] == same["inputHash"]
    assert told["computed"]["replications"] == same["replications"] != 1000


async def test_a_baseline_has_the_changes_and_not_the_events_of_the_scenarios(
    client: httpx.AsyncClient, ask: Ask
) -> None:
    told = (await client.get(COMPARISONS, params=EVENTS | {"scenarios": "FROZEN"})).json()

    data = await ask(
        f"{{ comparison(input: {{baseline: {{scenario: TODAY, {CHANGED}}},"
        f" alternatives: [{{{SAME_EVENTS}}}], years: 4, precision: 0.2}})"
        f" {{ baseline {{ inputHash }} alternatives {{ differences {{ {SERIES} }} }} }} }}"
    )
    (one,), (same,) = told["alternatives"], data["comparison"]["alternatives"]
    assert told["baselineInputHash"] == data["comparison"]["baseline"]["inputHash"]
    assert one["differences"] == [as_rest(series) for series in same["differences"]]


async def test_all_formats_hold_the_same_numbers(client: httpx.AsyncClient) -> None:
    asked = ASKED | {"municipalities": "GM0153", "engine": "ANALYTIC"}

    told = (await client.get(PROJECTIONS, params=asked)).json()
    table = await client.get(PROJECTIONS, params=asked, headers={"accept": "text/csv"})
    lines = await client.get(PROJECTIONS, params=asked | {"format": "jsonl"})

    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    records = [orjson.loads(line) for line in lines.content.splitlines()]
    expected = [
        (
            series["measure"],
            series["unit"],
            year,
            series["mean"][i],
            series["bands"][0]["values"][i],
        )
        for series in told["series"]
        for i, year in enumerate(series["years"])
    ]
    assert [
        (row["measure"], row["unit"], row["year"], row["mean"], row["q0.1"]) for row in records
    ] == expected
    assert [
        tuple(row[name] for name in ("measure", "unit", "year", "mean", "q0.1")) for row in rows
    ] == [tuple("" if cell is None else str(cell) for cell in row) for row in expected]
    assert {row["origin"] for row in rows} == {"SYNTHETIC"}
    assert {row["inputHash"] for row in rows} == {told["inputHash"]}
    assert table.headers["content-type"] == "text/csv; charset=utf-8; header=present"


async def test_an_answer_a_client_has_is_not_played_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await client.get(PROJECTIONS, params=ASKED)
    tag = first.headers["etag"]
    played: list[object] = []
    play = projecting.play

    def counting(*given: Any, **more: Any) -> Any:
        played.append(given)
        return play(*given, **more)

    monkeypatch.setattr(projecting, "play", counting)

    again = await client.get(PROJECTIONS, params=ASKED, headers={"if-none-match": f'"x", W/{tag}'})
    head = await client.head(PROJECTIONS, params=ASKED)

    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert again.headers["etag"] == head.headers["etag"] == tag
    assert "content-length" not in head.headers
    assert played == []
    for other in (
        await client.get(PROJECTIONS, params=ASKED | {"seed": "8"}, headers={"if-none-match": tag}),
        await client.get(
            PROJECTIONS, params=ASKED | {"format": "csv"}, headers={"if-none-match": tag}
        ),
        await client.get(
            PROJECTIONS, params=ASKED | {"measures": "LISTED"}, headers={"if-none-match": tag}
        ),
    ):
        assert other.status_code == 200
        assert other.headers["etag"] != tag
    assert len(played) == 3


@pytest.mark.parametrize(
    "name", ["server.rest.answering.PROGRAM", "server.services.laying.MODEL_VERSION"]
)
async def test_another_program_and_another_model_are_another_answer(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked = {"scenario": "FROZEN", "engine": "ANALYTIC", "years": "1"}
    tag = (await client.get(PROJECTIONS, params=asked)).headers["etag"]

    monkeypatch.setattr(name, "0.0")
    later = await client.get(PROJECTIONS, params=asked, headers={"if-none-match": tag})

    assert later.status_code == 200
    assert later.headers["etag"] != tag


async def test_numbers_say_that_their_register_is_synthetic(client: httpx.AsyncClient) -> None:
    told = (await client.get(PROJECTIONS, params={"scenario": "TODAY", "years": "1"})).json()

    assert told["computed"]["synthetic"] is True
    assert told["computed"]["notes"][0].startswith("SYNTHETIC")
    assert (await client.get(told["computed"]["assumptions"])).status_code == 200
