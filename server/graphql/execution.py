"""Validates a document once, and executes it without a resolver for each plain attribute."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache, partial
from math import isfinite
from typing import Any, Final, NamedTuple, cast

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    ASTValidationRule,
    GraphQLBoolean,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    validate,
)
from graphql.execution.collect_fields import GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry import Schema
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import CustomGraphQLEnumType, GraphQLCoreConverter
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.field import StrawberryField

from server.graphql.limits import document
from server.graphql.lookahead import FORESEEN, Foreseen

KNOWN: Final = 256
"""Documents that are known to be valid; the one asked longest ago is forgotten first."""
ERRORS: Final = 5
"""That a document is told of; for each a better name is looked for among all there are."""
LONGEST: Final = 10_000
"""Characters of one that is remembered."""

NOTED: Final = "noted"
"""Attribute of an object about somebody: is told the names of the fields that are read of it."""

Read = Callable[[Any], Any]
"""What JSON gets of a value; None for a value that is nothing plain."""


class Attribute(NamedTuple):
    name: str | None
    """In Python; None for a field with a resolver, whose value may be foreseen."""
    nullable: bool
    read: Read


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Reads scalars, enums and lists of them itself where an object has them, or they are foreseen.

    Anything else goes the long way: objects, resolvers, and values of another type than the
    contract's, so that graphql-core words what is wrong with them.
    """

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        plain = attributes(parent_type)
        foreseen: Foreseen = getattr(source_value, FORESEEN, _NOTHING)
        note = getattr(source_value, NOTED, None)
        if note is not None:
            note({details[0].node.name.value for details in grouped_field_set.values()})
        results: dict[str, Any] = {}
        rest: GroupedFieldSet = {}
        for name, details in grouped_field_set.items():
            node = details[0].node
            results[name] = None  # holds the place
            attribute = plain.get(node.name.value)
            if attribute is None:
                rest[name] = details
                continue
            if attribute.name is None:
                value = foreseen.get(id(node), _NOTHING)
            else:
                value = getattr(source_value, attribute.name, _NOTHING)
            if value is None and attribute.nullable:
                continue
            value = attribute.read(value)
            if value is None:
                rest[name] = details
            else:
                results[name] = value
        if not rest:
            return results
        completed = super().execute_fields(parent_type, source_value, path, rest, position_context)
        if isinstance(completed, dict):
            return results | completed
        return _merged(results, completed)


async def _merged(results: dict[str, Any], awaited: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    return results | await awaited


class ValidatedOnce(SchemaExtension):
    """Validates a document the first time that it is asked; one that is wrong, every time."""

    def on_validate(self) -> Iterator[None]:
        execution = self.execution_context
        text = execution.query or ""
        check = valid if len(text) <= LONGEST else valid.__wrapped__
        try:
            check(execution.schema, text, execution.validation_rules)
        except _Invalid as invalid:
            execution.pre_execution_errors = invalid.errors
        else:
            execution.pre_execution_errors = []  # None: strawberry would validate it again
        yield


class _Invalid(Exception):
    def __init__(self, errors: list[GraphQLError]) -> None:
        self.errors = errors


@lru_cache(maxsize=KNOWN)
def valid(schema: Schema, text: str, rules: tuple[type[ASTValidationRule], ...]) -> None:
    """Remember that a document is valid; an exception is not remembered."""
    # by its text: comparing and hashing a document costs what validating it does
    own = (MaybeNullValidationRule, OneOfInputValidationRule)  # strawberry adds them likewise
    errors = validate(schema._schema, document(text), (*rules, *own), max_errors=ERRORS)
    if errors:
        raise _Invalid(errors)


@cache
def attributes(parent: GraphQLObjectType) -> Mapping[str, Attribute]:
    """Fields of a type that may be read without a resolver, by their names in the contract."""
    found = {}
    for name, field in parent.fields.items():
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        read = _reader(field.type)
        if not isinstance(definition, StrawberryField) or definition.extensions or read is None:
            continue  # extensions may forbid it
        own = None if definition.base_resolver else definition.python_name
        found[name] = Attribute(own, not is_non_null_type(field.type), read)
    return found


def _reader(type_: GraphQLOutputType) -> Read | None:
    """How values of a type are read; None if it is none of the plain ones."""
    kind = get_nullable_type(type_)
    if is_list_type(kind):
        read = _reader(kind.of_type)
        nullable = not is_non_null_type(kind.of_type)
        return None if read is None else partial(_list, read, nullable)
    if isinstance(kind, CustomGraphQLEnumType):
        members = cast("type[Enum]", kind.wrapped_cls)
        return partial(_enum, members, {one: kind.coerce_output_value(one) for one in members})
    return _SCALARS.get(get_named_type(kind).name)


def _list(read: Read, nullable: bool, values: object) -> list[Any] | None:
    if type(values) is not list:
        return None
    told = [read(value) for value in values]
    return told if told.count(None) == (values.count(None) if nullable else 0) else None


def _enum(kind: type[Enum], names: Mapping[Enum, str], value: object) -> str | None:
    return names[value] if type(value) is kind else None


def _text(value: object) -> str | None:
    return value if type(value) is str else None


def _whole(value: object) -> int | None:
    return value if type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT else None


def _number(value: object) -> float | None:
    return value if type(value) is float and isfinite(value) else None


def _truth(value: object) -> bool | None:
    return value if type(value) is bool else None


_NOTHING: Foreseen = {}
_SCALARS: Mapping[str, Read] = {
    GraphQLString.name: _text,
    GraphQLID.name: _text,
    GraphQLInt.name: _whole,
    GraphQLFloat.name: _number,
    GraphQLBoolean.name: _truth,
}
