"""What the contract promises to clients, checked: nothing they use breaks, all of it is described.

What the promise is, in words, stands in `docs/api.md`.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from graphql import (
    REMOVE,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InputValueDefinitionNode,
    Node,
    Visitor,
    build_ast_schema,
    build_schema,
    introspection_types,
    is_specified_scalar_type,
    parse,
    visit,
)
from graphql.utilities import (
    BreakingChange,
    DangerousChange,
    DangerousChangeType,
    find_schema_changes,
)

DEPRECATION: Final = re.compile(r"Use `([\w.]+)` instead; goes after (\d{4}-\d{2}-\d{2})\.(?: .+)?")
"""How `@deprecated` is worded: what to use instead, and the last day on which it is answered."""

_SILENT: Final = {
    DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
    DangerousChangeType.INPUT_FIELD_DEFAULT_VALUE_CHANGE,
}
"""Changes that refuse no document, but answer an old one otherwise."""


def faults(sdl: str, released: str | None = None, *, on: date) -> list[str]:
    """What a contract lacks: descriptions, words of its deprecations, promises to those before."""
    found = [f"{name} has no description" for name, text in elements(sdl) if not text]
    found += deprecations(build_schema(sdl))
    return found if released is None else [*found, *breaks(released, sdl, on=on)]


def latest(folder: Path) -> Path | None:
    """Contract of the last release in a folder of `<version>.graphql`."""
    return max(
        folder.glob("*.graphql"),
        key=lambda path: [int(part) for part in path.stem.split(".")],
        default=None,
    )


def breaks(released: str, now: str, *, on: date) -> list[str]:
    """Changes since a release that a client of then would notice, in words.

    What was deprecated then, and whose last day is before `on`, may have gone.
    """
    promised = _reachable(build_ast_schema(visit(parse(released), _Gone(on))))
    return [
        change.description
        for change in find_schema_changes(promised, build_schema(now))
        if isinstance(change, BreakingChange)
        or (isinstance(change, DangerousChange) and change.type in _SILENT)
    ]


def deprecations(contract: GraphQLSchema) -> Iterator[str]:
    """What is deprecated without saying what to use instead, and until when."""
    names = {part for name, _ in _elements(contract) for part in re.findall(r"\w+", name)}
    for name, reason in _deprecated(contract):
        words = DEPRECATION.fullmatch(reason)
        if words is None:
            yield f"{name}: @deprecated must say: Use `replacement` instead; goes after YYYY-MM-DD."
        elif not set(words[1].split(".")) <= names:
            yield f"{name}: @deprecated names {words[1]}, which is not there"
        else:
            try:
                date.fromisoformat(words[2])
            except ValueError:
                yield f"{name}: @deprecated names {words[2]}, which is no day"


def elements(sdl: str) -> Iterator[tuple[str, str | None]]:
    """Every type, field, argument and value of a contract, with its description."""
    return ((name, getattr(it, "description", None)) for name, it in _elements(build_schema(sdl)))


def _elements(contract: GraphQLSchema) -> Iterator[tuple[str, object]]:
    for name, kind in contract.type_map.items():
        if name in introspection_types or is_specified_scalar_type(kind):
            continue
        yield name, kind
        match kind:
            case GraphQLEnumType():
                yield from ((f"{name}.{value}", it) for value, it in kind.values.items())
            case GraphQLInputObjectType():
                yield from ((f"{name}.{field}", it) for field, it in kind.fields.items())
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field, output in kind.fields.items():
                    yield f"{name}.{field}", output
                    for argument, it in output.args.items():
                        yield f"{name}.{field}({argument})", it


def _deprecated(contract: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for name, it in _elements(contract):
        reason = getattr(it, "deprecation_reason", None)
        if reason is not None:
            yield name, reason


def _reachable(contract: GraphQLSchema) -> GraphQLSchema:
    """The same without types that nothing leads to any more."""
    implementing: list[GraphQLNamedType] = [
        kind
        for kind in contract.type_map.values()
        if isinstance(kind, GraphQLObjectType) and kind.interfaces
    ]
    return GraphQLSchema(
        query=contract.query_type,
        mutation=contract.mutation_type,
        subscription=contract.subscription_type,
        types=implementing,
        directives=contract.directives,
    )


class _Gone(Visitor):
    """Takes out what was deprecated, once its last day has passed."""

    def __init__(self, on: date) -> None:
        super().__init__()
        self.on = on

    def enter(self, node: Node, *_: object) -> object:
        if not isinstance(
            node, FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode
        ):
            return None
        for directive in node.directives or ():
            for argument in directive.arguments or ():
                words = DEPRECATION.fullmatch(getattr(argument.value, "value", ""))
                if words and date.fromisoformat(words[2]) < self.on:
                    return REMOVE
        return None
