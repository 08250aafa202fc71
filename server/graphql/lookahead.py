"""Looks ahead in a document: which fields are asked of what a resolver is about to answer with.

What is found out at once for all rows of a list is left with each row, by the field's node in the
document, whatever its alias: `foreseen[id(node)]`. The executor reads it there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    Undefined,
    value_from_ast_untyped,
)

from server.graphql.context import Info

Foreseen = dict[int, Any]
"""Values of fields by the ids of their nodes, which live as long as the request."""
FORESEEN: Final = "foreseen"
"""Attribute of a row that has them."""


def asked(info: Info, *paths: Sequence[str]) -> list[FieldNode]:
    """Fields asked at the end of one of the paths, in the order of the document."""
    raw = info._raw_info  # strawberry's own view of it copies all there is, left out or not
    seen = _Seen(raw.fragments, info.variable_values)
    return [field for path in paths for field in seen.under(raw.field_nodes, path)]


def argument(info: Info, field: FieldNode, name: str, default: Any) -> Any:
    """Value of an argument as it was sent, or the default."""
    for given in field.arguments or ():
        if given.name.value == name:
            value = value_from_ast_untyped(given.value, info.variable_values)
            return default if value is Undefined else value
    return default


@dataclass(frozen=True, slots=True)
class _Seen:
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: dict[str, Any]

    def under(self, fields: Iterable[FieldNode], path: Sequence[str]) -> Iterator[FieldNode]:
        for field in fields:
            inside = self.fields(field.selection_set)
            if path:
                yield from self.under(
                    (one for one in inside if one.name.value == path[0]), path[1:]
                )
            else:
                yield from inside

    def fields(self, selection: SelectionSetNode | None) -> Iterator[FieldNode]:
        """Fields of a selection and of the fragments spread in it, whatever type they are on."""
        for node in selection.selections if selection else ():
            if any(map(self.leaves_out, node.directives or ())):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self.fields(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield from self.fields(self.fragments[node.name.value].selection_set)

    def leaves_out(self, directive: DirectiveNode) -> bool:
        """Whether it is @skip or @include, and says so."""
        if directive.name.value not in ("skip", "include"):
            return False
        (condition,) = directive.arguments or ()
        holds = bool(value_from_ast_untyped(condition.value, self.variables))
        return holds is (directive.name.value == "skip")
