"""What a client is told of an error, and what only the log is told."""

from typing import Any

from graphql import FieldNode, GraphQLError

from server.errors import Refused
from server.graphql.pointing import pointed, withheld
from server.telemetry import defect, note, told_of
from simulation import OutOfBounds

LONGEST = 1_000
"""Of a message; some tell back what was sent [characters]."""


def told(error: GraphQLError) -> dict[str, Any]:
    """Format an error: refusals and bad documents as they are, a defect as an id for the log."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    answer: dict[str, Any] = dict(error.formatted)
    match cause:
        case None:
            code = (error.extensions or {}).get("code", "BAD_DOCUMENT")
            answer["message"], field = withheld(error) or pointed(error)
            if field is not None:
                answer["extensions"] = {"field": field[:LONGEST]}
        case Refused():
            code = cause.code.value
        case OutOfBounds():
            code = "BAD_INPUT"
            answer["extensions"] = {"field": cause.field}
        case _:
            code = "INTERNAL"
            id_ = defect(cause, field=_field(error))
            answer["message"] = told_of(id_)
            answer["extensions"] = {"id": id_}
    if len(answer["message"]) > LONGEST:
        answer["message"] = answer["message"][:LONGEST] + "…"
    answer["extensions"] = {**answer.get("extensions", {}), "code": code}
    note(code=code)
    return answer


def _field(error: GraphQLError) -> str | None:
    """Name in the schema of the field that failed; its path is made of the caller's aliases."""
    node = error.nodes[0] if error.nodes else None
    return node.name.value if isinstance(node, FieldNode) else None
