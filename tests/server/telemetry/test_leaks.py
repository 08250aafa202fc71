"""A marker is sent by every way in, and looked for in every way out but the answer itself."""

import asyncio
import json
import logging
from typing import Any

import httpx
import orjson
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from server import registry
from server.services import projecting
from server.telemetry import Metrics, Observed, Telemetry
from server.telemetry.observed import Broken
from server.transport.answers import failed
from tests.server.conftest import Serve
from tests.server.telemetry.conftest import Log

pytestmark = pytest.mark.anyio

NAME = "JanJansen0612345678"
PERSON = "Jan Jansen 0612345678"
LOCAL = {"host": "localhost"}
JSON = {"content-type": "application/json"}
PLAYED = "projection(input: {scenario: FROZEN, years: 1, replications: 10}) { start }"


def body(query: str, **more: Any) -> bytes:
    return orjson.dumps({"query": query, **more})


ASKED: list[tuple[str, dict[str, Any]]] = [
    (f'{{ municipalities(where: {{name: {{eq: "{PERSON}"}}}}) {{ totalCount }} }}', {}),
    (f'{{ node(id: "{PERSON}") {{ id }} }}', {}),
    ("query ($id: ID!) { node(id: $id) { id } }", {"variables": {"id": PERSON}}),
    ("query ($id: Int!) { node(id: $id) { id } }", {"variables": {"id": PERSON}}),
    (
        "query ($i: WhatIfInput!) { projection(input: $i) { start } }",
        {"variables": {"i": {NAME: 1}}},
    ),
    (f"query {NAME} {{ {PLAYED} }}", {"operationName": NAME}),
    ("{ __typename }", {"operationName": PERSON}),
    ("query A { __typename } query B { __typename }", {"operationName": NAME}),
    (f"{{ {NAME}: {PLAYED} }}", {}),
    (f"{{ {NAME} }}", {}),
    (f"{{ ...{NAME} }} fragment {NAME} on Query {{ {NAME}: __typename }}", {}),
    (f'{{ __typename @include(if: "{PERSON}") }}', {}),
    (f"{{ a: projection(input: {{scenario: {NAME}}}) {{ start }} }}", {}),
    (f"# {PERSON}\n{{", {}),
    (f'{{ "{PERSON}" }}', {}),
    (
        "{ __typename }",
        {"extensions": {"persistedQuery": {"sha256Hash": PERSON, "version": 1}}},
    ),
    ("", {"documentId": PERSON}),
    ("", {"id": NAME}),
    (f"mutation {NAME} {{ {NAME} }}", {}),
    (
        "query ($w: ParticipantWhere) { participants(where: $w) { totalCount } }",
        {"variables": {"w": {"telephone": PERSON}}},
    ),
    (f'{{ participants(where: {{email: "{PERSON}"}}) {{ totalCount }} }}', {}),
    (
        "mutation ($i: RegisterParticipantInput!) "
        "{ registerParticipant(input: $i) { userErrors { code } } }",
        {"variables": {"i": {"name": PERSON, "source": NAME, NAME: PERSON}}},
    ),
    (f"subscription {NAME} {{ {NAME} }}", {}),
    (f"{{ participantCounts(by: [{NAME}]) {{ total }} }}", {}),
    (f'{{ municipalities(after: "{PERSON}") {{ totalCount }} }}', {}),
]
BY_REST = (
    f"projections?scenario={NAME}",
    f"projections?{NAME}=1",
    f"projections?scenario=FROZEN&changes={NAME}:1",
    f"projections?scenario=FROZEN&years=1&engine=ANALYTIC&format=xlsx&then=2015-01-01:{NAME}",
    f"projections?scenario=FROZEN&notJoining={NAME}",
    f"comparisons?scenarios=FROZEN,{NAME}",
    f"participant-counts?by={NAME}",
    f"runs/{NAME}",
    f"runs/{NAME}/series",
    f"runs/{NAME}/events",
    NAME,
)
SENT: list[tuple[str, str, dict[str, str], bytes]] = [
    *(("POST", "/graphql", JSON, body(asked, **more)) for asked, more in ASKED),
    ("POST", "/graphql", JSON, f'{{"{PERSON}"'.encode()),
    ("POST", "/graphql", {"content-type": PERSON}, b"{}"),
    ("POST", "/graphql", {**JSON, "accept": PERSON}, body("{ __typename }")),
    ("GET", f"/graphql?query={{{NAME}}}", {}, b""),
    ("GET", f"/{NAME}/06?name={NAME}", {}, b""),
    (NAME.upper(), "/graphql", {}, b""),
    *(("GET", f"/api/v1/{path}", {}, b"") for path in BY_REST),
    ("GET", "/api/v1/scenarios", {"accept": PERSON, "if-none-match": PERSON}, b""),
    ("GET", f"/api/v1/runs/{'0' * 32}/events", {"last-event-id": PERSON}, b""),
    (NAME.upper(), "/api/v1/scenarios", {}, b""),
    *(
        ("POST", "/graphql/stream", {**JSON, "accept": "text/event-stream"}, body(asked, **more))
        for asked, more in ASKED
    ),
    (
        "OPTIONS",
        "/graphql",
        {"origin": f"https://{NAME}", "access-control-request-method": NAME},
        b"",
    ),
    ("GET", f"/readyz?{NAME}", {"user-agent": PERSON, "cookie": PERSON, "referer": PERSON}, b""),
    ("GET", "/metrics", {**LOCAL, "accept": f"application/openmetrics-text; version={NAME}"}, b""),
    ("GET", "/livez", {"x-request-id": PERSON, "authorization": f"Bearer {NAME}"}, b""),
    ("GET", "/livez", {"host": f"[{NAME}"}, b""),
    (
        "POST",
        "/graphql",
        {
            **JSON,
            "tracestate": f"a={NAME}",
            "baggage": f"name={NAME}",
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        },
        body("{ __typename }"),
    ),
    ("POST", "/graphql", {**JSON, "traceparent": PERSON}, body("{ __typename }")),
]


def seen(spans: InMemorySpanExporter) -> str:
    return "".join(span.to_json() for span in spans.get_finished_spans())


def clean(told: str) -> bool:
    """Whether nothing of the marker is in it, however it is spelled."""
    lowered = told.lower()
    return not any(part in lowered for part in ("jansen", "0612345678"))


async def test_nothing_of_what_is_asked_reaches_a_log_a_metric_or_a_span(
    serve: Serve, log: Log, spans: InMemorySpanExporter
) -> None:
    async with serve() as client:
        for method, path, headers, content in SENT:
            answer = await client.request(method, path, headers=headers, content=content)
            assert answer.headers["x-request-id"]
        metrics = (await client.get("/metrics", headers=LOCAL)).text

    assert log.getvalue().count("POST /graphql") > 2 * 20
    assert len(spans.get_finished_spans()) > 60
    assert 'operation="projection"' in metrics
    assert clean(log.getvalue())
    assert clean(seen(spans))
    assert clean(metrics)


async def test_nothing_of_what_a_defect_says_reaches_a_log_a_metric_or_a_span(
    serve: Serve, log: Log, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        try:
            int(PERSON)
        except ValueError as error:
            raise RuntimeError(PERSON) from error

    monkeypatch.setattr(registry.municipalities, "page", broken)
    monkeypatch.setattr(projecting, "play", broken)
    monkeypatch.setattr("server.health.readiness.Readiness.checks", broken)
    ids = []
    async with serve() as client:
        for query in (
            f"{{ {NAME}: municipalities {{ nodes {{ code }} }} }}",
            f"{{ {NAME}: {PLAYED} }}",
        ):
            answer = await client.post("/graphql", content=body(query), headers=JSON)
            (error,) = answer.json()["errors"]
            ids.append(error["extensions"]["id"])
            assert error["extensions"]["id"] == answer.headers["x-request-id"]
        answer = await client.get("/readyz", headers={"x-request-id": "mine.1"})
        assert (answer.status_code, answer.headers["x-request-id"]) == (500, "mine.1")
        ids.append(answer.json()["errors"][0]["extensions"]["id"])

    assert ids[-1] == "mine.1"
    assert all(f"defect {id_}" in log.getvalue() for id_ in ids)
    assert "caused by ValueError" in log.getvalue()
    assert "test_leaks.py" in log.getvalue()
    assert '"field":"municipalities"' in log.getvalue()
    assert clean(log.getvalue())
    assert clean(seen(spans))


async def test_nothing_of_what_libraries_are_handed_reaches_the_log(log: Log) -> None:
    async def failing() -> None:
        raise ValueError(PERSON)

    logging.getLogger("asyncio").error("Task exception: %s", ValueError(PERSON))
    logging.getLogger("asyncio").error(f"exception=ValueError({PERSON!r})")
    logging.getLogger("aiosqlite").debug("executing %s", PERSON)
    logging.getLogger("sqlalchemy.engine").info("[%s]", PERSON)
    logging.getLogger("uvicorn.error").info('"WebSocket /%s" [accepted]', PERSON)
    try:
        await asyncio.wait_for(failing(), 1)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")

    lines = [json.loads(line) for line in log.getvalue().splitlines() if line.startswith("{")]
    assert [line["logger"] for line in lines] == ["asyncio", "asyncio", "uvicorn.error"]
    assert "ValueError" in lines[-1]["error"]
    assert clean(log.getvalue())


async def test_nothing_of_a_websocket_reaches_a_log_or_a_metric(log: Log) -> None:
    about = {"version": "1", "model": "1", "schema": "1"}
    metrics = Metrics(about=about)
    sent: list[Any] = []

    async def talk(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        assert "burgernet_websocket_connections 1.0" in metrics.exposed("")[0].decode()
        await send({"type": "websocket.send", "text": PERSON})
        raise ValueError(PERSON)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    app = Observed(talk, telemetry=Telemetry(metrics=metrics), routes=[], failed=failed)
    scope = {"type": "websocket", "path": f"/{NAME}", "headers": [(b"cookie", PERSON.encode())]}
    with pytest.raises(Broken) as broken:
        await app(scope, receive, send)

    told = metrics.exposed("")[0].decode()
    assert PERSON not in str(broken.value)
    assert dict(sent[0]["headers"])[b"x-request-id"]
    assert "burgernet_websocket_connections 0.0" in told
    assert 'burgernet_requests_total{method="WEBSOCKET",route="none",status="101"} 1.0' in told
    assert "burgernet_answer_seconds_count" not in told
    assert clean(log.getvalue() + told)


async def test_the_marker_would_be_found_if_it_leaked(log: Log) -> None:
    logging.getLogger("server").info("asked by %s", PERSON)

    assert not clean(log.getvalue())


async def test_a_request_without_a_marker_is_still_told_about(
    client: httpx.AsyncClient, log: Log
) -> None:
    await client.post(
        "/graphql", content=body("{ a: scenarios { name } assumptions { name } }"), headers=JSON
    )

    line = next(json.loads(one) for one in log.getvalue().splitlines() if one.startswith("{"))
    assert line["operation"] == "several"
    assert line["fields"] == "scenarios,assumptions"
    assert (line["method"], line["route"], line["status"]) == ("POST", "/graphql", 200)
