"""GraphQL over HTTP: one POST, one JSON answer, and a JSON answer to whatever else is sent."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import GraphQLError, OperationDefinitionNode
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from server.graphql import pointing
from server.graphql.context import Context
from server.graphql.limits import document
from server.graphql.refusal import told
from server.graphql.schema import schema

MOST_BYTES: Final = 256 * 1024
DEEPEST: Final = 32
"""How deep variables may be nested."""
SECONDS: Final = 10.0
"""How long a request may take to arrive."""
JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"

log = logging.getLogger("server.graphql")


@dataclass(frozen=True, slots=True)
class Asked:
    query: str
    variables: dict[str, Any]
    operation_name: str | None


class BadRequest(Exception):
    """What was sent is no GraphQL request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def endpoint(
    context: Callable[[Request], Context],
) -> Callable[[Request], Awaitable[Response]]:
    """Answer requests; `context` makes what one of them may reach."""

    async def answer(request: Request) -> Response:
        media = _preferred(request.headers.get("accept"))
        try:
            if media is None:
                raise BadRequest(406, "NOT_ACCEPTABLE", f"this answers in {JSON} or {GRAPHQL}")
            asked = read(await _body(request))
            return await _while_there(request, _execute(asked, context(request), media))
        except BadRequest as bad:
            return failure(bad.status, bad.code, str(bad), media or JSON)
        except Exception:
            id_ = secrets.token_hex(8)
            log.exception("defect %s in a request", id_)
            message = f"something went wrong here; the log knows it as {id_}"
            return failure(500, "INTERNAL", message, media or JSON)

    return answer


async def _while_there(request: Request, answering: Coroutine[Any, Any, Response]) -> Response:
    """Answer for as long as the client is there: what it left behind is stopped."""
    answer = asyncio.create_task(answering)
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait([answer, gone], return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise BadRequest(499, "GONE", "the client did not wait")
        return await answer
    finally:
        for task in (answer, gone):
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _execute(asked: Asked, context: Context, media: str) -> Response:
    try:
        _one_operation(asked)
        result = await schema.execute(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            context_value=context,
            allowed_operation_types=[OperationType.QUERY],
        )
    except CannotGetOperationTypeError as error:
        raise BadRequest(400, "BAD_OPERATION", error.as_http_error_reason()) from None
    except InvalidOperationTypeError as error:
        raise BadRequest(400, "BAD_OPERATION", error.as_http_error_reason("POST")) from None
    answer: dict[str, Any] = {}
    if result.errors:
        answer["errors"] = [told(error) for error in result.errors]
    executed = not result.errors or result.data is not None or _began(result.errors)
    if executed:
        answer["data"] = result.data
    return _response(answer, 200 if executed or media == JSON else 400, media)


def _one_operation(asked: Asked) -> None:
    """Refuse to guess which of several operations is meant; strawberry takes the first."""
    try:
        definitions = document(asked.query).definitions
    except GraphQLError:
        return  # executing it says what is wrong
    several = sum(isinstance(node, OperationDefinitionNode) for node in definitions) > 1
    if several and asked.operation_name is None:
        raise BadRequest(400, "BAD_OPERATION", "operationName must say which operation is meant")


def read(body: bytes) -> Asked:
    """Read a request; raises BadRequest for whatever is none."""
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        said = _not_finite(body) or f"the body is no JSON: {error.msg}"
        raise BadRequest(400, "BAD_JSON", said) from None
    if not isinstance(sent, dict):
        raise BadRequest(400, "BAD_REQUEST", "the body must be one JSON object")
    query, variables = sent.get("query"), sent.get("variables")
    operation, extensions = sent.get("operationName"), sent.get("extensions")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest(400, "BAD_REQUEST", "query must be a string that is not empty")
    if not isinstance(variables, dict | None):
        raise BadRequest(400, "BAD_REQUEST", "variables must be an object")
    if not isinstance(operation, str | None):
        raise BadRequest(400, "BAD_REQUEST", "operationName must be a string")
    if not isinstance(extensions, dict | None):
        raise BadRequest(400, "BAD_REQUEST", "extensions must be an object")
    if _deeper(variables, DEEPEST):
        raise BadRequest(400, "BAD_REQUEST", f"variables are nested deeper than {DEEPEST}")
    return Asked(query=query, variables=variables or {}, operation_name=operation)


def _not_finite(body: bytes) -> str | None:
    """Name a NaN or an infinity, which some clients send and JSON does not know."""
    try:
        return pointing.not_finite(json.loads(body))
    except (ValueError, RecursionError):
        return None


def failure(status: int, code: str, message: str, media: str = JSON) -> Response:
    """Answer with one error and no data."""
    error = {"message": message, "extensions": {"code": code}}
    return _response({"errors": [error]}, status, media)


def _response(answer: dict[str, Any], status: int, media: str) -> Response:
    return Response(
        orjson.dumps(answer),
        status,
        {
            "content-type": f"{media}; charset=utf-8",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def _body(request: Request) -> bytes:
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media.strip().lower() != JSON or charset not in ("", "utf-8"):
        raise BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", f"the body must be {JSON}; charset=utf-8")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", "the body must not be compressed")
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    raise BadRequest(
                        413, "BODY_TOO_LARGE", f"the body is over {MOST_BYTES} bytes, the most"
                    )
    except TimeoutError:
        raise BadRequest(408, "TOO_SLOW", f"the body took over {SECONDS:g} s to arrive") from None
    except ClientDisconnect:
        raise BadRequest(400, "BAD_REQUEST", "the body did not arrive whole") from None
    return bytes(body)


def _preferred(accept: str | None) -> str | None:
    """Media type of the answer; JSON unless the client prefers GraphQL's own."""
    weights: dict[str, float] = {}
    for offer in (accept or "*/*").split(","):
        media, *parameters = (part.strip().lower() for part in offer.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        weights[media] = max(weight, weights.get(media, 0.0))
    anything = max(weights.get("*/*", 0.0), weights.get("application/*", 0.0))
    plain, own = weights.get(JSON, anything), weights.get(GRAPHQL, 0.0)
    if max(plain, own) <= 0:
        return None
    # named side by side with the same weight, its own type says more
    return GRAPHQL if own >= plain else JSON


def _began(errors: list[Any]) -> bool:
    """Whether execution began: only then an error has a path."""
    return any(error.path for error in errors)


def _deeper(value: object, most: int) -> bool:
    """Whether something is nested deeper than `most`; a layer at a time, no recursion."""
    layer = [value]
    for _ in range(most):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not layer:
            return False
    return True
