"""The example operations are answered, in full, within the limits."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import FieldNode, OperationDefinitionNode, build_schema, parse, print_ast

from server.graphql.limits import MOST, Size, measure
from server.graphql.schema import sdl

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[2] / "docs" / "operations"
QUERIES = sorted(FOLDER.glob("*.graphql"))
ELSEWHERE = {"actions", "auditTrail", "credentials", "participants", "run", "runs"}
"""Root fields whose examples need a run or a credential: they stand in folders of their own."""


def asked(operation: Path) -> dict[str, Any]:
    file = operation.with_suffix(".variables.json")
    variables = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return {"query": operation.read_text("utf-8"), "variables": variables}


def emptiness(value: object, path: str = "") -> Iterator[str]:
    """Where an answer has an object or a list with nothing in it."""
    if value in ({}, []):
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from emptiness(inner, f"{path}.{name}")
    if isinstance(value, list):
        for i, inner in enumerate(value):
            yield from emptiness(inner, f"{path}[{i}]")


def roots(text: str) -> Iterator[str]:
    for node in parse(text).definitions:
        if isinstance(node, OperationDefinitionNode):
            for field in node.selection_set.selections:
                assert isinstance(field, FieldNode)
                yield field.name.value


@pytest.mark.parametrize("operation", QUERIES, ids=lambda path: path.stem)
@pytest.mark.slow
async def test_an_example_is_answered_with_data_throughout(
    client: httpx.AsyncClient, operation: Path
) -> None:
    answer = (await client.post("/graphql", json=asked(operation))).json()

    assert "errors" not in answer, answer["errors"]
    assert None not in answer["data"].values()
    # what nothing contradicts, and what nothing follows on, has an empty list
    empty = [path for path in emptiness(answer["data"]) if not path.endswith(("follows", "bands"))]
    assert empty == []


@pytest.mark.parametrize("operation", QUERIES, ids=lambda path: path.stem)
def test_an_example_says_what_it_is_for_and_leaves_room_below_the_limits(operation: Path) -> None:
    text = operation.read_text("utf-8")
    size = measure(parse(text))

    assert text.startswith("# ")
    assert all(getattr(size, name) <= getattr(MOST, name) / 2 for name in Size.__slots__)


def test_every_field_that_can_be_asked_has_an_example() -> None:
    contract = build_schema(sdl())
    assert contract.query_type is not None

    shown = {root for operation in QUERIES for root in roots(operation.read_text("utf-8"))}

    assert shown == set(contract.query_type.fields) - ELSEWHERE


def test_every_operation_has_a_name_of_its_own() -> None:
    named = [
        node.name.value if node.name else print_ast(node)
        for operation in sorted(FOLDER.rglob("*.graphql"))
        for node in parse(operation.read_text("utf-8")).definitions
        if isinstance(node, OperationDefinitionNode)
    ]

    assert len(set(named)) == len(named)
