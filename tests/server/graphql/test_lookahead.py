"""What a list looks up ahead must be what its fields would find out by themselves."""

import httpx
import pytest

from tests.server.conftest import Ask, AtMostQueries

pytestmark = pytest.mark.anyio

PLAIN = """
{ municipalities(first: 100) {
  nodes { code inhabitants a: inhabitants(year: 2011) b: inhabitants(year: 1800) listed onHold }
} }
"""
LOOKED_UP = """
query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Municipality {
  code inhabitants a: inhabitants(year: 2011) b: inhabitants(year: 1800) listed onHold
} } }
"""


async def test_a_list_says_what_each_of_its_rows_says_alone(ask: Ask) -> None:
    rows = (await ask(PLAIN))["municipalities"]["nodes"]
    ids = (await ask("{ municipalities(first: 100) { nodes { id } } }"))["municipalities"]["nodes"]

    alone = (await ask(LOOKED_UP, ids=[row["id"] for row in ids]))["nodes"]

    assert rows == alone
    assert rows[0]["b"] is None
    assert len({row["inhabitants"] for row in rows}) > 1


@pytest.mark.parametrize("year", [2011, 2015])
async def test_fragments_aliases_and_variables_are_seen_through(ask: Ask, year: int) -> None:
    spread = """
    query ($year: Int!, $default: Int = 2012, $yes: Boolean!) {
      municipalities(first: 3) { ...Page nodes { x: inhabitants(year: $default) } }
    }
    fragment Page on MunicipalityConnection { edges { e: node { ...Town } ... { node { code } } } }
    fragment Town on Municipality {
      x: inhabitants(year: $year)
      y: inhabitants @include(if: $yes)
      z: inhabitants @skip(if: $yes)
      ... on Node { ... on Municipality { listed @skip(if: false) } }
    }
    """
    wanted = """
    query ($year: Int!) { municipalities(first: 3) {
      nodes { code listed y: inhabitants x: inhabitants(year: $year) n: inhabitants(year: 2012) }
    } }
    """
    rows = (await ask(wanted, year=year))["municipalities"]["nodes"]

    page = (await ask(spread, year=year, yes=True))["municipalities"]

    assert page == {
        "edges": [
            {
                "e": {"x": row["x"], "y": row["y"], "listed": row["listed"]},
                "node": {"code": row["code"]},
            }
            for row in rows
        ],
        "nodes": [{"x": row["n"]} for row in rows],
    }


async def test_lists_beside_each_other_are_asked_each_their_own(ask: Ask) -> None:
    query = """
    { a: municipalities(first: 2) { nodes { x: inhabitants(year: 2011) } }
      b: municipalities(first: 2) { nodes { x: inhabitants(year: 2015) } } }
    """

    data = await ask(query)

    assert data["a"]["nodes"] != data["b"]["nodes"]


@pytest.mark.parametrize(
    ("statements", "fields"),
    [
        (1, "code name"),
        (1, "code inhabitants"),
        (1, "code inhabitants a: inhabitants(year: 2011) b: inhabitants(year: 2012)"),
        (5, "listed"),
        (5, "inhabitants listed onHold a: listed"),
    ],
)
@pytest.mark.parametrize("first", [1, 14])
@pytest.mark.parametrize("shape", ["nodes {{ {} }}", "edges {{ cursor node {{ {} }} }}"])
async def test_a_shape_takes_the_same_statements_however_many_rows(
    ask: Ask, at_most_queries: AtMostQueries, statements: int, fields: str, first: int, shape: str
) -> None:
    asked = shape.format(fields)
    with at_most_queries(statements):
        await ask(f"{{ municipalities(first: {first}) {{ {asked} }} }}")


async def test_nothing_is_counted_for_what_is_left_out(
    ask: Ask, at_most_queries: AtMostQueries
) -> None:
    query = "query ($no: Boolean!) { municipalities { nodes { code listed @include(if: $no) } } }"
    with at_most_queries(1):
        await ask(query, no=False)


async def test_a_year_that_is_null_is_refused_in_a_list_as_it_is_by_itself(
    client: httpx.AsyncClient,
) -> None:
    query = "query ($y: Int) { municipalities(first: 2) { nodes { inhabitants(year: $y) } } }"

    told = (await client.post("/graphql", json={"query": query, "variables": {"y": None}})).json()

    assert len(told["errors"]) == 2
    assert "year" in told["errors"][0]["message"]
