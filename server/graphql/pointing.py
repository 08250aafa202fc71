"""Points at the input that a document or its variables got wrong: its name and its bounds.

Validation says what is wrong with a value, and on which line; people ask which field it was and
what it takes.
"""

import math
import re
from typing import Any

from graphql import (
    BREAK,
    ArgumentNode,
    GraphQLError,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    ValueNode,
    Visitor,
    visit,
)

from server.graphql.describing import DESCRIBED
from server.graphql.limits import document
from simulation import LEDGER
from simulation.replications import REPLICATIONS, SEEDS
from simulation.whatif import STARTS, YEARS

BOUNDS = {"years": YEARS, "start": STARTS, "replications": REPLICATIONS, "seed": SEEDS}
_ENUM = re.compile(r"in '(\w+)' enum")
_PLACE = re.compile(r"invalid value at \.([\w.\[\]]+)")


def pointed(error: GraphQLError) -> tuple[str, str | None]:
    """Message of an error, with name and bounds of the input; and that name, if there is one."""
    if error.nodes and isinstance(error.nodes[0], ValueNode) and error.source is not None:
        finder = _Finder(error.nodes[0])
        visit(document(error.source.body), finder)
        field, parameter = finder.field, finder.parameter
        message = f"{field}: {error.message}" if field else error.message
    else:
        place = _PLACE.search(error.message)
        field, parameter, message = place.group(1) if place else None, None, error.message
    more = bounds(field, parameter, error.message)
    if more and not message.endswith((".", "?")):
        message += "."
    return message + more, field


def bounds(field: str | None, parameter: str | None, message: str = "") -> str:
    """What an input takes, to be put behind a message; empty where its type says it all."""
    enum = _ENUM.search(message)
    if enum and enum.group(1) in DESCRIBED:
        return f" It is one of {', '.join(DESCRIBED[enum.group(1)].__members__)}."
    name = (field or "").rpartition(".")[2]
    if name == "value" and parameter is not None and parameter.lower() in LEDGER:
        figure = LEDGER[parameter.lower()]
        return f" {figure.name} must be in [{figure.floor:.10g}, {figure.ceiling:.10g}]."
    if name in BOUNDS:
        low, high = BOUNDS[name]
        return f" It must be a whole number in [{low}, {high}]."
    return ""


def not_finite(sent: object) -> str | None:
    """Name the first number of a request that is none, with its bounds; None if all are."""
    found: list[tuple[str, object, object]] = [("", sent, None)]
    while found:
        path, value, holder = found.pop()
        if isinstance(value, float) and not math.isfinite(value):
            parameter = holder.get("parameter") if isinstance(holder, dict) else None
            named = parameter if isinstance(parameter, str) else None
            shown = "NaN" if math.isnan(value) else "infinite"
            return f"{path}={shown} is no finite number.{bounds(path, named)}"
        if isinstance(value, dict):
            found += [(f"{path}.{key}".lstrip("."), inner, value) for key, inner in value.items()]
        if isinstance(value, list):
            found += [(f"{path}[{i}]", inner, value) for i, inner in enumerate(value)]
    return None


class _Finder(Visitor):
    """Finds where in its document a value stands."""

    def __init__(self, target: Node) -> None:
        super().__init__()
        self.target = target
        self.field: str | None = None
        self.parameter: str | None = None

    def enter(
        self, node: Node, _key: Any, parent: Any, path: list[Any], ancestors: list[Any]
    ) -> Any:
        if node is not self.target:
            return None
        told = ""
        for i, above in enumerate([*ancestors, parent]):
            if isinstance(above, ArgumentNode | ObjectFieldNode):
                told += f".{above.name.value}"
            elif isinstance(above, ListValueNode):
                told += f"[{path[i + 1]}]" if i + 1 < len(path) else ""
            elif isinstance(above, ObjectValueNode):
                self.parameter = next(
                    (
                        str(getattr(field.value, "value", ""))
                        for field in above.fields
                        if field.name.value == "parameter"
                    ),
                    None,
                )
        self.field = told.lstrip(".") or None
        return BREAK
