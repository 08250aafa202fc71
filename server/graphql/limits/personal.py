"""Documents about people: their values come as variables, for texts of documents are remembered."""

from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    SKIP,
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableDefinitionNode,
    Visitor,
    visit,
)

READ: Final = frozenset({"participants", "actions"})
CHANGED: Final = frozenset(
    {
        *("registerParticipant", "registerParticipantElsewhere", "correctParticipant"),
        *("optOutParticipant", "reportDelivery", "recordAction", "concludeAction"),
        *("handOverParticipant", "restrictParticipant", "releaseParticipant", "eraseParticipant"),
    }
)
FIELDS: Final = READ | CHANGED
"""Whatever takes values that tell who somebody is, or lists people."""
TYPES: Final = frozenset({"Participant", "Action"})
"""Whatever is reached by an id, and read of somebody."""
TAKING: Final = frozenset({"input", "where"})
"""Arguments of these that hold such values."""


_MARKS: Final = FIELDS | TYPES


class Literal(GraphQLError):
    """A value stands in a document that only variables may hold; the document is not told back."""

    def __init__(self) -> None:
        super().__init__(
            "values of people are taken as variables alone, for documents are remembered",
            extensions={"code": "BAD_DOCUMENT"},
        )


def mentioned(text: str) -> bool:
    """Whether a text may be of people; quick, and never wrong where it says no."""
    return any(name in text for name in _MARKS)


def is_about_people(parsed: DocumentNode) -> bool:
    """Whether any part of a document takes such values, lists people, or reads of one."""
    found: list[Node] = []

    class Parts(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if node.name.value in FIELDS:
                found.append(node)

        def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
            if node.type_condition is not None and node.type_condition.name.value in TYPES:
                found.append(node)

        def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
            if node.type_condition.name.value in TYPES:
                found.append(node)

    visit(parsed, Parts())
    return bool(found)


def check_literals(parsed: DocumentNode) -> None:
    """Raise Literal where a document about people holds a text or a number it should not."""
    wrong: list[ValueNode] = []

    class Values(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if node.name.value in FIELDS:
                for argument in node.arguments or ():
                    if argument.name.value in TAKING:
                        wrong.extend(_literals(argument.value))

        def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> Any:
            default = node.default_value
            if default is not None and not isinstance(default, IntValueNode):
                wrong.extend(_literals(default))
            return SKIP

        def enter_argument(self, _node: ArgumentNode, *_: Any) -> Any:
            return SKIP

    visit(parsed, Values())
    if wrong:
        raise Literal


def _literals(value: ValueNode) -> Iterator[ValueNode]:
    if isinstance(value, StringValueNode | IntValueNode | FloatValueNode):
        yield value
    elif isinstance(value, ListValueNode):
        for inner in value.values:
            yield from _literals(inner)
    elif isinstance(value, ObjectValueNode):
        for field in value.fields:
            yield from _literals(field.value)
