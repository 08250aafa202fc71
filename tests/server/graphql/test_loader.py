import asyncio

import pytest

from server.graphql.loader import Loader

pytestmark = pytest.mark.anyio


async def test_whoever_is_cancelled_leaves_the_others_what_they_asked_for() -> None:
    loaded: list[list[str]] = []
    asked = asyncio.Event()

    async def load(keys: list[str]) -> list[str]:
        loaded.append(keys)
        asked.set()
        await asyncio.sleep(0)
        return [key.upper() for key in keys]

    loader = Loader[str, str](load)
    one, other = (asyncio.ensure_future(loader.load("a")) for _ in range(2))
    await asked.wait()
    one.cancel()

    assert await other == "A"
    assert await loader.load("a") == "A"
    assert one.cancelled()
    assert loaded == [["a"]]
