"""Wakes whoever waits for the register to change, in whichever process it was changed."""

import asyncio
from typing import Final

from server.registry import Database
from server.registry.runs import Standing
from server.services.runs.ownership import set_within

SECONDS: Final = 0.05
"""How long a change by another process may go unseen."""


class Changes:
    def __init__(self) -> None:
        self.number = 0
        """Grows with every change."""
        self._next = asyncio.Event()
        self.readings: dict[str, tuple[int, asyncio.Task[Standing | None]]] = {}
        """How far runs were when they were read last, by the number of changes before that."""

    def tell(self) -> None:
        """Say that something was changed."""
        self.number += 1
        self._next.set()
        self._next = asyncio.Event()

    async def past(self, number: int) -> None:
        """Wait until there are more changes than `number`."""
        while self.number <= number:
            await self._next.wait()

    async def watch(self, database: Database, until: asyncio.Event) -> None:
        """Tell of what other processes change, until an event is set."""
        register = database.watch()
        try:
            while not await set_within(until, SECONDS):
                if await register.changed():
                    self.tell()
        finally:
            await register.close()
