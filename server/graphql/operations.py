"""Which operation of a document is asked, and how much it would change."""

from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
)

MOST_CHANGES: Final = 1
"""Mutation fields that one request may ask: whoever asks is anonymous."""


class NoOperation(GraphQLError):
    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": "BAD_OPERATION"})


def chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Choose the operation that is meant; raises NoOperation rather than guess."""
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if name is not None:
        operations = [node for node in operations if node.name and node.name.value == name]
        if not operations:
            raise NoOperation(f"operationName={name[:100]} names no operation of the document")
    if not operations:
        raise NoOperation("the document has no operation")
    if len(operations) > 1 and name is None:
        raise NoOperation("operationName must say which operation is meant")
    return operations[0]  # two of one name are left to validation


def check_changes(document: DocumentNode, operation: OperationDefinitionNode) -> None:
    """Refuse a mutation that would change more than one thing at once."""
    if operation.operation is not OperationType.MUTATION:
        return
    changes = len(_changes(document, operation))
    if changes > MOST_CHANGES:
        raise GraphQLError(
            f"document.mutations={changes} is outside [0, {MOST_CHANGES}]",
            extensions={"code": "DOCUMENT_TOO_LARGE", "limit": "mutations", "most": MOST_CHANGES},
        )


def _changes(document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    """Name what a mutation asks at its root; each fragment is looked at once."""
    fragments = {
        node.name.value: node.selection_set
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    names: set[str] = set()
    left = [operation.selection_set]
    while left:
        for node in left.pop().selections:
            if isinstance(node, FieldNode):
                names.add(node.alias.value if node.alias else node.name.value)
            elif isinstance(node, FragmentSpreadNode):
                spread = fragments.pop(node.name.value, None)
                if spread is not None:
                    left.append(spread)
            else:
                left.append(node.selection_set)  # type: ignore[attr-defined]  # an inline fragment
    return names - {"__typename"}
