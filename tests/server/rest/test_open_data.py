"""The ledger, the municipalities and the open counts are those that GraphQL tells."""

import csv
import io

import httpx
import pytest

from tests.server.conftest import Ask, AtMostQueries

pytestmark = pytest.mark.anyio


async def test_figures_and_scenarios_are_those_of_graphql(
    client: httpx.AsyncClient, ask: Ask
) -> None:
    data = await ask(
        "{ assumptions { name meaning unit value low high minimum maximum distribution origin"
        " source contradiction }"
        " scenarios { name meaning memo registrations removal reportedInTime goesOn } }"
    )

    for name, same in data.items():
        assert (await client.get(f"/api/v1/{name}")).json() == {name: same}


async def test_municipalities_are_those_of_graphql(
    client: httpx.AsyncClient, ask: Ask, at_most_queries: AtMostQueries
) -> None:
    with at_most_queries(9):  # seven, and two with which runs begin
        told = (await client.get("/api/v1/municipalities", params={"year": "2017"})).json()

    data = await ask(
        "{ municipalities(first: 100) { nodes { code name landHa urbanity households"
        " inhabitants(year: 2017) listed onHold } } }"
    )
    assert told["municipalities"] == data["municipalities"]["nodes"]
    assert told["synthetic"] is True


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        (
            "participant-counts?by=MUNICIPALITY,AGE_GROUP&on=2014-01-01",
            'participantCounts(by: [MUNICIPALITY, AGE_GROUP], on: "2014-01-01")',
            "participantCounts",
        ),
        (
            "action-counts?by=OUTCOME",
            "actionCounts(by: [OUTCOME])",
            "actionCounts",
        ),
    ],
)
async def test_counts_are_those_of_graphql_and_as_well_protected(
    client: httpx.AsyncClient, ask: Ask, path: str, query: str, field: str
) -> None:
    told = (await client.get(f"/api/v1/{path}")).json()

    data = await ask(
        f"{{ {query} {{ dimensions unit on synthetic rules cells {{ keys count }} }} }}"
    )
    assert told.pop("origin") == "SYNTHETIC"
    assert told == data[field]
    assert all(cell["count"] is None or cell["count"] % 5 == 0 for cell in told["cells"])


async def test_a_hidden_count_is_empty_in_a_table(client: httpx.AsyncClient) -> None:
    path = "/api/v1/participant-counts?by=MUNICIPALITY,CHANNEL"

    cells = (await client.get(path)).json()["cells"]
    table = (await client.get(f"{path}&format=csv")).text

    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [row["count"] for row in rows] == [
        "" if cell["count"] is None else str(cell["count"]) for cell in cells
    ]
    assert "" in {row["count"] for row in rows}
    assert list(rows[0]) == ["municipality", "channel", "count", "unit", "on", "origin"]


async def test_what_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    for path in ("assumptions", "scenarios", "municipalities", "action-counts?by=YEAR"):
        first = await client.get(f"/api/v1/{path}")

        again = await client.get(
            f"/api/v1/{path}", headers={"if-none-match": first.headers["etag"]}
        )

        assert first.status_code == 200
        assert again.status_code == 304
