"""How late the event loop wakes: what every client waits for while something holds it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

NAP: Final = 0.05
"""How long is slept between two looks [s]."""


@asynccontextmanager
async def measured(observe: Callable[[float], None]) -> AsyncIterator[None]:
    """Tell, for as long as the block runs, how late each nap ended [s]."""
    napping = asyncio.create_task(_nap(observe))
    try:
        yield
    finally:
        napping.cancel()
        with suppress(asyncio.CancelledError):
            await napping


async def _nap(observe: Callable[[float], None]) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + NAP
        await asyncio.sleep(NAP)
        observe(max(0.0, clock() - due))
