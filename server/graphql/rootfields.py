"""Which root fields an operation asks: what it is called by where no caller's word may stand."""

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
)


def root_fields(document: DocumentNode, operation_name: str | None) -> tuple[str, ...]:
    """Names of the root fields that an operation asks, each once, in their order.

    Names that the schema does not have may be among them: the document is not validated yet.
    """
    operations = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        and (operation_name is None or (node.name and node.name.value == operation_name))
    ]
    if len(operations) != 1:
        return ()
    fragments: dict[str, FragmentDefinitionNode] | None = None
    found: dict[str, None] = {}
    spread: set[str] = set()
    waiting = [operations[0].selection_set]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                found[node.name.value] = None
            elif isinstance(node, InlineFragmentNode):
                waiting.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                if fragments is None:
                    fragments = _fragments(document)
                if node.name.value in fragments:
                    waiting.append(fragments[node.name.value].selection_set)
    if len(found) > 1:
        found.pop("__typename", None)  # Apollo's client adds it everywhere
    return tuple(found)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
