"""Probes tell what is wrong, and do not hang where the database does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from server.app import build
from server.health import Readiness
from server.registry import Database
from server.registry.migrations import SCHEMA_VERSION
from server.settings import Settings
from tests.server.conftest import Serve, address_of, alter, kept_out

pytestmark = pytest.mark.anyio


async def test_a_server_that_can_work_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    for method in ("GET", "HEAD"):
        assert (await client.request(method, "/livez")).status_code == 200
        assert (await client.request(method, "/readyz")).status_code == 200
    ready = (await client.get("/readyz")).json()

    assert (ready["status"], ready["failed"]) == ("ready", [])
    assert ready["checks"]["schema"] == {
        "ok": True,
        "version": SCHEMA_VERSION,
        "known": SCHEMA_VERSION,
    }
    assert ready["checks"]["dataset"]["region"] == "twente"
    assert ready["checks"]["runs"]["states"]["QUEUED"] == 0


async def test_a_server_that_is_starting_is_not_ready(tmp_path: Path) -> None:
    app = build(Settings(database=tmp_path / "register.sqlite"))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://register.test"
    ) as client:
        answer = await client.get("/readyz")
        alive = await client.get("/livez")
        metrics = await client.get("/metrics", headers={"host": "localhost"})

    assert (answer.status_code, answer.json()["failed"]) == (503, ["database"])
    assert (alive.status_code, metrics.status_code) == (200, 200)
    assert "burgernet_runs{" not in metrics.text


@pytest.mark.parametrize(
    ("broken", "failed"),
    [
        ("UPDATE alembic_version SET version_num = '0099'", "schema"),
        ("DELETE FROM dataset", "dataset"),
        ("DROP TABLE dataset", "dataset"),
        ("DROP TABLE block; DROP TABLE run", "runs"),
    ],
)
async def test_the_check_that_failed_is_named(serve: Serve, broken: str, failed: str) -> None:
    async with serve() as client:
        await alter(client, broken)
        answer = await client.get("/readyz")
        told = answer.json()

    assert answer.status_code == 503
    assert told["failed"] == [failed]
    assert told["checks"]["database"]["ok"]


async def test_a_database_that_hangs_is_told_by_the_deadline_and_asked_once(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread is held, as by a dead network disk: nothing can cancel it."""
    released, looks = asyncio.Event(), 0
    reading = Database.reading

    @asynccontextmanager
    async def hanging(self: Database) -> AsyncIterator[Any]:
        nonlocal looks
        looks += 1
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                continue
        async with reading(self) as session:
            yield session

    monkeypatch.setattr(Readiness.__init__, "__kwdefaults__", {"within": 0.1})
    async with serve() as client:
        monkeypatch.setattr(Database, "reading", hanging)
        answers = await asyncio.gather(*(client.get("/readyz") for _ in range(20)))
        again = await client.get("/readyz")
        metrics = await client.get("/metrics", headers={"host": "localhost"})
        assert (await client.get("/livez")).status_code == 200
        released.set()
        for _ in range(100):
            after = await client.get("/readyz")
            if after.status_code == 200:
                break

    assert {answer.status_code for answer in (*answers, again)} == {503}
    assert answers[0].json()["checks"]["database"] == {"ok": False, "why": "no answer within 0.1 s"}
    assert metrics.status_code == 200
    assert "burgernet_runs{" not in metrics.text
    assert after.status_code == 200
    assert looks <= 3


async def test_a_locked_database_does_not_hold_the_probe(serve: Serve) -> None:
    async with serve() as client:
        keeping = kept_out(address_of(client))
        # in a thread: the server, which may be writing at its start, must be let to end
        await asyncio.to_thread(keeping.__enter__)
        writing = await client.get("/readyz")
        keeping.__exit__(None, None, None)

    assert writing.status_code == 200  # who writes keeps nobody from reading


async def test_busy_readers_make_the_server_not_ready(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Readiness.__init__, "__kwdefaults__", {"within": 0.1})
    async with serve() as client:
        app = client._transport.app  # type: ignore[attr-defined]  # httpx's own, for ASGI
        release = asyncio.Event()

        async def hold() -> None:
            async with app.state.database.reading() as session:
                await session.execute(text("SELECT 1"))
                await release.wait()

        holding = [asyncio.create_task(hold()) for _ in range(8)]
        for _ in range(500):
            if app.state.database.readers_in_use == 8:
                break
            await asyncio.sleep(0.01)
        busy = await client.get("/readyz")
        metrics = await client.get("/metrics", headers={"host": "localhost"})
        release.set()
        await asyncio.gather(*holding)

    assert busy.json()["failed"][0] == "database"
    assert 'burgernet_database_connections{count="in_use",role="reading"} 8.0' in metrics.text
