"""What no database may lose: killed while its schema changes, written to by two, started anew."""

import asyncio
import multiprocessing
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import select

from server.address import Address, Server
from server.errors import Code, Refused
from server.registry import Database, Municipality
from tests import postgres
from tests.server.registry.test_database import count_up_elsewhere, households, town
from tests.server.registry.test_migrations import EARLIER, made_at, prepare, schema
from tests.serving import served

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

KILLS = 40
WRITES = 200
PROGRAM = """
import asyncio, sys, time
from sqlalchemy import Engine, event
from server import address
from server.registry import Database
from server.registry.migrations import steps
event.listen(Engine, "before_cursor_execute", lambda *_: time.sleep(0.003))  # to be hit anywhere
async def main():
    database = Database(address.parsed(sys.argv[1]))
    print("ready", flush=True)
    await database.prepare()
    print("done", flush=True)
asyncio.run(main())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


def named(address: Address) -> str:
    return address.url if isinstance(address, Server) else str(address)


def migrate_and_die(address: Address, *, after: float) -> str:
    """Kill a migration so long [s] after it began; what it said."""
    victim = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, named(address)], stdout=subprocess.PIPE, text=True
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "ready\n"
    time.sleep(after)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    with victim.stdout:
        return victim.stdout.read()


def stepped(address: Address) -> set[tuple[object, ...]]:
    """What a register is made of, but for how it says at which step it is."""
    return {row for row in schema(address) if "alembic_version" not in str(row)}


def test_a_migration_killed_anywhere_leaves_the_earlier_version_whole_or_this_one(
    kind: str, tmp_path: Path
) -> None:
    luck, ended = random.Random(1), Counter[str]()
    fresh = tmp_path / "fresh.sqlite" if kind == "sqlite" else postgres.create()
    prepare(fresh)
    now, patience = stepped(fresh), 0.5
    for number in range(KILLS):
        address = tmp_path / f"{number}.sqlite" if kind == "sqlite" else postgres.create()
        made_at(address, luck.choice(EARLIER))
        before = stepped(address)

        told = migrate_and_die(address, after=luck.uniform(0.0, patience))

        after = stepped(address)
        assert after in (before, now), "half a migration"
        assert after == now or told == "", "it said it was done"
        ended["before" if after == before else "after"] += 1
        if ended["after"] < number / 4:
            patience *= 1.2  # so that it comes to its end at last, however busy the machine is
        prepare(address)
        assert stepped(address) == now
        town_of(address)
        if isinstance(address, Server):
            postgres.drop(address)

    assert min(ended["before"], ended["after"]) >= 5, ended


def town_of(address: Address) -> None:
    """Hold that what was there is there, and all of it whole."""

    async def look() -> None:
        database = Database(address)
        found = await database.check()
        assert [one.what for one in found if not one.ok and one.what != "fsync"] == []
        async with database.reading() as session:
            assert (await session.scalars(select(Municipality.name))).all() == ["Almelo"]
        await database.close()

    asyncio.run(look())


async def test_two_processes_that_write_400_times_lose_nothing(kind: str, tmp_path: Path) -> None:
    address = tmp_path / "register.sqlite" if kind == "sqlite" else postgres.create()
    database = Database(address)
    await database.prepare()
    async with database.writing() as session:
        session.add(town(households=1))
    processes = [
        multiprocessing.get_context("spawn").Process(
            target=count_up_elsewhere, args=(address, WRITES)
        )
        for _ in range(2)
    ]

    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join)

    assert [process.exitcode for process in processes] == [0, 0]
    assert await households(database) == 1 + 2 * WRITES
    await database.close()


@dataclass
class Load:
    """Writes one after another, and reads by every way in, until it is stopped."""

    kept: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    refused: int = 0
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    defects: int = 0
    impatient: list[str] = field(default_factory=list)
    """Ways in whose 503 did not say when to come back."""
    stopped: bool = False

    async def write(self, database: Database, who: int) -> None:
        number = 0
        while not self.stopped:
            number += 1
            code = f"{who}-{number}"
            try:
                async with database.writing() as session:
                    session.add(town(code))
                self.kept.append(code)
            except Refused as refusal:
                if refusal.code is Code.UNCERTAIN:
                    self.unsure.append(code)
                elif refusal.code is Code.UNAVAILABLE:
                    self.refused += 1
                else:
                    raise
                await asyncio.sleep(0.02)

    async def read(self, url: str, way: str) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=10) as client:
            while not self.stopped:
                answer = await ask(client, way)
                self.answers[way, answer.status_code] += 1
                if answer.status_code == 200 and "INTERNAL" in answer.text:
                    self.defects += 1
                if answer.status_code == 503 and "retry-after" not in answer.headers:
                    self.impatient.append(way)
                await asyncio.sleep(0.05)


WAYS = ("/graphql", "/api/v1/municipalities", "/readyz")


async def ask(client: httpx.AsyncClient, way: str) -> httpx.Response:
    if way != "/graphql":
        return await client.get(way)
    query = "{ municipalities(first: 1) { nodes { name } } }"
    return await client.post(way, json={"query": query})


async def answered(url: str) -> float:
    """Wait until every way in answers; how long that took [s]."""
    begin = time.monotonic()
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        for way in WAYS:
            while (await ask(client, way)).status_code != 200:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.02)
    return time.monotonic() - begin


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    cluster = postgres.Cluster(durable=True)
    yield cluster
    cluster.remove()


async def test_postgresql_started_anew_under_load_loses_no_write_and_the_server_comes_back(
    cluster: postgres.Cluster,
) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE register TEMPLATE template0")
    address = Server(cluster.url("register"))
    with served(address, log_level="error", cost_per_minute=10**9) as url:
        load, database, took = Load(), Database(address), list[float]()
        await answered(url)
        async with asyncio.TaskGroup() as group:
            for who in range(4):
                group.create_task(load.write(database, who))
            for way in WAYS:
                group.create_task(load.read(url, way))
            for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
                await asyncio.sleep(1.0)
                await asyncio.to_thread(cluster.stop, how)
                await asyncio.sleep(1.0)
                await asyncio.to_thread(cluster.start)
                took.append(await answered(url))
            await asyncio.sleep(0.5)
            load.stopped = True
        async with database.reading() as session:
            there = set(await session.scalars(select(Municipality.code)))
        await database.close()

    assert set(load.kept) <= there
    own = {code for code in there if "-" in code}
    assert own - set(load.kept) <= set(load.unsure)
    assert len(load.kept) > 50
    assert load.refused > 0
    assert {status for _, status in load.answers} == {200, 503}
    assert {way for way, status in load.answers if status == 503} == set(WAYS)
    assert load.defects == 0
    assert set(load.impatient) <= {"/readyz"}
    assert max(took) < 2.0, "the server is not back"
