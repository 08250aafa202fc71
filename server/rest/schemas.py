"""What parameters take: their JSON schemas, and the same in words."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel

from simulation.sentence import Listing, Sentence

Schema = Mapping[str, Any]


@cache
def schemas(asked: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """JSON schema of every parameter, by name: what OpenAPI says, and what a refusal says."""
    told = asked.model_json_schema(by_alias=True)
    shared = told.get("$defs", {})
    found = {name: _flat(schema, shared) for name, schema in told["properties"].items()}
    for name, field in asked.model_fields.items():
        if isinstance(field.default, Enum):  # pydantic has its value there
            found[field.alias or name]["default"] = field.default.name
    return found


def _flat(schema: Schema, shared: Schema) -> dict[str, Any]:
    """A schema without references, and without the null that a query cannot say."""
    if "$ref" in schema:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        named = shared[schema["$ref"].rpartition("/")[2]]
        return {**_flat({k: v for k, v in named.items() if k != "title"}, shared), **rest}
    flat = {key: value for key, value in schema.items() if key not in ("title", "anyOf")}
    if flat.get("default", ...) is None:
        del flat["default"]
    for option in schema.get("anyOf", ()):
        if option != {"type": "null"}:
            flat = {**_flat(option, shared), **flat}
    if "items" in flat:
        flat["items"] = _flat(flat["items"], shared)
    return flat


def takes(schema: Schema) -> Sentence:
    """What a schema takes, in words, with its bounds."""
    if "enum" in schema:
        return Sentence("one of {choices}", choices=Listing(map(str, schema["enum"])))
    match schema["type"]:
        case "array":
            return Sentence(
                "{least} to {most} values with commas between them, each {item}",
                least=schema.get("minItems", 0),
                most=schema["maxItems"],
                item=takes(schema["items"]),
            )
        case "integer":
            return Sentence("a whole number in [{low}, {high}]", **_range(schema))
        case "number":
            return Sentence("a number in [{low}, {high}]", **_range(schema))
        case _ if schema.get("format") == "date":
            return Sentence("a date, YYYY-MM-DD")
        case _:
            return Sentence("a {thing}", thing=schema["description"])


def _range(schema: Schema) -> dict[str, float]:
    return {"low": schema["minimum"], "high": schema["maximum"]}
