"""The example operations on runs, played in the order in which a client needs them."""

import json
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from graphql import FieldNode, OperationDefinitionNode, build_schema, parse

from server.graphql.schema import sdl

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[2] / "docs" / "operations" / "runs"


def body(name: str, **variables: Any) -> dict[str, Any]:
    file = FOLDER / f"{name}.variables.json"
    given = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return {
        "query": (FOLDER / f"{name}.graphql").read_text("utf-8"),
        "variables": given | variables,
    }


async def test_the_examples_start_follow_read_list_and_cancel_a_run(
    client: httpx.AsyncClient,
) -> None:
    async def ask(name: str, **variables: Any) -> dict[str, Any]:
        told = (await client.post("/graphql", json=body(name, **variables))).json()
        assert "errors" not in told, told["errors"]
        data: dict[str, Any] = told["data"]
        return data

    started = (await ask("start-run"))["startRun"]
    id_ = started["run"]["id"]
    stream = await client.post(
        "/graphql/stream",
        json=body("run-progress", id=id_),
        headers={"accept": "text/event-stream"},
    )
    read = (await ask("run-result", id=id_))["run"]
    listed = (await ask("runs"))["runs"]
    canceled = (await ask("cancel-run", id=id_))["cancelRun"]

    lines = [line for line in stream.text.splitlines() if line.startswith("data: {")]
    last = orjson.loads(lines[-1].removeprefix("data: "))["data"]["runProgress"]
    assert started["userErrors"] == []
    assert (last["state"], last["replicationsDone"]) == ("SUCCEEDED", 2000)
    assert len(read["comparison"]["alternatives"][0]["differences"]) == 2
    assert (await client.get(read["csv"])).status_code == 200
    assert [run["id"] for run in listed["nodes"]] == [id_]
    assert canceled["run"]["state"] == "SUCCEEDED"  # it had ended already


def test_every_mutation_and_subscription_and_all_that_needs_more_has_an_example() -> None:
    contract = build_schema(sdl())
    assert contract.mutation_type is not None
    assert contract.subscription_type is not None
    shown = {
        field.name.value
        for file in FOLDER.parent.glob("*/*.graphql")
        for node in parse(file.read_text("utf-8")).definitions
        if isinstance(node, OperationDefinitionNode)
        for field in node.selection_set.selections
        if isinstance(field, FieldNode)
    }

    assert shown == {
        *contract.mutation_type.fields,
        *contract.subscription_type.fields,
        *("actions", "auditTrail", "credentials", "participants", "run", "runs"),
    }
