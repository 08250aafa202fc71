"""What a request would cost: objects × sizes of lists, and the work of fields that play the model.

A document is laid out once, as the fields that cost something; with its variables it is then
counted for each request. What may be skipped, and what two fragments both ask, is counted.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from graphql import (
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_introspection_type,
    is_list_type,
)

from server.graphql.limits.document import document
from server.graphql.limits.introspection import contract
from server.graphql.limits.prices import Around, Pricing, fixed, page, rows
from server.graphql.limits.selections import Fragments, selected
from server.graphql.limits.size import TooLarge
from server.graphql.limits.tariff import PRICES

REPEATS: Final = 30
"""Fields that share one place in the answer; validation compares each with each."""

VALUES: Final = 5_000
"""In variables, lists and objects counted as well; each is coerced in Python."""

_ONE: Final = fixed(1)
_UNKNOWN: Final = fixed(100)
"""Of a list that the tariff does not know; a test holds that there is none."""
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Line:
    """A field that costs something, and those in it."""

    pricing: Pricing
    given: Mapping[str, ValueNode]
    takes: Mapping[str, GraphQLArgument]
    lines: "list[Line]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bill:
    lines: list[Line]
    fixed: int
    """For the answer itself, and what it tells of the contract."""
    defaults: Mapping[str, Any]
    """Of variables."""


def estimate(
    schema: GraphQLSchema,
    text: str,
    operation: str | None,
    variables: Mapping[str, Any],
    around: Around,
) -> int:
    """Most that a request can cost; raises GraphQLError for a document that cannot be read."""
    bill = laid_out(schema, text, operation)
    _check_values(variables)
    known = {**bill.defaults, **variables}
    return bill.fixed + sum(_cost(line, known, around) for line in bill.lines)


def _check_values(variables: Mapping[str, Any]) -> None:
    """Refuse variables that are too many to be coerced; raises TooLarge."""
    layer, count = [*variables.values()], 0
    while layer:
        count += len(layer)
        if count > VALUES:
            raise TooLarge("values", count, VALUES, where="variables")
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]


def _cost(line: Line, variables: Mapping[str, Any], around: Around) -> int:
    price = line.pricing(_arguments(line, variables), around)
    inside = sum(_cost(inner, variables, price.around) for inner in line.lines)
    return price.points + price.objects * (1 + inside)


@lru_cache(maxsize=256)
def laid_out(schema: GraphQLSchema, text: str, operation: str | None) -> Bill:
    """Lay out an operation; where the document has none of that name, there is nothing to pay."""
    parsed = document(text)
    fragments = {
        node.name.value: node
        for node in parsed.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    for node in parsed.definitions:
        if isinstance(node, OperationDefinitionNode) and (
            operation is None or (node.name and node.name.value == operation)
        ):
            return _Clerk(schema, fragments).bill(node)
    return Bill(lines=[], fixed=1, defaults={})


class _Clerk:
    """Lays out one operation."""

    def __init__(self, schema: GraphQLSchema, fragments: Fragments) -> None:
        self.schema = schema
        self.fragments = fragments
        self.told = 1
        self.places: Counter[tuple[str, ...]] = Counter()

    def bill(self, node: OperationDefinitionNode) -> Bill:
        root = self.schema.get_root_type(node.operation)
        lines = self.lines(node.selection_set, root, ())
        worst = max(self.places.values(), default=0)
        if worst > REPEATS:
            raise TooLarge("repeats", worst, REPEATS)
        defaults = {
            variable.variable.name.value: _value(variable.default_value, {})
            for variable in node.variable_definitions or ()
            if variable.default_value is not None
        }
        return Bill(lines=lines, fixed=self.told, defaults=defaults)

    def lines(
        self, selection: SelectionSetNode | None, kind: Any, place: tuple[str, ...]
    ) -> list[Line]:
        lines = []
        for node, named in selected(selection, self.fragments):
            here = (*place, node.alias.value if node.alias else node.name.value)
            self.places[here] += 1
            line = self.line(node, self.schema.get_type(named) if named else kind, here)
            if line is not None:
                lines.append(line)
        return lines

    def line(self, node: FieldNode, kind: Any, place: tuple[str, ...]) -> Line | None:
        name = node.name.value
        if name == "__schema":
            self.told += 1 + contract(self.schema).of_schema(node.selection_set, self.fragments)
        elif name == "__type":
            self.told += 1 + contract(self.schema).of_type(node.selection_set, self.fragments)
        is_ours = isinstance(
            kind, GraphQLObjectType | GraphQLInterfaceType
        ) and not is_introspection_type(kind)
        field = kind.fields.get(name) if is_ours else None
        if field is None:
            # of the contract, or unknown: its own fields are looked at for repeats alone
            self.lines(node.selection_set, None, place)
            return None
        named = get_named_type(field.type)
        inside = self.lines(node.selection_set, named, place)
        pricing = pricing_of(kind, name, field)
        if pricing is None:
            return None
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        return Line(pricing=pricing, given=given, takes=field.args, lines=inside)


def pricing_of(
    kind: GraphQLObjectType | GraphQLInterfaceType, name: str, field: GraphQLField
) -> Pricing | None:
    """How a field is priced; None for a value, which is paid with the object it stands in."""
    pricing = PRICES.get(f"{kind.name}.{name}")
    if pricing is not None:
        return pricing
    named = get_named_type(field.type)
    if not is_composite_type(named):
        return None
    if named.name.endswith("Connection"):
        return page
    if not is_list_type(get_nullable_type(field.type)):
        return _ONE
    return rows if kind.name.endswith("Connection") else _UNKNOWN


def _arguments(line: Line, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    if not line.takes:
        return {}
    given = {name: _value(node, variables) for name, node in line.given.items()}
    told = _with_defaults(given, line.takes)
    for name, argument in line.takes.items():
        kind = get_nullable_type(argument.type)
        if isinstance(kind, GraphQLInputObjectType) and isinstance(told.get(name), dict):
            told[name] = _with_defaults(told[name], kind.fields)
    return told


def _with_defaults(
    given: Mapping[str, Any], takes: Mapping[str, GraphQLArgument | GraphQLInputField]
) -> dict[str, Any]:
    told = {name: value for name, value in given.items() if value is not _ABSENT}
    for name, taken in takes.items():
        if name not in told and taken.default_value is not Undefined:
            default = taken.default_value
            told[name] = getattr(default, "name", default)  # a member of an enum, by its name
    return told


def _value(node: ValueNode | None, variables: Mapping[str, Any]) -> Any:
    """A value as JSON would have it."""
    match node:
        case VariableNode():
            return variables.get(node.name.value, _ABSENT)
        case IntValueNode():
            return int(node.value)
        case FloatValueNode():
            return float(node.value)
        case ListValueNode():
            return [_value(inner, variables) for inner in node.values]
        case ObjectValueNode():
            inside = {inner.name.value: _value(inner.value, variables) for inner in node.fields}
            return {name: value for name, value in inside.items() if value is not _ABSENT}
        case None | NullValueNode():
            return None
        case EnumValueNode():
            return node.value
    return getattr(node, "value", None)
