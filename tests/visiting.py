"""Healthy clients, in a process of their own: they ask now and then, and time their answers.

`python -m tests.visiting URL` asks until its standard input ends, then tells the times as JSON.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

PAGE = {"query": "{ municipalities(first: 14) { nodes { code name households } } }"}
CLIENTS = 4


async def visit(url: str, times: list[float], enough: asyncio.Event) -> None:
    """Every answer must be right; a connection that was closed in between is opened anew."""
    async with httpx.AsyncClient(timeout=30) as client:
        for _ in range(3):  # a client that has just begun is slow itself
            await client.post(url, json=PAGE)
        while not enough.is_set():
            begin = time.perf_counter()
            answer = await client.post(url, json=PAGE)
            times.append(time.perf_counter() - begin)
            assert len(answer.json()["data"]["municipalities"]["nodes"]) == 14
            await asyncio.sleep(0.02)


async def visitors(url: str) -> list[float]:
    times: list[float] = []
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(visit(url, times, enough))
        await asyncio.to_thread(sys.stdin.read)
        enough.set()
    return times


@contextmanager
def visited(url: str) -> Iterator[list[float]]:
    """Have a server visited beside what the block does; then how long each answer took [s]."""
    times: list[float] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.visiting", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield times
    finally:
        told, _ = process.communicate(timeout=60)
        assert process.returncode == 0, "a healthy client was not answered"
        times += json.loads(told)


if __name__ == "__main__":
    json.dump(asyncio.run(visitors(sys.argv[1])), sys.stdout)
