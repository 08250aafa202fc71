"""How many connections may stay open: of one address, and of all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from starlette.requests import HTTPConnection

from server.services.rationing import network

MOST: Final = 20
"""Sockets and event streams of one address."""
MOST_OF_ALL: Final = 256


class NoPlace(Exception):
    pass


class Places:
    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self, connection: HTTPConnection) -> Iterator[None]:
        """Take a place; raises NoPlace where there is none left."""
        address = network(connection.client.host if connection.client else None)
        if self._taken[address] >= MOST:
            raise NoPlace(f"{MOST} sockets and event streams of one address are open, the most")
        if self._taken.total() >= MOST_OF_ALL:
            raise NoPlace(f"{MOST_OF_ALL} sockets and event streams are open, the most")
        self._taken[address] += 1
        try:
            yield
        finally:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]
