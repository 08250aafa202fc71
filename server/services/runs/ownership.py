"""Who conducts the runs of a register: one process, until it dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from server.registry import Database
from server.registry.store import Lock

SECONDS: Final = 1.0
"""How long it takes at most until another process takes over."""


@asynccontextmanager
async def owned(register: Database, *, until: asyncio.Event) -> AsyncIterator[Lock]:
    """Wait for the lock of a register, and hold it; it is freed with the process.

    It is not held, nor waited for, once `until` is set.
    """
    lock = register.lock()
    try:
        while not await lock.take() and not await set_within(until, SECONDS):
            pass
        yield lock
    finally:
        await lock.release()


async def check(register: Database) -> None:
    """Raise DatabaseRefused where a lock can never be had: else runs would wait in silence."""
    lock = register.lock()
    try:
        await lock.take()
    finally:
        await lock.release()


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, but not for ever; whether it is set."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
