"""HTTP with a deadline for a request's head: half-open connections are closed, not kept."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS: Final = 10.0
"""How long the head of a request may take to arrive; its body has a deadline of its own."""


class PatientProtocol(H11Protocol):
    """uvicorn's own, but for the deadline that it has not."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # asyncio's and uvicorn's types differ
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()  # a head has come whole
        elif self._deadline is None and not self.transport.is_closing():
            self._await_head()  # the first of the next one, on a connection kept alive

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(SECONDS, self.transport.close)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
