"""Server-sent events, by one writer for all streams."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Final

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from server.telemetry import defect

MEDIA: Final = "text/event-stream"
SILENCE: Final = 12.0
"""After so long without an event a comment is sent [s], so that no proxy hangs up."""
_COMMENT: Final = b":\n\n"
_UNBUFFERED: Final = {"x-accel-buffering": "no"}  # nginx would hold events back


def event(data: bytes, *, name: str | None = None, id_: str | None = None) -> bytes:
    """One event; its data are one line."""
    head = (f"event: {name}\n" if name else "") + (f"id: {id_}\n" if id_ else "")
    return head.encode() + b"data: " + data + b"\n\n"


class EventStream(StreamingResponse):
    """Sends events until there are no more, the client leaves, or the server is to stop."""

    def __init__(
        self,
        events: AsyncGenerator[bytes, None],
        closing: asyncio.Event,
        headers: Mapping[str, str],
    ) -> None:
        self._events = _unsilent(events, closing)
        own = {"content-type": f"{MEDIA}; charset=utf-8", **_UNBUFFERED}
        super().__init__(self._events, headers={**headers, **own})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._events):
            await super().__call__(scope, receive, send)


async def _unsilent(
    events: AsyncGenerator[bytes, None], closing: asyncio.Event
) -> AsyncGenerator[bytes, None]:
    # one task takes all events, for what they come from may hold what belongs to a task
    arrived: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1)
    relaying = asyncio.create_task(_relay(events, arrived))
    closed = asyncio.create_task(closing.wait())
    getting = asyncio.create_task(arrived.get())
    try:
        while not closed.done():
            await asyncio.wait([getting, closed], timeout=SILENCE, return_when="FIRST_COMPLETED")
            if not getting.done():
                yield _COMMENT
            elif (told := getting.result()) is None:
                return
            else:
                getting = asyncio.create_task(arrived.get())
                yield told
    finally:
        for task in (relaying, closed, getting):
            task.cancel()
        await asyncio.gather(relaying, closed, getting, return_exceptions=True)


async def _relay(events: AsyncGenerator[bytes, None], arrived: asyncio.Queue[bytes | None]) -> None:
    """A defect ends the stream: it is logged, and its client comes back for more."""
    try:
        async with aclosing(events):
            async for one in events:
                await arrived.put(one)
    except Exception as error:
        defect(error)
    await arrived.put(None)
