from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
)

from server.graphql.schema import sdl

ROOT = Path(__file__).parents[3]


def test_the_contract_is_what_the_code_prints() -> None:
    assert (ROOT / "schema.graphql").read_text() == sdl()


def elements() -> Iterator[tuple[str, str | None]]:
    for name, kind in build_schema(sdl()).type_map.items():
        if name.startswith("__") or isinstance(kind, GraphQLScalarType):
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            for value, enum_value in kind.values.items():
                yield f"{name}.{value}", enum_value.description
        if isinstance(kind, GraphQLInputObjectType):
            for field, input_field in kind.fields.items():
                yield f"{name}.{field}", input_field.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, output in kind.fields.items():
                yield f"{name}.{field}", output.description
                for argument, described in output.args.items():
                    yield f"{name}.{field}({argument})", described.description


@pytest.mark.parametrize(("element", "description"), [*elements()])
def test_every_element_says_what_it_is(element: str, description: str | None) -> None:
    assert description, element
    assert description.endswith("."), element
