"""Spans, for those who ask for them; others do not even import what makes them."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from server.settings import Settings, SettingsRefused
from server.telemetry.spans import ATTRIBUTES
from tests.server.conftest import Serve
from tests.server.telemetry.conftest import Log

pytestmark = pytest.mark.anyio

QUERY = {"query": "{ projection(input: {scenario: FROZEN, years: 1, replications: 10}) { start } }"}
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_a_request_has_spans_for_its_parts_in_the_trace_of_its_caller(
    serve: Serve, spans: InMemorySpanExporter
) -> None:
    async with serve() as client:
        answer = await client.post("/graphql", json=QUERY, headers={"traceparent": PARENT})
        await client.get("/livez")

    assert "errors" not in answer.json()
    found = {span.name: span for span in spans.get_finished_spans()}
    root = found["POST /graphql"]
    assert {"parse", "validate", "execute", "reading", "simulation"} < found.keys()
    assert {f"{span.context.trace_id:032x}" for span in found.values()} == {PARENT[3:35]}
    assert root.parent is not None
    assert f"{root.parent.span_id:016x}" == PARENT[36:52]
    assert found["simulation"].parent == found["execute"].context
    assert {name for span in found.values() for name in span.attributes or ()} <= set(
        ATTRIBUTES.values()
    )
    assert (root.attributes or {})["burgernet.operation"] == "projection"


async def test_a_request_without_a_caller_begins_a_trace_of_its_own(
    serve: Serve, spans: InMemorySpanExporter
) -> None:
    async with serve() as client:
        for _ in range(2):
            await client.post("/graphql", json={"query": "{ __typename }"})

    roots = [span for span in spans.get_finished_spans() if span.name == "POST /graphql"]
    assert len({span.context.trace_id for span in roots}) == 2
    assert [span.parent for span in roots] == [None, None]


@pytest.mark.slow
def test_without_tracing_nothing_of_opentelemetry_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from server.app import build; from server.settings import Settings; "
        f"build(Settings(database={str(tmp_path / 'a')!r})); "
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ended.stdout == "[]\n"


def test_tracing_without_its_packages_is_refused_and_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.settings.find_spec", lambda _: None)
    monkeypatch.setenv("BURGERNET_TRACING", "otlp")

    with pytest.raises(SettingsRefused) as refusal:
        Settings.read()

    assert str(refusal.value) == (
        "BURGERNET_TRACING=otlp: its packages are not installed; "
        "pip install 'burgernet-whatif[tracing]' adds them"
    )


async def test_without_tracing_the_trace_of_the_caller_still_stands_in_the_log(
    client: httpx.AsyncClient, log: Log
) -> None:
    await client.get("/livez", headers={"traceparent": PARENT})
    await client.get("/livez", headers={"traceparent": PARENT.replace("00-0af", "ff-0af")})

    assert log.getvalue().count(f'"trace_id":"{PARENT[3:35]}"') == 1
