"""Selections of all that a contract has of a type, however deep: new fields are in them at once."""

from collections.abc import Iterator
from typing import Final

from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type

from server.graphql.schema import schema

CONTRACT: Final = schema._schema
GUARDED: Final = frozenset(
    {"Participant", "Contact", "Delivery", "Consent", "Action", "ActionArea", "Credential"}
)
"""Types of which something is hidden from somebody; of others the id is asked, if they have one."""


def paths(kind: str) -> Iterator[str]:
    """Each field of a type by itself, as it is asked: `name`, `contacts { value }`."""
    for name, it in _fields(kind).items():
        inner = get_named_type(it.type)
        if is_leaf_type(inner):
            yield name
        elif inner.name in GUARDED:
            yield from (f"{name} {{ {path} }}" for path in paths(inner.name))
        else:
            yield f"{name} {{ __typename {'code' if inner.name == 'Municipality' else ''} }}"


def everything(kind: str) -> str:
    """All of them at once."""
    return " ".join(paths(kind))


def mutations() -> set[str]:
    root = CONTRACT.mutation_type
    assert root is not None
    return set(root.fields)


def queries() -> set[str]:
    root = CONTRACT.query_type
    assert root is not None
    return set(root.fields)


def _fields(kind: str) -> dict[str, GraphQLField]:
    found = CONTRACT.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    fields: dict[str, GraphQLField] = found.fields
    return fields
