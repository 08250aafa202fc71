"""Who is anonymous changes one thing a request."""

import pytest
from graphql import parse

from server.graphql.operations import check_changes, chosen
from tests.server.conftest import Serve
from tests.server.transport import small

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ('mutation { note(text: "a") __typename }', False),
        ('mutation { note(text: "a") note(text: "a") }', False),  # one field, asked twice
        ('mutation { note(text: "a") other: note(text: "b") }', True),
        ('mutation { note(text: "a") ... { b: note(text: "b") } }', True),
        ('mutation { ...A } fragment A on Mutation { a: note(text: "") b: note(text: "") }', True),
        ('query A { hello } mutation B { a: note(text: "") b: note(text: "") }', False),
    ],
)
async def test_a_request_changes_one_thing_at_most(serve: Serve, text: str, refused: bool) -> None:
    async with serve(schema=small.schema) as client:
        sent = {"query": text, "operationName": "A" if "query A" in text else None}
        answer = (await client.post("/graphql", json=sent)).json()

        assert ("errors" in answer) is refused
        if refused:
            assert answer["errors"][0]["extensions"]["limit"] == "mutations"


async def test_fragments_without_fields_are_walked_once() -> None:
    """Each spreads the next one twice, 300 deep: a walk along all paths would never end."""
    text = "mutation { ...F0 } " + "".join(
        f"fragment F{i} on Mutation {{ ...F{i + 1} ...F{i + 1} }} " for i in range(300)
    )
    parsed = parse(text)

    check_changes(parsed, chosen(parsed, None))
