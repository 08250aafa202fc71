"""Points at the input that a document or its variables got wrong: its name and its bounds.

Validation says what is wrong with a value, and on which line; people ask which field it was and
what it takes.
"""

import math
import re
from functools import lru_cache
from typing import Any, Final

from graphql import (
    SKIP,
    ArgumentNode,
    GraphQLError,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableDefinitionNode,
    Visitor,
    visit,
)

from server.graphql.describing import DESCRIBED
from server.graphql.limits import document, personal
from simulation import LEDGER
from simulation.replications import REPLICATIONS, SEEDS
from simulation.whatif import STARTS, YEARS

BOUNDS = {"years": YEARS, "start": STARTS, "replications": REPLICATIONS, "seed": SEEDS}
LONGEST: Final = 200
"""Of a name that a client made up, told back to it [characters]."""
_ENUM = re.compile(r"in '(\w+)' enum")
_MISSING = re.compile(r"to include required field '(\w+)'")
_PLACE = re.compile(r"invalid value at \.([\w.\[\]]+)")


def pointed(error: GraphQLError) -> tuple[str, str | None]:
    """Message of an error, with name and bounds of the input; and that name, if there is one."""
    if error.nodes and isinstance(error.nodes[0], ValueNode) and error.source is not None:
        loc = error.nodes[0].loc
        known = _places(error.source.body)
        field, parameter = known.get(loc.start if loc else -1, (None, None))
        message = f"{field}: {error.message}" if field else error.message
    else:
        place = _PLACE.search(error.message)
        field, parameter, message = place.group(1) if place else None, None, error.message
    more = bounds(field, parameter, error.message)
    if more and not message.endswith((".", "?")):
        message += "."
    return message + more, field


def withheld(error: GraphQLError) -> tuple[str, str | None] | None:
    """The same of a variable in a document about people: where it is wrong, and nothing of it.

    None for what is not about a variable, or not about people.
    """
    if not error.nodes or not isinstance(error.nodes[0], VariableDefinitionNode):
        return None
    if error.source is None or not personal.mentioned(error.source.body):
        return None
    place, missing = _PLACE.search(error.message), _MISSING.search(error.message)
    field = place.group(1) if place else None
    message = f"{field or 'a variable'} does not fit its type"
    if missing:
        message += f": {missing.group(1)} must be given"
    more = bounds(field, None, error.message)
    return f"{message}.{more}" if more else message, field


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


Place = tuple[str, str | None]
"""Name of an input, with its path; and the figure that stands beside it, if there is one."""


@lru_cache(maxsize=64)
def _places(text: str) -> dict[int, Place]:
    """Where every value of a document stands, by its first character: found once for all errors."""
    places: dict[int, Place] = {}

    def note(value: ValueNode, path: str, parameter: str | None) -> None:
        if value.loc is not None:
            places[value.loc.start] = (path, parameter)
        if isinstance(value, ListValueNode):
            for i, inner in enumerate(value.values):
                note(inner, f"{path}[{i}]" if len(path) < LONGEST else path, parameter)
        if isinstance(value, ObjectValueNode):
            named = {one.name.value: getattr(one.value, "value", None) for one in value.fields}
            for one in value.fields:
                inside = f"{path}.{one.name.value}".lstrip(".")[:LONGEST]
                note(one.value, inside, named.get("parameter"))

    class Values(Visitor):
        def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
            note(node.value, node.name.value[:LONGEST], None)
            return SKIP

        def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> Any:
            if node.default_value is not None:
                note(node.default_value, "", None)
            return SKIP

    visit(document(text), Values())
    return places
