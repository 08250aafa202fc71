"""What goes back: JSON, whatever came in."""

from typing import Any, Final

import orjson
from starlette.responses import Response

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"


class BadRequest(Exception):
    """What was sent is no GraphQL request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def failure(status: int, code: str, message: str, media: str = JSON) -> Response:
    """Answer with one error and no data."""
    error = {"message": message, "extensions": {"code": code}}
    return response({"errors": [error]}, status, media)


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
