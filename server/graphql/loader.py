import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from strawberry.dataloader import DataLoader

K = TypeVar("K")
T = TypeVar("T")


class Loader(DataLoader[K, T]):
    """Loads a key once for all who ask for it in one request.

    Where an error takes away what stands above a field, the field is cancelled: others that wait
    for the same key must not be cancelled with it.
    """

    def load(self, key: K) -> Awaitable[T]:
        return asyncio.shield(super().load(key))
