"""Connections that keep others waiting: idle ones yield, unread ones are cut, bad ones pause."""

import asyncio
from typing import Any, Final
from weakref import WeakKeyDictionary

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

MOST_WAITING: Final = 200
"""Connections with no whole request under way; past it the one that waits longest is closed."""
UNREAD: Final = 10.0
"""How often a client that does not keep up with its answer is looked at [s]."""
LEAST_READ: Final = 10_000
"""What it must have read meanwhile [bytes]."""
PAUSE: Final = 0.1
"""How long nothing is read from who sent a document that was refused [s].

To read a bad one takes some milliseconds of the event loop; one after the other, and whoever
asks beside them would wait for several at each step to the database.
"""

_REFUSED: Final = "refused"

_waiting: WeakKeyDictionary[ServerState, dict["YieldingProtocol", None]] = WeakKeyDictionary()
"""Of each server, in the order in which they began to wait."""


def refuse(request: Request) -> None:
    """Have its connection pause before it may ask again."""
    request.scope.setdefault("state", {})[_REFUSED] = True


class YieldingProtocol(H11Protocol):
    """uvicorn's own, but nobody holds a place by doing nothing."""

    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # asyncio's and uvicorn's types differ
        super().connection_made(transport)
        # told of the first byte that is not taken, not of the 64 KB before
        transport.set_write_buffer_limits(high=0)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        upgraded = self.transport.get_protocol() is not self
        if upgraded or self._is_asking():
            self._waits().pop(self, None)

    def on_response_complete(self) -> None:
        refused = self.scope["state"].get(_REFUSED, False)
        super().on_response_complete()
        if refused and not self.transport.is_closing():
            self.flow.pause_reading()
            self.loop.call_later(PAUSE, self._listen)
        # the next request may have come along with the one before
        if not self.transport.is_closing() and not self._is_asking():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._waits().pop(self, None)
        self._stop_looking()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_looking()
        self._look_later()

    def resume_writing(self) -> None:
        self._stop_looking()
        super().resume_writing()

    def _listen(self) -> None:
        if not self.transport.is_closing():
            self.flow.resume_reading()

    def _is_asking(self) -> bool:
        """Whether a request is under way that has come whole."""
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def _waits(self) -> dict["YieldingProtocol", None]:
        return _waiting.setdefault(self.server_state, {})

    def _wait(self) -> None:
        waits = self._waits()
        waits.pop(self, None)
        waits[self] = None
        if len(waits) > MOST_WAITING:
            longest = next(iter(waits))
            del waits[longest]
            longest.transport.close()

    def _look_later(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._look = self.loop.call_later(UNREAD, self._cut_unless_read, unread)

    def _cut_unless_read(self, before: int) -> None:
        if before - self.transport.get_write_buffer_size() < LEAST_READ:
            self.transport.abort()  # to close it would wait for the client to read
        else:
            self._look_later()

    def _stop_looking(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None
