"""What a client is told of an error, and what only the log is told."""

import logging
import secrets
import traceback
from typing import Any

from graphql import GraphQLError

from server.errors import Refused
from server.graphql.pointing import pointed
from simulation import OutOfBounds

LONGEST = 1_000
"""Of a message; some tell back what was sent [characters]."""

log = logging.getLogger("server.graphql")


def trace(cause: BaseException) -> str:
    """Where a defect arose, and of what kind; of its message only the beginning."""
    lines = traceback.format_tb(cause.__traceback__)
    return f"{type(cause).__name__}: {str(cause)[:200]}\n{''.join(lines)}"


def told(error: GraphQLError) -> dict[str, Any]:
    """Format an error: refusals and bad documents as they are, a defect as an id for the log."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    answer: dict[str, Any] = dict(error.formatted)
    match cause:
        case None:
            code = (error.extensions or {}).get("code", "BAD_DOCUMENT")
            answer["message"], field = pointed(error)
            if field is not None:
                answer["extensions"] = {"field": field[:LONGEST]}
        case Refused():
            code = cause.code.value
        case OutOfBounds():
            code = "BAD_INPUT"
            answer["extensions"] = {"field": cause.field}
        case _:
            code = "INTERNAL"
            id_ = secrets.token_hex(8)
            # never the document or its values: they may name people
            log.error("defect %s at %s: %s", id_, error.path, trace(cause))
            answer["message"] = f"something went wrong here; the log knows it as {id_}"
            answer["extensions"] = {"id": id_}
    if len(answer["message"]) > LONGEST:
        answer["message"] = answer["message"][:LONGEST] + "…"
    answer["extensions"] = {**answer.get("extensions", {}), "code": code}
    return answer
