"""What goes back: JSON, whatever came in."""

from typing import Any, Final

import orjson
from starlette.responses import Response

from server.telemetry import note

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"


class BadRequest(Exception):
    """What was sent is no GraphQL request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def failure(status: int, code: str, message: str, media: str = JSON, **extensions: str) -> Response:
    """Answer with one error and no data."""
    note(code=code)
    error = {"message": message, "extensions": {**extensions, "code": code}}
    return response({"errors": [error]}, status, media)


def failed(id_: str, media: str = JSON) -> Response:
    """Answer with a defect, of which the client learns only how to find it in the log."""
    message = f"something went wrong here; the log knows it as {id_}"
    return failure(500, "INTERNAL", message, media, id=id_)


def response(answer: dict[str, Any], status: int, media: str) -> Response:
    return Response(
        orjson.dumps(answer),
        status,
        {
            "content-type": f"{media}; charset=utf-8",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )
