"""What goes back: JSON, whatever came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

import orjson
from starlette.responses import Response

from server.telemetry import defect, note, told_of

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"

PLAIN: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""Headers of every answer."""


class Fault(Enum):
    """Why a request was not executed; `codes` knows the status of each."""

    NO_JSON = auto()
    NO_REQUEST = auto()
    NO_DOCUMENT = auto()
    NO_OPERATION = auto()
    INVALID = auto()
    """The document breaks a rule or a limit, or its variables do not fit it."""
    DEFECT = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    told: dict[str, Any]
    """The members of GraphQL's response."""
    fault: Fault | None = None
    """Why nothing was executed, where nothing was."""
    tag: str | None = None
    """By which a client may keep it; None: not at all."""
    held: bool = False
    """Whether the client has it already, so that nothing was executed nor is told."""


class BadRequest(Exception):
    """What was sent is no GraphQL request, or none that is taken."""

    def __init__(
        self,
        status: int | Fault,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}


def refusal(code: str, message: str, **extensions: str) -> dict[str, Any]:
    """Word one error as GraphQL does."""
    note(code=code)
    return {"message": message, "extensions": {**extensions, "code": code}}


def masked(error: Exception) -> dict[str, Any]:
    """Word what should not have happened as an id, by which the log knows it."""
    return known_as(defect(error))


def known_as(id_: str) -> dict[str, Any]:
    """Word a defect that is in the log already."""
    return refusal("INTERNAL", told_of(id_), id=id_)


def failed(id_: str) -> Response:
    """Answer with a defect, of which the client learns only how to find it in the log."""
    return response({"errors": [known_as(id_)]}, 500, JSON)


def failure(
    status: int,
    code: str,
    message: str,
    media: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with one error and no data."""
    return response({"errors": [refusal(code, message)]}, status, media, headers)


def response(
    answer: dict[str, Any], status: int, media: str, headers: Mapping[str, str] | None = None
) -> Response:
    own = {"content-type": f"{media}; charset=utf-8", **PLAIN}
    return Response(orjson.dumps(answer), status, {**own, **(headers or {})})
