"""How large a document is: one pass, in which each fragment is measured once."""

from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)


@dataclass(frozen=True, slots=True)
class Size:
    """What is counted, with fragments counted wherever they are spread."""

    depth: int = 0
    """Fields within fields."""
    fields: int = 0
    spreads: int = 0
    """Of fragments that have a name; what is in them counts besides."""
    aliases: int = 0
    directives: int = 0
    simulations: int = 0
    """Fields that play the model, or ask many closed forms of it."""
    introspections: int = 0
    """Questions about the contract; a whole one takes the event loop a tenth of a second."""


MOST: Final = Size(
    depth=15,
    fields=600,
    spreads=300,
    aliases=30,
    directives=20,
    simulations=8,
    introspections=2,
)
_SIMULATIONS: Final = frozenset(
    {
        *("projection", "comparison", "learned", "structure", "varianceSplit", "verification"),
        *("tornado", "sobol", "regret", "belief"),
    }
)
_LONGEST_NUMBER: Final = 2**53 - 1
_INTROSPECTIONS: Final = frozenset({"__schema", "__type"})


class TooLarge(GraphQLError):
    """A limit is passed; says which, its value, and the query's."""

    def __init__(self, what: str, asked: int | str, most: int, *, where: str = "document") -> None:
        if isinstance(asked, int) and asked > _LONGEST_NUMBER:
            asked = f"over {_LONGEST_NUMBER}"  # JSON's readers lose digits of what is longer
        super().__init__(
            f"{where}.{what}={asked} is outside [0, {most}]",
            extensions={"code": "DOCUMENT_TOO_LARGE", "limit": what, "most": most, "asked": asked},
        )


def measure(parsed: DocumentNode) -> Size:
    """Size of all that is defined; raises GraphQLError for a fragment that is within itself.

    Raises RecursionError where fragments use others that use others, hundreds deep.
    """
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
        self.known: dict[str, Size | None] = {}
        """None while a fragment is measured."""

    def of_fragment(self, name: str) -> Size:
        fragment = self.fragments.get(name)
        if fragment is None:
            return Size()  # validation says so
        if name not in self.known:
            self.known[name] = None
            self.known[name] = self.of_node(fragment, fragment.selection_set)
        size = self.known[name]
        if size is None:
            # so say validation's own words, but nothing after this need fear a cycle
            raise GraphQLError(f"Cannot spread fragment '{name}' within itself.", fragment)
        return size

    def of_node(self, node: Node, selection: SelectionSetNode | None) -> Size:
        parts = [self.of_selection(part) for part in selection.selections] if selection else []
        own = Size(directives=len(getattr(node, "directives", None) or ()))
        return _together([own, *parts], depth=max((part.depth for part in parts), default=0))

    def of_selection(self, node: SelectionNode) -> Size:
        if isinstance(node, FragmentSpreadNode):
            inside = self.of_fragment(node.name.value)
            own = Size(spreads=1, directives=len(node.directives or ()))
            return _together([own, inside], depth=inside.depth)
        if isinstance(node, FieldNode):
            inside = self.of_node(node, node.selection_set)
            name = node.name.value
            own = Size(
                fields=1,
                aliases=1 if node.alias else 0,
                simulations=1 if name in _SIMULATIONS else 0,
                introspections=1 if name in _INTROSPECTIONS else 0,
            )
            return _together([own, inside], depth=1 + inside.depth)
        assert isinstance(node, InlineFragmentNode)  # noqa: S101  there is no fourth kind
        return self.of_node(node, node.selection_set)


def _together(sizes: list[Size], *, depth: int) -> Size:
    return Size(
        depth=depth,
        fields=sum(size.fields for size in sizes),
        spreads=sum(size.spreads for size in sizes),
        aliases=sum(size.aliases for size in sizes),
        directives=sum(size.directives for size in sizes),
        simulations=sum(size.simulations for size in sizes),
        introspections=sum(size.introspections for size in sizes),
    )
