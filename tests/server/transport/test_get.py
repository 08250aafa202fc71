"""GET asks, and changes nothing."""

import pytest

from tests.server.conftest import Serve
from tests.server.transport import small

pytestmark = pytest.mark.anyio


async def test_a_query_may_come_by_get(serve: Serve) -> None:
    asked = {"query": "query A($a: Boolean!) { hello @include(if: $a) }", "operationName": "A"}
    async with serve(schema=small.schema) as client:
        answer = await client.get("/graphql", params={**asked, "variables": '{"a": true}'})
        empty = {"query": "{ hello }", "operationName": "", "variables": "", "extensions": ""}
        bare = await client.get("/graphql", params=empty)

        assert answer.json()["data"] == bare.json()["data"] == {"hello": "hello"}


@pytest.mark.parametrize(
    ("parameters", "headers", "status", "said"),
    [
        ({}, {}, 400, "query must be a string"),
        ({"query": "{ hello }", "variables": "{"}, {}, 400, "variables is no JSON"),
        ({"query": "{ hello }", "variables": "[]"}, {}, 400, "variables must be an object"),
        ({"query": "{ hello }", "extensions": "1"}, {}, 400, "extensions must be an object"),
        ({"query": 'mutation { note(text: "a") }'}, {}, 405, "a mutation must be sent by POST"),
        ({"query": "subscription { silence }"}, {}, 200, "a subscription has many answers"),
        # an image on another page, and a page that asks without leave
        ({"query": "{ hello }"}, {"sec-fetch-site": "cross-site"}, 403, "pages of this origin"),
        ({"query": "{ hello }"}, {"origin": "https://a.example"}, 403, "pages of this origin"),
    ],
)
async def test_what_get_does_not_answer_is_refused(
    serve: Serve, parameters: dict[str, str], headers: dict[str, str], status: int, said: str
) -> None:
    async with serve(schema=small.schema) as client:
        answer = await client.get("/graphql", params=parameters, headers=headers)

        assert answer.status_code == status
        assert said in answer.json()["errors"][0]["message"]


async def test_get_can_be_switched_off(serve: Serve) -> None:
    async with serve(get_queries=False) as client:
        answer = await client.get("/graphql", params={"query": "{ __typename }"})

        assert answer.status_code == 405
        assert answer.headers["allow"] == "POST"
