"""Who conducts the runs of a register: one process, until it dies."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from server.errors import DatabaseRefused

SECONDS: Final = 1.0
"""How long it takes at most until another process takes over."""


@asynccontextmanager
async def owned(register: Path, *, until: asyncio.Event) -> AsyncIterator[None]:
    """Wait for the lock beside a register, and hold it; the system frees it with the process.

    It is not held, nor waited for, once `until` is set.
    """
    file = opened(register)
    try:
        while not _taken(file) and not await set_within(until, SECONDS):
            pass
        yield
    finally:
        os.close(file)


def opened(register: Path) -> int:
    """Open the lock beside a register; raises DatabaseRefused where that cannot be."""
    path = register.resolve()  # one lock, however the register is called
    path = path.with_name(f"{path.name}-runs.lock")
    try:
        # no child of ours may hold it after us
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseRefused(f"{path} cannot be used as a lock: {error}") from None


def check(register: Path) -> None:
    """Raise DatabaseRefused where a lock can never be had: else runs would wait in silence."""
    file = opened(register)
    try:
        _taken(file)
    except OSError as error:
        raise DatabaseRefused(f"{register} cannot be locked: {error}") from None
    finally:
        os.close(file)


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, but not for ever; whether it is set."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
