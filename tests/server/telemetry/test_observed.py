"""Each answer bears an id by which the log knows it, in threads and in tasks."""

import asyncio
import json
import logging
from threading import Event
from typing import Any

import httpx
import pytest

from server import registry
from server.graphql.limits import document
from server.graphql.rootfields import root_fields
from server.services import projecting
from server.services.workers import Workers
from server.telemetry import Metrics, Observed, Telemetry, note, operation, request_id
from server.transport.answers import failed
from tests.server.conftest import Serve
from tests.server.telemetry.conftest import Log

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (["abc.DEF_1-2"], True),
        (["a" * 64], True),
        (["a" * 65], False),
        ([""], False),
        (["a b"], False),
        (["a\tb"], False),
        (["é"], False),
        (["one", "two"], False),
    ],
)
async def test_an_id_of_the_caller_is_kept_if_it_is_a_plain_token(
    client: httpx.AsyncClient, sent: list[str], kept: bool
) -> None:
    headers = [(b"x-request-id", one.encode()) for one in sent]
    for method, path in (
        ("GET", "/livez"),
        ("GET", "/nope"),
        ("DELETE", "/graphql"),
        ("GET", "/readyz"),
    ):
        answer = await client.request(method, path, headers=headers)

        (id_,) = answer.headers.get_list("x-request-id")
        assert (id_ == sent[0]) is kept
        assert 1 <= len(id_) <= 64


async def test_lines_logged_in_a_worker_bear_the_id_of_their_request(
    client: httpx.AsyncClient, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = projecting.play

    def telling(*given: Any, **also: Any) -> Any:
        logging.getLogger("server.test").info("played in a thread")
        return play(*given, **also)

    monkeypatch.setattr(projecting, "play", telling)
    await client.post(
        "/graphql",
        json={"query": "{ projection(input: {scenario: FROZEN, years: 1}) { start } }"},
        headers={"x-request-id": "the.one"},
    )

    lines = [json.loads(line) for line in log.getvalue().splitlines() if line.startswith("{")]
    assert {line["logger"]: line["request_id"] for line in lines} == {
        "server.test": "the.one",
        "server.access": "the.one",
    }


async def test_a_page_of_another_origin_can_read_the_id(serve: Serve) -> None:
    async with serve(allowed_origins=("https://twente.example",)) as client:
        answer = await client.get("/livez", headers={"origin": "https://twente.example"})

    assert "x-request-id" in answer.headers["access-control-expose-headers"].split(", ")


async def test_operations_on_one_connection_are_counted_each_by_itself(log: Log) -> None:
    metrics = Metrics(fields=["node"], about={"version": "1", "model": "1", "schema": "1"})

    async def connection(_scope: Any, _receive: Any, _send: Any) -> None:
        for code in (None, "TOO_LARGE"):
            with operation():
                note(fields=("node",), code=code)
        with operation():
            note(fields=("node",), lasting=True)

    observed = Observed(connection, telemetry=Telemetry(metrics=metrics), routes=[], failed=failed)
    await observed({"type": "websocket", "path": "/", "headers": []}, _none, _none)

    told = metrics.exposed("")[0].decode()
    assert 'burgernet_operations_total{operation="node",outcome="answered"} 2.0' in told
    assert 'burgernet_operations_total{operation="node",outcome="refused"} 1.0' in told
    assert 'burgernet_operation_seconds_count{operation="node"} 2.0' in told
    assert log.getvalue().count('"code":"TOO_LARGE"') == 1


async def test_outside_of_a_request_nothing_is_noted_and_ids_are_fresh() -> None:
    note(code="TOO_LARGE")

    assert request_id() != request_id()


async def test_simulations_and_connections_are_read_when_they_are_asked_for(
    client: httpx.AsyncClient,
) -> None:
    told = (await client.get("/metrics", headers={"host": "localhost"})).text

    assert 'burgernet_simulations{state="playing"} 0.0' in told
    assert 'burgernet_database_connections{count="most",role="reading"} 8.0' in told
    assert 'burgernet_runs{state="QUEUED"} 0.0' in told


async def test_simulations_that_play_and_wait_are_told_apart() -> None:
    workers, go = Workers(side_by_side=1, waiting=2, seconds=30), Event()
    tasks = [asyncio.create_task(workers.run(lambda _: go.wait())) for _ in range(3)]
    await asyncio.sleep(0)

    assert (workers.playing, workers.waiting) == (1, 2)

    go.set()
    await asyncio.gather(*tasks)
    await asyncio.sleep(0)
    assert (workers.playing, workers.waiting) == (0, 0)
    workers.close()


async def _none(*_: Any) -> Any:
    """Receive and send nothing."""


@pytest.mark.parametrize(
    ("text", "name", "fields"),
    [
        ("{ a: node(id: 1) { id } node(id: 2) { id } }", None, ("node",)),
        ("{ __typename node(id: 1) { id } }", None, ("node",)),
        ("{ __typename }", None, ("__typename",)),
        ("query A { node } query B { nodes }", "B", ("nodes",)),
        ("query A { node } query B { nodes }", None, ()),
        ("query A { node }", "B", ()),
        ("{ ...F ... on Query { c } } fragment F on Query { b ...G }", None, ("c", "b")),
    ],
)
def test_root_fields_are_found_wherever_they_stand(
    text: str, name: str | None, fields: tuple[str, ...]
) -> None:
    assert sorted(root_fields(document(text), name)) == sorted(fields)


async def test_the_database_is_not_touched_to_count_a_request(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(registry.Database, "reading", broken)

    assert (await client.get("/livez")).json() == {"status": "alive"}
