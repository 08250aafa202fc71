import base64
import json
from typing import Any

import httpx
import pytest

from server.graphql import ids
from tests.server.conftest import Ask, AtMostQueries
from tests.simulation.worlds import INHABITANTS_2015, twente

pytestmark = pytest.mark.anyio

PAGE = """
query ($first: Int! = 20, $after: String, $where: MunicipalityWhere, $by: [MunicipalityOrder!]) {
  municipalities(first: $first, after: $after, where: $where, orderBy: $by) {
    nodes { code name urbanity }
    edges { cursor node { code } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


async def test_municipalities_come_with_their_participants(ask: Ask) -> None:
    data = await ask("{ municipalities { totalCount nodes { code inhabitants listed onHold } } }")

    rows = data["municipalities"]["nodes"]
    listed = {town.code: sum(town.listed) for town in twente().municipalities}
    assert {row["code"]: row["inhabitants"] for row in rows} == INHABITANTS_2015
    for row in rows:  # each of eight cells is rounded to five
        assert row["listed"] == pytest.approx(listed[row["code"]], abs=16)
        assert row["listed"] % 5 == 0
    assert {row["onHold"] for row in rows} == {None}
    assert sum(row["listed"] for row in rows) == pytest.approx(37_000, abs=50)
    assert data["municipalities"]["totalCount"] == 14


@pytest.mark.parametrize("first", [1, 3, 14, 100])
@pytest.mark.parametrize(
    "by",
    [
        [],
        [{"field": "NAME", "direction": "DESC"}],
        [{"field": "URBANITY", "direction": "DESC"}, {"field": "NAME"}],
        [{"field": "URBANITY"}, {"field": "CODE", "direction": "DESC"}],
    ],
)
async def test_pages_follow_each_other_without_gap_or_overlap(
    ask: Ask, first: int, by: list[dict[str, str]]
) -> None:
    whole = (await ask(PAGE, first=100, by=by))["municipalities"]["nodes"]

    paged, after, more = [], None, True
    while more:
        page = (await ask(PAGE, first=first, after=after, by=by))["municipalities"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        paged += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert paged == whole
    assert len({row["code"] for row in paged}) == 14


async def test_a_forged_cursor_is_refused_like_any_other(client: httpx.AsyncClient) -> None:
    by = [{"field": "URBANITY"}]
    first = await client.post("/graphql", json={"query": PAGE, "variables": {"by": by}})
    cursor = first.json()["data"]["municipalities"]["edges"][0]["cursor"]
    mark, *_ = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    forged: list[Any] = [[2**63, "GM0141"], [True, "GM0141"], ["2", "GM0141"], [2], [2, "a", 1], {}]
    for values in forged:
        marked = [mark, *values] if isinstance(values, list) else values
        after = base64.urlsafe_b64encode(json.dumps(marked).encode()).decode()
        sent = {"query": PAGE, "variables": {"by": by, "after": after}}

        (error,) = (await client.post("/graphql", json=sent)).json()["errors"]

        assert error["extensions"]["code"] == "BAD_INPUT", values


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        ([{"field": "NAME"}], [{"field": "NAME", "direction": "DESC"}]),
        ([{"field": "URBANITY"}], [{"field": "HOUSEHOLDS"}]),
        ([], [{"field": "CODE", "direction": "DESC"}]),
    ],
)
async def test_a_cursor_of_another_order_is_refused(
    client: httpx.AsyncClient, ask: Ask, mine: list[Any], other: list[Any]
) -> None:
    after = (await ask(PAGE, by=mine))["municipalities"]["edges"][3]["cursor"]

    same = await ask(PAGE, by=mine, after=after, where={"urbanity": {"range": {"gte": 3}}})
    sent = {"query": PAGE, "variables": {"by": other, "after": after}}
    (error,) = (await client.post("/graphql", json=sent)).json()["errors"]

    assert same["municipalities"]["nodes"]
    assert error["extensions"]["code"] == "BAD_INPUT"


async def test_a_cursor_of_another_list_is_refused(client: httpx.AsyncClient, ask: Ask) -> None:
    after = (await ask(PAGE))["municipalities"]["edges"][3]["cursor"]

    sent = {"query": f'{{ runs(after: "{after}") {{ totalCount }} }}'}
    (error,) = (await client.post("/graphql", json=sent)).json()["errors"]

    assert error["extensions"]["code"] == "BAD_INPUT"


async def test_orders_are_kept(ask: Ask) -> None:
    by = [{"field": "URBANITY", "direction": "DESC"}, {"field": "NAME"}]

    rows = (await ask(PAGE, by=by))["municipalities"]["nodes"]

    keys = [(-row["urbanity"], row["name"]) for row in rows]
    assert keys == sorted(keys)
    assert len({row["urbanity"] for row in rows}) > 1


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ({"code": {"eq": "GM0153"}}, ["GM0153"]),
        ({"name": {"in": ["Borne", "Almelo", "Nowhere"]}}, ["GM0141", "GM0147"]),
        ({"urbanity": {"range": {"lte": 2}}}, ["GM0141", "GM0153", "GM0164"]),
        ({"not": {"urbanity": {"range": {"gte": 3}}}}, ["GM0141", "GM0153", "GM0164"]),
        (
            {"or": [{"name": {"eq": "Borne"}}, {"households": {"range": {"gte": 70000}}}]},
            ["GM0147", "GM0153"],
        ),
        ({"and": [{"urbanity": {"eq": 5}}, {"name": {"eq": "Tubbergen"}}]}, ["GM0183"]),
        ({"code": {"in": []}}, []),
        ({"code": {"eq": "GM0153' OR 1=1 --"}}, []),
    ],
)
async def test_filters_take_what_they_say(ask: Ask, where: object, codes: list[str]) -> None:
    rows = (await ask(PAGE, where=where))["municipalities"]["nodes"]

    assert [row["code"] for row in rows] == codes


async def test_counting_all_is_done_only_when_asked(
    ask: Ask, at_most_queries: AtMostQueries
) -> None:
    with at_most_queries(1):
        await ask(PAGE)


async def test_a_list_with_counts_takes_five_statements_however_long(
    ask: Ask, at_most_queries: AtMostQueries
) -> None:
    with at_most_queries(5):
        await ask("{ municipalities(first: 100) { nodes { name inhabitants listed onHold } } }")


async def test_nodes_are_found_by_id_and_nothing_by_any_other(ask: Ask) -> None:
    known = (await ask("{ municipalities(first: 1) { nodes { id code } } }"))["municipalities"]
    id_ = known["nodes"][0]["id"]

    data = await ask(
        "query ($ids: [ID!]!, $id: ID!) { node(id: $id) { id ... on Municipality { code } }"
        " nodes(ids: $ids) { id } }",
        id=id_,
        ids=["", "é", "GM0141", id_, "TXVuaWNpcGFsaXR5Og"],
    )

    assert data["node"] == {"id": id_, "code": "GM0141"}
    assert data["nodes"] == [None, None, None, {"id": id_}, None]


async def test_nodes_take_a_statement_for_each_kind_however_many(
    ask: Ask, at_most_queries: AtMostQueries
) -> None:
    known = (await ask("{ municipalities { nodes { id } } }"))["municipalities"]["nodes"]
    towns = [node["id"] for node in known]

    with at_most_queries(2):
        data = await ask(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            ids=[*towns, *(ids.encode("Run", f"run-{i}") for i in range(50))],
        )

    assert data["nodes"] == [*({"id": id_} for id_ in towns), *[None] * 50]


async def test_filters_that_are_large_together_are_refused_before_they_cost(
    client: httpx.AsyncClient, at_most_queries: AtMostQueries
) -> None:
    wide: dict[str, Any] = {"or": [{"or": [{"code": {"eq": "a"}}] * 9}] * 9}
    query = "query ($w: MunicipalityWhere) { a: municipalities(where: $w) { nodes { code } } }"

    with at_most_queries(1):
        for _ in range(2):
            wide = {"or": [wide] * 9}
            answer = await client.post("/graphql", json={"query": query, "variables": {"w": wide}})
            (error,) = answer.json()["errors"]
            assert error["extensions"]["code"].endswith("TOO_LARGE")  # as a filter, or as variables
        await client.post("/graphql", json={"query": query})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("first: 0", "first=0 is outside [1, 100]"),
        ("first: 101", "first=101 is outside [1, 100]"),
        ('after: "zzz"', "after is no cursor of this list in this order"),
        ('after: "WzFd"', "after is no cursor of this list in this order"),
        ("where: {or: []}", "or has 0 members; 1 to 100 are taken"),
    ],
)
async def test_a_page_that_cannot_be_is_refused_by_name(
    client: httpx.AsyncClient, arguments: str, said: str
) -> None:
    query = f"{{ municipalities({arguments}) {{ nodes {{ code }} }} }}"

    answer = (await client.post("/graphql", json={"query": query})).json()

    assert answer["errors"][0]["message"] == said
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
