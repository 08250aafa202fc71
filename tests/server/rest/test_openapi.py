"""The description describes everything, with its unit, and an example that holds."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest

from server.rest.declaring import API_VERSION
from server.rest.door import OTHERS, RESOURCES
from server.rest.openapi import described
from server.rest.parameters import read

DOCUMENT = orjson.loads(orjson.dumps(described(RESOURCES, OTHERS)))
OPERATIONS = [(path, item["get"]) for path, item in DOCUMENT["paths"].items()]
TABLES = [(path, operation) for path, operation in OPERATIONS if path not in OTHERS]


def within(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from within(inner)


def test_every_reference_leads_somewhere() -> None:
    references = [node["$ref"] for node in within(DOCUMENT) if isinstance(node.get("$ref"), str)]

    assert len(references) > 50
    for reference in references:
        found = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_everything_is_described() -> None:
    for path, operation in OPERATIONS:
        assert operation["summary"]
        assert operation["description"], path
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert schema["description"], name
        for field, inner in schema["properties"].items():
            assert inner.get("description"), (name, field)


def test_every_operation_tells_its_errors_and_its_version() -> None:
    for path, operation in TABLES:
        responses = operation["responses"]
        assert {"200", "304", "400", "406", "422", "429", "500", "503"} <= responses.keys(), path
        assert {"API-Version", "ETag"} <= responses["200"]["headers"].keys()
    for response in DOCUMENT["components"]["responses"].values():
        assert "application/problem+json" in response["content"]
        assert "API-Version" in response["headers"]


def test_examples_are_what_is_described() -> None:
    for resource in RESOURCES:
        examples = DOCUMENT["components"]["examples"]

        told = resource.told.model_validate(examples[f"{resource.name}-json"]["value"])

        assert told == resource.example
        assert len(examples[f"{resource.name}-csv"]["value"].splitlines()) > 1


def test_examples_of_parameters_are_taken() -> None:
    for resource, (_, operation) in zip(RESOURCES, TABLES, strict=True):
        query = "&".join(
            f"{parameter['name']}={_sent(parameter['schema']['examples'][0])}"
            for parameter in operation["parameters"]
            if "examples" in parameter["schema"]
        )

        read(query.encode(), {}, resource.asked)


def _sent(example: object) -> str:
    return ",".join(map(str, example)) if isinstance(example, list) else str(example)


def test_names_are_those_that_the_government_asks_for() -> None:
    for path, operation in OPERATIONS:
        assert re.fullmatch(r"(/[a-z0-9-]+|/{[a-z]+})+", path)
        for parameter in operation["parameters"]:
            if parameter["in"] != "header":  # whose names are HTTP's
                assert re.fullmatch(r"[a-z][a-zA-Z0-9]*", parameter["name"])
    for schema in DOCUMENT["components"]["schemas"].values():
        for field in schema["properties"]:
            assert re.fullmatch(r"[a-z][a-zA-Z0-9]*", field)
    assert DOCUMENT["servers"][0]["url"].endswith(f"/v{API_VERSION.split('.')[0]}")


@pytest.mark.anyio
async def test_the_description_is_served_and_every_answer_points_to_it(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/api/v1/scenarios")

    link = re.fullmatch(r'<(.*)>; rel="service-desc"', answer.headers["link"])
    assert link
    served = await client.get(link[1])
    assert served.json() == DOCUMENT
    assert served.headers["api-version"] == DOCUMENT["info"]["version"] == API_VERSION
