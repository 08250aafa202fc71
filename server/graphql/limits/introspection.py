"""What a question about the contract costs: exactly, for the contract is known.

Its lists are counted over all types at once, each of which stands in it once; only where types
are reached by a field again, each is taken to be the largest.
"""

from functools import lru_cache
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    SelectionSetNode,
    is_wrapping_type,
)

from server.graphql.limits.selections import Fragments, fields_of

LISTS: Final = ("fields", "inputFields", "enumValues", "interfaces", "possibleTypes", "args")


class Contract:
    """Sizes of a schema's lists, over all types and at most."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.types = len(schema.type_map)
        self.total: dict[str, int] = dict.fromkeys(LISTS, 0)
        self.most: dict[str, int] = dict.fromkeys(LISTS, 0)
        self.wrapped: dict[str, list[int]] = {
            name: [] for name in ("fields", "inputFields", "args")
        }
        """How many list and non-null wrappers each element's type has."""
        self.directives = len(schema.directives)
        for directive in schema.directives:
            self._add("args", directive.args)
        for kind in schema.type_map.values():
            if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
                self._add("fields", kind.fields)
                self._add("interfaces", kind.interfaces)
                for field in kind.fields.values():
                    self._add("args", field.args)
            if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
                self._add("possibleTypes", schema.get_possible_types(kind))
            if isinstance(kind, GraphQLInputObjectType):
                self._add("inputFields", kind.fields)
            if isinstance(kind, GraphQLEnumType):
                self._add("enumValues", kind.values)

    def _add(self, name: str, elements: Any) -> None:
        self.total[name] += len(elements)
        self.most[name] = max(self.most[name], len(elements))
        if name in self.wrapped:
            self.wrapped[name] += [_wrappers(element.type) for element in elements.values()]

    def of_schema(self, selection: SelectionSetNode | None, fragments: Fragments) -> int:
        """Objects inside one `__Schema`."""
        count = 0
        for name, inside in fields_of(selection, fragments):
            if name == "types":
                count += self.types + self._of_all("types", inside, fragments)
            elif name == "directives":
                count += self.directives + self._of_all("directives", inside, fragments)
            elif inside is not None:
                count += 1 + self.of_type(inside, fragments)
        return count

    def _of_all(self, kind: str, selection: SelectionSetNode | None, fragments: Fragments) -> int:
        """Objects inside all types, fields, arguments or directives there are, together."""
        count = 0
        for name, inside in fields_of(selection, fragments):
            if name in self.total:
                count += self.total[name]
                if name in ("interfaces", "possibleTypes"):  # types that stand elsewhere as well
                    count += self.total[name] * self.of_type(inside, fragments)
                else:
                    count += self._of_all(name, inside, fragments)
            elif name == "type" and kind in self.wrapped:
                by_wrappers = {w: self.of_type(inside, fragments, w) for w in range(8)}
                count += sum(1 + by_wrappers[min(w, 7)] for w in self.wrapped[kind])
        return count

    def of_type(
        self, selection: SelectionSetNode | None, fragments: Fragments, wrappers: int = 0
    ) -> int:
        """Objects inside one type at most, under so many wrappers; inside its elements likewise."""
        count = 0
        for name, inside in fields_of(selection, fragments):
            if name == "ofType":
                count += 1 + self.of_type(inside, fragments, wrappers - 1) if wrappers else 0
            elif name == "type":
                count += 1 + max(self.of_type(inside, fragments, w) for w in range(4))
            elif name in self.most and not wrappers:
                count += self.most[name] * (1 + self.of_type(inside, fragments))
        return count


@lru_cache(maxsize=4)
def contract(schema: GraphQLSchema) -> Contract:
    return Contract(schema)


def _wrappers(kind: Any) -> int:
    depth = 0
    while is_wrapping_type(kind):
        kind, depth = kind.of_type, depth + 1
    return depth
