"""Whether a client is still there: what it left behind is stopped."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request

T = TypeVar("T")


class Gone(Exception):
    """The client did not wait for its answer."""


async def while_there(request: Request, answering: Coroutine[Any, Any, T]) -> T:
    """Answer for as long as the client is there; raises Gone. Its body must have been read."""
    answer = asyncio.create_task(answering)
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait([answer, gone], return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise Gone
        return await answer
    finally:
        for task in (answer, gone):
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
