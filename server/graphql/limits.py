"""How large a document may be: counted once, in linear time, before it is validated."""

import re
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)
from strawberry.extensions import SchemaExtension


@dataclass(frozen=True, slots=True)
class Size:
    """What is counted, with fragments counted wherever they are spread."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    simulations: int = 0
    """Fields that play the model, or ask many closed forms of it."""


MOST = Size(depth=15, fields=600, aliases=30, directives=30, simulations=8)
TOKENS = 1_000
MOST_DIGITS = 100
"""In one number; Python refuses to read one of thousands."""
SIMULATIONS = frozenset(
    {
        *("projection", "comparison", "learned", "structure", "varianceSplit", "verification"),
        *("tornado", "sobol", "regret", "belief"),
    }
)


_DIGITS = re.compile(r"\d{20,}")


class TooLarge(GraphQLError):
    def __init__(self, what: str, asked: object, most: int) -> None:
        super().__init__(
            f"document.{what}={asked} is outside [0, {most}]",
            extensions={"code": "DOCUMENT_TOO_LARGE", "limit": what, "most": most},
        )


class Limits(SchemaExtension):
    """Refuses a document that is too large, before it costs anything."""

    def on_parse(self):  # type: ignore[no-untyped-def]
        self.execution_context.graphql_document = document(self.execution_context.query or "")
        yield


@lru_cache(maxsize=256)
def document(text: str) -> DocumentNode:
    """Parse a document; raises GraphQLError when it cannot be read or is too large."""
    digits = max((len(run) for run in _DIGITS.findall(text)), default=0)
    if digits > MOST_DIGITS:
        raise TooLarge("digits", digits, MOST_DIGITS)
    try:
        parsed = parse(text, max_tokens=TOKENS)
    except GraphQLSyntaxError as error:
        if "tokens" in error.message:
            raise TooLarge("tokens", f"over {TOKENS}", TOKENS) from None
        raise
    except RecursionError:
        raise TooLarge("depth", "unreadable", MOST.depth) from None
    size = measure(parsed)
    for name in Size.__slots__:
        if getattr(size, name) > getattr(MOST, name):
            raise TooLarge(name, getattr(size, name), getattr(MOST, name))
    return parsed


def measure(parsed: DocumentNode) -> Size:
    """Size of all that is defined; each fragment is measured once, however often it is used."""
    meter = _Meter(
        {
            node.name.value: node
            for node in parsed.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
    )
    operations = [node for node in parsed.definitions if isinstance(node, OperationDefinitionNode)]
    sizes = [meter.of_node(node, node.selection_set) for node in operations]
    # validation reads those that nobody spreads as well
    sizes += [meter.of_fragment(name) for name in meter.fragments if name not in meter.known]
    return _together(sizes, depth=max((size.depth for size in sizes), default=0))


class _Meter:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.known: dict[str, Size] = {}

    def of_fragment(self, name: str) -> Size:
        if name not in self.known:
            self.known[name] = Size()  # a cycle ends here; validation refuses it
            fragment = self.fragments.get(name)
            if fragment is not None:
                self.known[name] = self.of_node(fragment, fragment.selection_set)
        return self.known[name]

    def of_node(self, node: Node, selection: SelectionSetNode | None) -> Size:
        parts = [self.of_selection(part) for part in selection.selections] if selection else []
        own = Size(directives=len(getattr(node, "directives", None) or ()))
        return _together([own, *parts], depth=max((part.depth for part in parts), default=0))

    def of_selection(self, node: SelectionNode) -> Size:
        if isinstance(node, FragmentSpreadNode):
            inside = self.of_fragment(node.name.value)
            own = Size(directives=len(node.directives or ()))
            return _together([own, inside], depth=inside.depth)
        if isinstance(node, FieldNode):
            inside = self.of_node(node, node.selection_set)
            own = Size(
                fields=1,
                aliases=1 if node.alias else 0,
                simulations=1 if node.name.value in SIMULATIONS else 0,
            )
            return _together([own, inside], depth=1 + inside.depth)
        assert isinstance(node, InlineFragmentNode)  # noqa: S101  there is no fourth kind
        return self.of_node(node, node.selection_set)


def _together(sizes: list[Size], *, depth: int) -> Size:
    return Size(
        depth=depth,
        fields=sum(size.fields for size in sizes),
        aliases=sum(size.aliases for size in sizes),
        directives=sum(size.directives for size in sizes),
        simulations=sum(size.simulations for size in sizes),
    )
