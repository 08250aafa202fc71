"""A request's body or address, to what it asks; whatever is none is refused."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request

from server.graphql import pointing
from server.transport.answers import JSON, BadRequest, Fault

MOST_BYTES: Final = 256 * 1024
DEEPEST: Final = 32
"""How deep variables may be nested."""
SECONDS: Final = 10.0
"""How long a body may take to arrive."""


@dataclass(frozen=True, slots=True)
class Asked:
    query: str
    """Text of a document; empty where only its id was sent."""
    variables: dict[str, Any]
    operation_name: str | None
    extensions: dict[str, Any]
    document_id: str | None


async def body_of(request: Request) -> bytes:
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


def read(body: bytes) -> Asked:
    """Read a request's body; raises BadRequest for whatever is none."""
    return asked(_loaded(body, "the body"))


def read_address(parameters: QueryParams) -> Asked:
    """Read a request from its address; what is empty there is absent."""
    sent: dict[str, Any] = {
        name: parameters[name]
        for name in ("query", "documentId", "operationName")
        if parameters.get(name)
    }
    for name in ("variables", "extensions"):
        if parameters.get(name):
            sent[name] = _loaded(parameters[name].encode(), name)
    return asked(sent)


def asked(sent: object) -> Asked:
    """Read a request's members; raises BadRequest where one is missing or of the wrong kind."""
    if isinstance(sent, list):
        raise _no_request("batches are not taken: send one request at a time")
    if not isinstance(sent, dict):
        raise _no_request("the body must be one JSON object")
    query, variables = sent.get("query"), sent.get("variables")
    operation, extensions = sent.get("operationName"), sent.get("extensions")
    id_ = sent.get("documentId")
    if not isinstance(variables, dict | None):
        raise _no_request("variables must be an object")
    if not isinstance(operation, str | None):
        raise _no_request("operationName must be a string")
    if not isinstance(extensions, dict | None):
        raise _no_request("extensions must be an object")
    if not isinstance(id_, str | None) or id_ == "":
        raise _no_request("documentId must be a string that is not empty")
    named = id_ is not None or "persistedQuery" in (extensions or {})
    if not isinstance(query, str | None) or not (named or (query or "").strip()):
        raise _no_request("query must be a string that is not empty")
    if _deeper(variables, DEEPEST):
        raise _no_request(f"variables are nested deeper than {DEEPEST}")
    return Asked(
        query=query or "",
        variables=variables or {},
        operation_name=operation,
        extensions=extensions or {},
        document_id=id_,
    )


def _no_request(message: str) -> BadRequest:
    return BadRequest(Fault.NO_REQUEST, "BAD_REQUEST", message)


def _loaded(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        said = _not_finite(text) or f"{what} is no JSON: {error.msg}"
        raise BadRequest(Fault.NO_JSON, "BAD_JSON", said) from None


def _not_finite(body: bytes) -> str | None:
    """Name a NaN or an infinity, which some clients send and JSON does not know."""
    try:
        return pointing.not_finite(json.loads(body))
    except (ValueError, RecursionError):
        return None


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
