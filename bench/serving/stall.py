"""How late the server's event loop wakes while it computes: what every other client waits for."""

import asyncio
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count, product
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx
import numpy as np
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench import machine
from bench.interleaved import tell
from server.app import build
from server.services import register
from server.settings import Settings

NAP: Final = 0.001
"""Between two looks at the clock [s]."""
INTERVALS: Final = (0.005, 0.002, 0.001, 0.0005)
"""Of sys.setswitchinterval: how long a thread keeps the interpreter before others may ask [s]."""
ROUNDS: Final = 3
SECONDS: Final = 2.0
"""How long nothing is done, in `idle`."""

LIST: Final = "{ municipalities { nodes { code name inhabitants } } }"

Job = Callable[[httpx.AsyncClient, int], Awaitable[object]]


def projection(**changed: object) -> Job:
    """Ask for one at once, in the threads of the workers."""
    query = """query ($input: WhatIfInput!) { projection(input: $input) {
        series(measures: [REACHABLE, SOLVED_DIRECTLY]) { mean } } }"""

    async def job(client: httpx.AsyncClient, seed: int) -> None:
        asked = {"scenario": "LOCAL", "seed": seed, **changed}
        await post(client, query, {"input": asked})

    return job


async def run(client: httpx.AsyncClient, seed: int) -> None:
    """Start a run and follow it to its end."""
    start = """mutation ($input: StartRunInput!) { startRun(input: $input) {
        run { id } userErrors { message } } }"""
    state = "query ($id: ID!) { node(id: $id) { ... on Run { state } } }"
    asked = {"scenario": "LOCAL", "seed": seed, "replications": 1_500, "step": "MONTH"}
    told = await post(client, start, {"input": {"projection": asked}})
    while True:
        await asyncio.sleep(0.1)
        one = await post(client, state, {"id": told["startRun"]["run"]["id"]})
        if one["node"]["state"] not in ("QUEUED", "RUNNING"):
            assert one["node"]["state"] == "SUCCEEDED", one  # noqa: S101  else it measures nothing
            return


async def idle(_: httpx.AsyncClient, __: int) -> None:
    await asyncio.sleep(SECONDS)


JOBS: Final[dict[str, Job]] = {
    "idle": idle,
    "projection, monthly": projection(replications=1_000, step="MONTH"),
    "projection, individual": projection(engine="INDIVIDUAL", replications=1),
    "run, monthly": run,
}


async def post(client: httpx.AsyncClient, query: str, variables: dict[str, Any]) -> Any:
    sent = {"query": query, "variables": variables}
    told = json.loads((await client.post("/graphql", json=sent)).content)
    if "errors" in told:
        raise RuntimeError(told["errors"])
    return told["data"]


async def naps(_: httpx.AsyncClient) -> float:
    """How late a nap ended [s]."""
    due = time.perf_counter() + NAP
    await asyncio.sleep(NAP)
    return time.perf_counter() - due


async def listing(client: httpx.AsyncClient) -> float:
    """How long a list takes, several times to the register's thread and back [s]."""
    await asyncio.sleep(0.02)
    begin = time.perf_counter()
    await post(client, LIST, {})
    return time.perf_counter() - begin


async def during(
    job: Awaitable[object], look: Callable[[], Awaitable[float]]
) -> tuple[list[float], float]:
    """What looking again and again tells while a job is done, and how long that took [s]."""
    begin = time.perf_counter()
    doing = asyncio.ensure_future(job)
    told = []
    while not doing.done():
        told.append(await look())
    await doing
    return told, time.perf_counter() - begin


async def measured(path: Path) -> Table:
    """Every job at every interval, in turn."""
    told: defaultdict[tuple[object, ...], list[float]] = defaultdict(list)
    app = build(Settings(database=path))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://server.test", timeout=60
        ) as client,
    ):
        seeds = count(1)  # a run that was played already would be there at once
        for round_, interval, name, look in product(
            range(ROUNDS), INTERVALS, JOBS, (naps, listing)
        ):
            tell(f"round {round_ + 1} of {ROUNDS}: {name}, {interval * 1000:g} ms")
            sys.setswitchinterval(interval)
            looks, took = await during(JOBS[name](client, next(seeds)), partial(look, client))
            told[name, interval, look] += looks
            told[name, interval, "took"].append(took)
    shown = Table("[ms]", "switch", *("late: p50", "p99", "most"), box=MARKDOWN)
    for column in ("list: p50", "p99", "took [s]"):
        shown.add_column(column)
    for name, interval in product(JOBS, INTERVALS):
        late = np.array(told[name, interval, naps]) * 1000
        lists = np.array(told[name, interval, listing]) * 1000
        figures = (*np.percentile(late, [50, 99]), late.max(), *np.percentile(lists, [50, 99]))
        took = median(told[name, interval, "took"])
        row = (f"{interval * 1000:g}", *(f"{figure:.2f}" for figure in figures), f"{took:.2f}")
        shown.add_row(name, *row)
    return shown


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        async with register.opened(Settings(database=path), tell=tell):
            pass
        console = Console(width=160, highlight=False, markup=False)
        console.print(machine.described("numpy", "uvicorn", "starlette"))
        console.print(await measured(path))


if __name__ == "__main__":
    asyncio.run(main())
