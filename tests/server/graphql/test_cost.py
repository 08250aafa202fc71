"""What a request costs: estimated before it begins, never below what it comes to."""

from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)
from hypothesis import HealthCheck, event, given, settings, target

from server.graphql.limits.tariff import PRICES
from server.graphql.schema import schema
from tests.server.conftest import Serve
from tests.server.graphql.documents import documents

pytestmark = pytest.mark.anyio

CONTRACT = schema._schema
FREE: dict[str, Any] = {"most_cost": 10**9, "cost_per_minute": 10**9}


def objects(answer: object) -> int:
    if isinstance(answer, dict):
        return 1 + sum(objects(value) for value in answer.values())
    return sum(objects(value) for value in answer) if isinstance(answer, list) else 0


@pytest.fixture
async def free(serve: Serve) -> Any:
    async with serve(**FREE) as client:
        yield client


async def asked(client: httpx.AsyncClient, text: str, **variables: Any) -> dict[str, Any]:
    sent = {"query": text, "variables": variables}
    answer: dict[str, Any] = (await client.post("/graphql", json=sent, timeout=60)).json()
    return answer


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=documents(CONTRACT))
async def test_the_estimate_is_never_below_what_a_request_comes_to(
    free: httpx.AsyncClient, drawn: tuple[str, dict[str, Any]]
) -> None:
    text, variables = drawn

    answer = await asked(free, text, **variables)

    codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
    assert not codes & {"INTERNAL", "BAD_DOCUMENT"}, answer["errors"]
    event("refused in part" if codes else "answered")
    if "data" not in answer:  # too large a document, or what-ifs that do not go together
        return
    cost = answer["extensions"]["cost"]
    target(cost["actual"] / cost["requested"])
    assert objects(answer["data"]) <= cost["actual"] <= cost["requested"], text


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ __typename }", 1),
        ("{ municipalities(first: 14) { totalCount } }", 2),
        ("{ municipalities(first: 14) { nodes { code } } }", 16),
        ("{ municipalities(first: 14) { pageInfo { endCursor } edges { node { code } } } }", 31),
        ("{ viewer { rateLimit { cost } } }", 3),
        ('{ nodes(ids: ["GM0141"]) { id } }', 2),
        # played: 1,000 replications × 10 years × 14 municipalities × 4 classes / 10,000
        ("{ projection(input: {scenario: FROZEN}) { start } }", 1 + 1 + 10 + 56),
        ("{ projection(input: {scenario: FROZEN, engine: ANALYTIC}) { start } }", 1 + 1 + 10),
        ("{ projection(input: {scenario: FROZEN, precision: 0.5}) { start } }", 1 + 1 + 10 + 3_000),
    ],
)
async def test_a_request_costs_what_the_tariff_says(
    free: httpx.AsyncClient, text: str, cost: int
) -> None:
    answer = await asked(free, text)

    assert answer["extensions"]["cost"]["requested"] == cost


async def test_a_page_is_counted_by_its_variable_and_where_that_is_no_number_by_the_most(
    free: httpx.AsyncClient,
) -> None:
    text = "query ($n: Int! = 9) { municipalities(first: $n) { nodes { code } } }"

    for variables, cost in (({"n": 5}, 7), ({}, 11)):
        answer = await asked(free, text, **variables)
        assert answer["extensions"]["cost"]["requested"] == cost


async def test_what_fragments_and_skips_leave_out_is_still_within_the_estimate(
    free: httpx.AsyncClient,
) -> None:
    page = "nodes { code }"
    text = f"""{{ municipalities {{ ...A ...A ... @include(if: false) {{ edges {{ cursor }} }} }} }}
    fragment A on MunicipalityConnection {{ {page} }}"""

    cost = (await asked(free, text))["extensions"]["cost"]

    assert cost["requested"] == 1 + 1 + 20 + 20 + 20
    assert cost["actual"] == 1 + 1 + 14


async def test_what_was_not_used_is_given_back(serve: Serve) -> None:
    async with serve(cost_per_minute=1_000) as client:
        told = [
            (await asked(client, "{ municipalities(first: 100) { nodes { code } } }"))[
                "extensions"
            ]["cost"]
            for _ in range(3)
        ]

    assert [cost["actual"] for cost in told] == [16, 16, 16]
    assert [cost["remaining"] for cost in told] == [984, 968, 952]


async def test_a_document_that_is_refused_costs_something(serve: Serve) -> None:
    async with serve(cost_per_minute=1_000) as client:
        for text in ("{ nope }", "{", "{ __typename " + "@skip(if: false) " * 25 + "}"):
            assert "extensions" not in await asked(client, text)
        left = (await asked(client, "{ __typename }"))["extensions"]["cost"]["remaining"]

    assert left == 1_000 - 1 - 20 - 20 - 1


async def test_a_request_that_costs_too_much_is_refused_with_limit_and_size(
    serve: Serve,
) -> None:
    text = "{ municipalities(first: 100) { nodes { code } edges { node { code } } } }"
    async with serve(most_cost=300) as client:
        (error,) = (await asked(client, text))["errors"]

    assert error["message"] == "document.cost=302 is outside [0, 300]"
    assert error["extensions"] == {
        "code": "DOCUMENT_TOO_LARGE",
        "limit": "cost",
        "most": 300,
        "asked": 302,
    }


async def test_the_standard_question_about_the_contract_costs_a_tenth_of_the_most(
    client: httpx.AsyncClient,
) -> None:
    text = get_introspection_query(
        input_value_deprecation=True, directive_is_repeatable=True, specified_by_url=True
    )

    answer = await asked(client, text)

    cost = answer["extensions"]["cost"]
    assert objects(answer["data"]) == cost["actual"] <= cost["requested"] < 2.5 * cost["actual"]
    assert cost["requested"] <= 4_000


async def test_whoever_asks_is_told_what_is_left(serve: Serve) -> None:
    async with serve(cost_per_minute=500) as client:
        answer = await asked(client, "{ viewer { rateLimit { limit remaining cost resetAt } } }")

    limit = answer["data"]["viewer"]["rateLimit"]
    assert (limit["limit"], limit["remaining"], limit["cost"]) == (500, 497, 3)
    assert limit["resetAt"].endswith("+00:00")
    assert answer["extensions"]["cost"] == {"requested": 3, "actual": 3, "remaining": 497}


def lists() -> list[str]:
    """Every list of objects in the contract, but for the rows of a page."""
    return [
        f"{kind.name}.{name}"
        for kind in CONTRACT.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        and not kind.name.startswith("__")
        and not kind.name.endswith("Connection")
        for name, field in kind.fields.items()
        if is_list_type(get_nullable_type(field.type))
        and is_composite_type(get_named_type(field.type))
    ]


@pytest.mark.parametrize("coordinate", lists())
def test_every_list_says_how_long_it_may_be(coordinate: str) -> None:
    assert coordinate in PRICES


@pytest.mark.parametrize("coordinate", sorted(PRICES))
def test_every_price_is_of_a_field_that_there_is(coordinate: str) -> None:
    kind, _, name = coordinate.partition(".")

    owner = CONTRACT.type_map[kind]

    assert isinstance(owner, GraphQLObjectType)
    assert name in owner.fields
