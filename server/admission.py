"""The ASGI layer that looks at credentials, before anything else of the API does."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from server.credentials import shown
from server.errors import Refused
from server.rest.problems import Problem
from server.services.rationing import RateLimited
from server.transport.answers import JSON, failure
from server.transport.gate import Gate
from server.transport.negotiation import preferred


@dataclass(slots=True)
class Admitted:
    """Wraps an application: a credential that proves nothing gets nowhere.

    Pages and probes know no credentials: a browser sends none of ours.
    """

    app: ASGIApp
    gate: Gate = field(kw_only=True)
    rest: Mapping[str, str] = field(kw_only=True)
    """Headers of every answer by REST."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = shown.in_headers(scope["headers"]) if _asks_the_api(scope) else ()
        if not said:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            await self.gate.admit(connection, said)
        except Refused as refused:
            await _refuse(refused, self.rest, scope, receive, send)
            return
        if scope["type"] == "websocket":  # it looks after itself: it may be admitted later
            await self.app(scope, receive, send)
        else:
            await _while_held(self.gate, connection, self.app, receive, send)


def _asks_the_api(scope: Scope) -> bool:
    return scope["type"] in ("http", "websocket") and scope["path"].startswith(
        ("/graphql", "/api/")
    )


async def _refuse(
    refused: Refused, rest: Mapping[str, str], scope: Scope, receive: Receive, send: Send
) -> None:
    problem = Problem.of(refused)
    if isinstance(refused, RateLimited):
        problem = Problem(
            429, refused.code, refused.message, headers={"retry-after": str(refused.wait)}
        )
    answer: Response
    if scope["path"].startswith("/api/"):
        answer = problem.answer(scope["path"])
        answer.headers.update(rest)
    else:
        accept = HTTPConnection(scope).headers.get("accept")
        media = preferred(accept) or JSON
        answer = failure(problem.status, problem.code, problem.detail, media, problem.headers)
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(answer)
    else:
        await answer(scope, receive, send)


async def _while_held(
    gate: Gate, connection: HTTPConnection, app: ASGIApp, receive: Receive, send: Send
) -> None:
    """Answer as long as the credential holds: past that it is as if the client had left."""
    ended = asyncio.create_task(gate.ended(connection))
    listening = _Listening(receive, ended)
    begun = over = False

    async def sending(message: Message) -> None:
        nonlocal begun, over
        begun = begun or message["type"] == "http.response.start"
        over = message["type"] == "http.response.body" and not message.get("more_body", False)
        await send(message)

    try:
        await app(connection.scope, listening, sending)
        if ended.done() and begun and not over:  # so that what was told comes to an end
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        ended.cancel()
        await listening.stop()


class _Listening:
    """Receives what a client sends, until a task is done."""

    def __init__(self, receive: Receive, until: asyncio.Task[None]) -> None:
        self._receive = receive
        self._until = until
        self._next: asyncio.Task[Any] | None = None

    async def __call__(self) -> Message:
        if self._next is None:
            self._next = asyncio.ensure_future(self._receive())
        await asyncio.wait({self._next, self._until}, return_when=asyncio.FIRST_COMPLETED)
        if not self._next.done():
            return {"type": "http.disconnect"}
        message: Message = self._next.result()
        self._next = None
        return message

    async def stop(self) -> None:
        if self._next is not None:
            self._next.cancel()
            await asyncio.gather(self._next, return_exceptions=True)
