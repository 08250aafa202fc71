"""GraphQL over WebSocket, in the protocol graphql-transport-ws."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.credentials import shown
from server.errors import Code, Refused
from server.telemetry import operation
from server.transport.answers import BadRequest, failure, masked, refusal
from server.transport.origins import welcome
from server.transport.places import NoPlace
from server.transport.reading import Asked, asked
from server.transport.service import Service

SUBPROTOCOL: Final = "graphql-transport-ws"
INIT_WITHIN: Final = 5.0
"""How long a client may take to say connection_init [s]."""
MOST_OPERATIONS: Final = 10
"""Operations under way on one socket."""
_LONGEST_REASON: Final = 123
"""Bytes; WebSocket allows no more."""


class HangUp(Exception):
    """The socket is to be closed, with a code of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def endpoint(service: Service) -> Callable[[WebSocket], Awaitable[None]]:
    async def converse(socket: WebSocket) -> None:
        if not welcome(socket, service.settings.allowed_origins):
            said = "pages of this origin may not ask here"
            await socket.send_denial_response(failure(403, "FOREIGN_ORIGIN", said))
            return
        try:
            with service.places.taken(socket):
                await _converse(socket, service)
        except NoPlace as full:
            # a browser learns why only from a socket that was opened
            await socket.accept(SUBPROTOCOL)
            await _close(socket, HangUp(4429, str(full)))

    return converse


async def _converse(socket: WebSocket, service: Service) -> None:
    if SUBPROTOCOL not in socket.scope["subprotocols"]:
        await socket.accept()
        await _close(socket, HangUp(4406, f"Subprotocol not acceptable: {SUBPROTOCOL} is"))
        return
    await socket.accept(SUBPROTOCOL)
    conversation = Conversation(socket, service)
    try:
        await conversation.run()
    except HangUp as end:
        await _close(socket, end)
    except WebSocketDisconnect:
        pass
    finally:
        await conversation.stop()


async def _close(socket: WebSocket, end: HangUp) -> None:
    reason = str(end).encode()[:_LONGEST_REASON].decode(errors="ignore")
    with suppress(WebSocketDisconnect):
        await socket.close(end.code, reason)


class Conversation:
    """What is said on one socket, and what is under way because of it."""

    def __init__(self, socket: WebSocket, service: Service) -> None:
        self._socket = socket
        self._service = service
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        """Those of the operations, and of those that were stopped and are not done."""
        self._acknowledged = False
        self._watching: asyncio.Task[None] | None = None
        """That for the end of the credential."""

    async def run(self) -> None:
        """Listen until the client leaves; raises HangUp where it breaks the protocol."""
        try:
            async with asyncio.timeout(INIT_WITHIN) as patience:
                while True:
                    await self._take(_message(await self._socket.receive()))
                    if self._acknowledged and self._watching is None:
                        patience.reschedule(None)
                        self._watching = asyncio.create_task(self._watch(patience))
        except TimeoutError:
            if self._acknowledged:
                raise HangUp(4403, "Forbidden: the credential holds no more") from None
            raise HangUp(4408, "Connection initialisation timeout") from None

    async def stop(self) -> None:
        """Stop what is under way, and wait until it has."""
        tasks = [*self._tasks, *([] if self._watching is None else [self._watching])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, patience: asyncio.Timeout) -> None:
        """End the patience with a socket whose credential ends."""
        await self._service.gate.ended(self._socket)
        patience.reschedule(0)

    async def _take(self, message: dict[str, Any]) -> None:
        payload = message.get("payload")
        match message.get("type"):
            case "connection_init" | "ping" | "pong" if not isinstance(payload, dict | None):
                raise HangUp(4400, "payload must be an object")
            case "connection_init":
                if self._acknowledged:
                    raise HangUp(4429, "Too many initialisation requests")
                await self._admit(payload or {})
                self._acknowledged = True
                await self._send("connection_ack")
            case "ping":
                await self._send("pong")
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(_id(message), payload)
            case "complete":
                task = self._operations.pop(_id(message), None)
                if task is not None:
                    task.cancel()
            case _:
                raise HangUp(4400, "type must be one that graphql-transport-ws has for clients")

    async def _admit(self, payload: dict[str, Any]) -> None:
        """Take the credential that a browser, which sends no headers, has here."""
        said = [told for name, told in payload.items() if name.lower() == "authorization"]
        if not said:
            return
        if not all(isinstance(told, str) for told in said):
            raise HangUp(4400, "payload.authorization must be a string")
        said += shown.in_headers(self._socket.scope["headers"])
        try:
            await self._service.gate.admit(self._socket, said)
        except Refused as refused:
            # clients come back after 1013, as they do after 4403, and stay away after 4401
            code = 4401 if refused.code is Code.UNAUTHENTICATED else 1013
            raise HangUp(code, refused.message) from None

    async def _subscribe(self, id_: str, payload: object) -> None:
        if not self._acknowledged:
            raise HangUp(4401, "Unauthorized: connection_init comes first")
        if id_ in self._operations:
            raise HangUp(4409, f"Subscriber for {id_} already exists")
        if not isinstance(payload, dict):
            raise HangUp(4400, "payload must be an object")
        try:
            what = asked(payload)
        except BadRequest as bad:
            raise HangUp(4400, str(bad)) from None
        if len(self._operations) >= MOST_OPERATIONS:
            said = f"{MOST_OPERATIONS} operations are under way on this socket, the most"
            await self._send("error", id_, [refusal("TOO_MANY_OPERATIONS", said)])
            return
        task = asyncio.create_task(self._observed(id_, what))
        self._operations[id_] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _observed(self, id_: str, what: Asked) -> None:
        with operation():
            await self._operate(id_, what)

    async def _operate(self, id_: str, what: Asked) -> None:
        try:
            errors = await self._relay(id_, what)
        except WebSocketDisconnect:
            return  # whoever listens to the socket ends everything
        except BadRequest as bad:
            errors = [refusal(bad.code, str(bad))]
        except Exception as defect:
            errors = [masked(defect)]
        del self._operations[id_]  # before its end is told: its id may be used anew
        with suppress(WebSocketDisconnect):
            if errors:
                await self._send("error", id_, errors)
            else:
                await self._send("complete", id_)

    async def _relay(self, id_: str, what: Asked) -> list[dict[str, Any]]:
        """Send the answers; returns the errors for which nothing was executed."""
        async with aclosing(await self._service.answers(what, self._socket)) as answers:
            async for answer in answers:
                if answer.fault is not None:
                    errors: list[dict[str, Any]] = answer.told["errors"]
                    return errors
                await self._send("next", id_, answer.told)
        return []

    async def _send(self, type_: str, id_: str | None = None, payload: object = None) -> None:
        message = {"type": type_, "id": id_, "payload": payload}
        told = {name: value for name, value in message.items() if value is not None}
        await self._socket.send_text(orjson.dumps(told).decode())


def _message(received: Message) -> dict[str, Any]:
    """Read what a socket received; raises WebSocketDisconnect at its end."""
    if received["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(received["code"])
    try:
        message = orjson.loads(received.get("text") or b"")
    except orjson.JSONDecodeError as error:
        raise HangUp(4400, f"the message is no JSON text: {error.msg}") from None
    if not isinstance(message, dict):
        raise HangUp(4400, "the message must be one JSON object")
    return message


def _id(message: dict[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not id_:
        raise HangUp(4400, "id must be a string that is not empty")
    return id_
