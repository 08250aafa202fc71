"""HTTP and WebSocket with deadlines: half-open connections and dead ones are closed, not kept."""

import asyncio
import sys
from typing import Any, Final

import h11
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.transport.answers import failure
from server.transport.yielding import YieldingProtocol

SECONDS: Final = 10.0
"""How long the head of a request may take to arrive; its body has a deadline of its own."""
MOST_CONNECTIONS: Final = 512
"""A request on a further one is refused."""

_FULL: Final = failure(
    503, "BUSY", "too many connections are open; try again later", headers={"retry-after": "1"}
)


class PatientProtocol(YieldingProtocol):
    """uvicorn's own, but for the deadline that it has not, and refusals in JSON."""

    _deadline: asyncio.TimerHandle | None = None
    _begun = False
    """Whether a head has begun to arrive."""

    def connection_made(self, transport: Any) -> None:  # asyncio's and uvicorn's types differ
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        full = len(self.connections) > MOST_CONNECTIONS
        self.app = _FULL if full else self.config.loaded_app
        self._begun = True
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            return  # a socket from here on, which has deadlines of its own
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()  # a head has come whole
        elif self._deadline is None and not self.transport.is_closing():
            self._await_head()  # the first of the next one, on a connection kept alive

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._forget()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        # called while uvicorn handles the error that says what is wrong
        status = getattr(sys.exception(), "error_status_hint", 400)
        self._refuse(status, f"HTTP_{status}", msg)

    def _await_head(self) -> None:
        self._begun = False
        self._deadline = self.loop.call_later(SECONDS, self._give_up)

    def _give_up(self) -> None:
        if self._begun:
            said = f"the head of the request took over {SECONDS:g} s to arrive"
            self._refuse(408, "TOO_SLOW", said)
        else:
            self.transport.close()

    def _refuse(self, status: int, code: str, message: str) -> None:
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):  # else an answer has begun
            answer = failure(status, code, message, headers={"connection": "close"})
            head = h11.Response(status_code=status, headers=answer.raw_headers, reason=b"")
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class PatientSocket(WebSocketsSansIOProtocol):
    """uvicorn's own, but a client that answers no ping is not waited for to read the rest."""

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()
