"""Who waited for others is told so, and not that what was asked is too much."""

import asyncio
from threading import Event

import pytest

from server.errors import Code, Refused
from server.services.workers import Workers

pytestmark = pytest.mark.anyio


async def test_one_that_never_had_its_turn_is_busy_and_the_one_that_took_it_too_slow() -> None:
    workers, go = Workers(side_by_side=1, waiting=1, seconds=0.5), Event()

    told = await asyncio.gather(
        workers.run(lambda _: go.wait(30)), workers.run(lambda _: True), return_exceptions=True
    )
    go.set()

    assert [one.code for one in told if isinstance(one, Refused)] == [Code.TOO_SLOW, Code.BUSY]


async def test_what_is_small_does_not_wait_behind_what_is_large() -> None:
    workers, go = Workers(side_by_side=1, waiting=3, seconds=30), Event()
    large = [asyncio.create_task(workers.run(lambda _: go.wait(30), cells=10**9)) for _ in "ab"]
    await asyncio.sleep(0)

    assert await workers.run(lambda _: "told", cells=1_000) == "told"

    assert not any(one.done() for one in large)
    go.set()
    await asyncio.gather(*large)
