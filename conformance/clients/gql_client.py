"""gql: the GraphQL client that Python scripts use, over HTTP and over a socket."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_schema,
    lexicographic_sort_schema,
    print_schema,
)

HTTP = f"{os.environ['CONFORMANCE_SERVER']}/graphql"
SOCKET = HTTP.replace("http", "ws", 1)
SCHEMA = Path(__file__).parents[2] / "schema.graphql"

PLACES = """
    query Places($first: Int!) { municipalities(first: $first) { nodes { code } totalCount } }
"""
OUTLOOK = "query Outlook($input: WhatIfInput!) { projection(input: $input) { inputHash } }"
START = """
    mutation Start($input: StartRunInput!) {
      startRun(input: $input) { run { id } userErrors { message } }
    }
"""
PROGRESS = """
    subscription Progress($id: ID!, $after: String) {
      runProgress(id: $id, after: $after) { cursor state replicationsDone replications }
    }
"""


def over(kind: str) -> AIOHTTPTransport | WebsocketsTransport:
    return AIOHTTPTransport(HTTP) if kind == "http" else WebsocketsTransport(SOCKET)


def ask(document: str, kind: str = "http", **variables: Any) -> dict[str, Any]:
    """Answer of a document that is held to the fetched schema before it is sent."""

    async def asking() -> dict[str, Any]:
        async with Client(transport=over(kind), fetch_schema_from_transport=True) as session:
            answer: dict[str, Any] = await session.execute(
                GraphQLRequest(document, variable_values=variables)
            )
            return answer

    return asyncio.run(asking())


def follow(**variables: Any) -> list[dict[str, Any]]:
    """All that a run tells, until the server completes the subscription."""

    async def following() -> list[dict[str, Any]]:
        async with Client(transport=over("socket")) as session:
            told = session.subscribe(GraphQLRequest(PROGRESS, variable_values=variables))
            return [event["runProgress"] async for event in told]

    return asyncio.run(asyncio.wait_for(following(), 60))


def comparable(schema: GraphQLSchema) -> str:
    return print_schema(lexicographic_sort_schema(schema))


def test_the_schema_it_fetches_is_the_contract_word_for_word() -> None:
    async def fetching() -> GraphQLSchema | None:
        client = Client(
            transport=over("http"),
            fetch_schema_from_transport=True,
            introspection_args={"input_object_one_of": True},
        )
        async with client as session:
            return session.client.schema

    fetched = asyncio.run(fetching())

    assert fetched is not None
    assert comparable(fetched) == comparable(build_schema(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize("kind", ["http", "socket"])
def test_a_query_with_variables_is_answered(kind: str) -> None:
    answer = ask(PLACES, kind, first=3)

    assert len(answer["municipalities"]["nodes"]) == 3
    assert answer["municipalities"]["totalCount"] > 3


def test_a_document_that_does_not_fit_the_fetched_schema_is_not_sent() -> None:
    with pytest.raises(GraphQLError, match="Cannot query field 'nothing'"):
        ask("{ nothing }")


@pytest.mark.parametrize("kind", ["http", "socket"])
def test_a_refused_value_raises_with_its_path_code_and_field(kind: str) -> None:
    with pytest.raises(TransportQueryError) as refused:
        ask(OUTLOOK, kind, input={"scenario": "TODAY", "years": 900})

    assert refused.value.errors is not None
    (error,) = refused.value.errors
    assert error["path"] == ["projection"]
    assert error["extensions"]["field"] == "years"


def test_a_run_tells_its_progress_until_it_has_ended_and_again_from_a_cursor() -> None:
    what = {"scenario": "LEAN", "years": 5, "replications": 4_000, "seed": 201}
    started = ask(START, input={"projection": what})["startRun"]
    assert started["userErrors"] == []

    told = follow(id=started["run"]["id"])
    later = follow(id=started["run"]["id"], after=told[0]["cursor"])

    assert told[-1]["state"] == later[-1]["state"] == "SUCCEEDED"
    assert told[0]["cursor"] not in [event["cursor"] for event in later]
