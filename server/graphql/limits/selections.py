"""What is selected, fragments taken in; for documents whose size was measured before."""

from collections.abc import Iterator, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

Fragments = Mapping[str, FragmentDefinitionNode]


def selected(
    selection: SelectionSetNode | None, fragments: Fragments
) -> Iterator[tuple[FieldNode, str | None]]:
    """Fields, each with the type that the nearest fragment around it names, if there is one."""
    for node in selection.selections if selection else ():
        if isinstance(node, FieldNode):
            yield node, None
        elif isinstance(node, InlineFragmentNode):
            named = node.type_condition.name.value if node.type_condition else None
            for field, inner in selected(node.selection_set, fragments):
                yield field, inner or named
        elif isinstance(node, FragmentSpreadNode):
            fragment = fragments.get(node.name.value)
            if fragment is not None:
                named = fragment.type_condition.name.value
                for field, inner in selected(fragment.selection_set, fragments):
                    yield field, inner or named


def fields_of(
    selection: SelectionSetNode | None, fragments: Fragments
) -> Iterator[tuple[str, SelectionSetNode | None]]:
    """Names of fields, with what is selected of each; the metafield `__typename` left out."""
    for field, _ in selected(selection, fragments):
        if field.name.value != "__typename":
            yield field.name.value, field.selection_set
