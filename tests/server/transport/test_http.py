"""Whatever is sent, the answer is JSON, names what is wrong, and the server goes on."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from graphql import get_introspection_query, parse

from server import registry
from server.app import build
from server.errors import DatabaseRefused
from server.graphql.limits import MOST, document, measure
from server.settings import Settings
from server.transport.answers import GRAPHQL
from server.transport.negotiation import preferred
from tests.server.conftest import Ask, Serve
from tests.server.lateness import WITHIN, late

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}
NAN = (
    b'{"query":"query($i:WhatIfInput!){projection(input:$i){start}}","variables":{"i":{'
    b'"scenario":"FROZEN","changes":[{"parameter":"DEATH","value":NaN}]}}}'
)


def query(text: str) -> bytes:
    return orjson.dumps({"query": text})


def fragments(depth: int) -> str:
    spreads = "".join(
        f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} " for i in range(depth)
    )
    return f"{{ ...F0 }} {spreads} fragment F{depth} on Query {{ __typename }}"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (query("{" + "a " * 500_000 + "}"), 413, "the body is over 262144 bytes, the most"),
        (b'{"query": "\xff\xfe"}', 400, "the body is no JSON: str is not valid UTF-8"),
        (b"[" * 20_000, 400, "the body is no JSON: depth limit exceeded"),
        (b'{"query":"{a}","variables":{"a":' + b"9" * 5_000 + b"}}", 400, "the body is no JSON"),
        (b"", 400, "the body is no JSON"),
        (b"[]", 400, "batches are not taken: send one request at a time"),
        (b"1", 400, "the body must be one JSON object"),
        (b"{}", 400, "query must be a string"),
        (b'{"query":" "}', 400, "query must be a string that is not empty"),
        (b'{"query":"{a}","variables":[]}', 400, "variables must be an object"),
        (b'{"query":"{a}","operationName":1}', 400, "operationName must be a string"),
        (b'{"query":"{a}","extensions":1}', 400, "extensions must be an object"),
        (
            b'{"query":"{a}","variables":{"a":' + b"[" * 40 + b"]" * 40 + b"}}",
            400,
            "variables are nested deeper than 32",
        ),
        (NAN, 400, "variables.i.changes[0].value=NaN is no finite number. death must be in [0, 5]"),
        (query("query A {__typename} query B {__typename}"), 200, "operationName must say which"),
        (query("fragment A on Query {__typename}"), 200, "the document has no operation"),
        (
            b'{"query":"query A {__typename}","operationName":"B"}',
            200,
            "operationName=B names no operation",
        ),
        (
            query("subscription { a }"),
            200,
            "a subscription has many answers: ask it over WebSocket",
        ),
        (query("mutation { a b }"), 200, "document.mutations=2 is outside [0, 1]"),
        (query("{ nope }"), 200, "Cannot query field 'nope' on type 'Query'"),
        (query("{"), 200, "Syntax Error"),
        (query("{ a" + "b" * 5), 200, "Syntax Error"),
        (query("{ nodes(ids: " + "[" * 450 + "]" * 450 + ") { id } }"), 200, "nested too deeply"),
        (
            query("{ municipalities(first: " + "9" * 5_000 + ") { nodes { code } } }"),
            200,
            "document.digits=5000 is outside [0, 100]",
        ),
        (query("{" + "__typename " * 990 + "}"), 200, "document.fields=990 is outside [0, 600]"),
        (query("{" + "__typename " * 1_500 + "}"), 200, "document.tokens=over 1000 is outside"),
        (
            query("{" + " ".join(f"a{i}: __typename" for i in range(31)) + "}"),
            200,
            "document.aliases=31 is outside [0, 30]",
        ),
        (
            query("{ __typename " + "@include(if: true) " * 40 + "}"),
            200,
            "document.directives=40 is outside [0, 20]",
        ),
        (
            query(
                "{ __schema { types " + "{ fields { type " * 10 + "{ name }" + " } }" * 10 + "} }"
            ),
            200,
            "document.depth=23 is outside [0, 15]",
        ),
        (
            query("{" + "projection(input: {scenario: FROZEN}) { start } " * 9 + "}"),
            200,
            "document.simulations=9 is outside [0, 8]",
        ),
        (query(fragments(29)), 200, "document.fields=536870912 is outside [0, 600]"),
        (query("{...A} fragment A on Query {...B} fragment B on Query {...A}"), 200, "itself"),
    ],
)
async def test_what_cannot_be_answered_is_refused_and_the_server_goes_on(
    client: httpx.AsyncClient, body: bytes, status: int, said: str
) -> None:
    answer = await client.post("/graphql", content=body, headers=JSON)
    after = await client.post("/graphql", content=query("{ __typename }"), headers=JSON)

    assert answer.status_code == status
    (error,) = answer.json()["errors"]
    assert said in error["message"]
    assert error["extensions"]["code"] != "INTERNAL"
    assert after.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json; charset=latin-1"}, 415),
        ({"content-type": "application/json", "content-encoding": "gzip"}, 415),
        ({"content-type": "application/json", "accept": "text/html"}, 406),
    ],
)
async def test_other_forms_are_refused_in_json(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await client.post("/graphql", content=query("{ __typename }"), headers=headers)

    assert answer.status_code == status
    assert answer.json()["errors"]


async def test_other_places_and_methods_are_refused_in_json(client: httpx.AsyncClient) -> None:
    for answer, status in (
        (await client.put("/graphql", content=query("{ __typename }")), 405),
        (await client.delete("/graphql/stream"), 405),
        (await client.get("/graphql/ide/secret"), 404),
        (await client.post("/graphql/", content=query("{ __typename }")), 404),
        (await client.get("/nothing"), 404),
    ):
        assert answer.status_code == status
        assert answer.json()["errors"][0]["extensions"]["code"] == f"HTTP_{status}"


async def test_a_client_gets_the_media_type_it_asks_for(client: httpx.AsyncClient) -> None:
    for accept, media, status in (
        ("*/*", "application/json", 200),
        ("application/json", "application/json", 200),
        (GRAPHQL, GRAPHQL, 400),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL, 400),
    ):
        answer = await client.post(
            "/graphql", content=query("{ nope }"), headers={**JSON, "accept": accept}
        )

        assert answer.headers["content-type"] == f"{media}; charset=utf-8"
        assert answer.status_code == status
        assert "data" not in answer.json()


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html", None),
        ("text/*", None),
        ("application/json;q=0", None),
        ("application/json;q=nonsense", None),
        ("application/*", "application/json"),
        ("application/*;q=0.5, text/html;q=0.1", "application/json"),
        ("APPLICATION/JSON", "application/json"),
        ("application/graphql-response+json;q=0.5, application/json", "application/json"),
        (",;", None),
    ],
)
async def test_an_answer_has_a_type_that_its_client_takes(accept: str, media: str | None) -> None:
    assert preferred(accept) == media


async def test_the_standard_introspection_query_fits(ask: Ask) -> None:
    data = await ask(
        get_introspection_query(
            input_value_deprecation=True, directive_is_repeatable=True, specified_by_url=True
        )
    )

    assert data["__schema"]["queryType"]["name"] == "Query"


async def test_measuring_takes_time_in_proportion_to_length() -> None:
    """Fragments that use each other twice, 200 deep: doubled paths, not doubled work."""
    size = measure(document("{ __typename }"))
    assert (size.depth, size.fields) == (1, 1)

    deep = measure(parse(fragments(200)))

    assert deep.fields == 2**200
    assert deep.fields > MOST.fields


async def test_a_defect_is_masked_and_found_by_its_id(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(registry.municipalities, "page", broken)
    text = '{ municipalities(where: {name: {eq: "Jan Jansen"}}) { nodes { code } } }'

    with caplog.at_level(logging.INFO):
        answer = await client.post("/graphql", content=query(text), headers=JSON)

    (error,) = answer.json()["errors"]
    assert answer.status_code == 200
    assert "secret" not in answer.text
    assert error["extensions"]["code"] == "INTERNAL"
    assert f"defect {error['extensions']['id']}" in caplog.text
    assert error["extensions"]["id"] == answer.headers["x-request-id"]
    assert "secret" not in caplog.text
    assert "Jansen" not in caplog.text


async def test_only_named_origins_may_ask_from_a_browser(serve: Serve) -> None:
    async with serve(allowed_origins=("https://twente.example",)) as client:
        for origin, allowed in (("https://twente.example", True), ("https://other.example", False)):
            answer = await client.options(
                "/graphql",
                headers={"origin": origin, "access-control-request-method": "POST"},
            )

            assert ("access-control-allow-origin" in answer.headers) is allowed


async def test_others_are_answered_while_a_simulation_runs(client: httpx.AsyncClient) -> None:
    long = "{ projection(input: {scenario: TODAY, step: MONTH, replications: 1000}) { start } }"

    slow = asyncio.create_task(client.post("/graphql", content=query(long), headers=JSON))
    await asyncio.sleep(0.1)
    answered = 0
    while not slow.done():
        await client.post(
            "/graphql", content=query("{ municipalities { totalCount } }"), headers=JSON
        )
        await asyncio.sleep(0)
        answered += 1

    assert (await slow).json()["data"] == {"projection": {"start": 2015}}
    assert answered >= 10


async def test_a_simulation_too_many_is_refused_and_the_next_is_played(serve: Serve) -> None:
    one = "{ projection(input: {scenario: TODAY, replications: 500}) { start } }"
    async with serve(simulations=1, waiting=0) as client:
        together = await asyncio.gather(
            *(client.post("/graphql", content=query(one), headers=JSON) for _ in range(4))
        )
        after = await client.post("/graphql", content=query(one), headers=JSON)

    codes = [error["extensions"]["code"] for a in together for error in a.json().get("errors", [])]
    assert "BUSY" in codes
    assert after.json()["data"]["projection"] == {"start": 2015}


async def test_a_simulation_that_takes_too_long_is_stopped(serve: Serve) -> None:
    asked = "{ projection(input: {scenario: TODAY}) { start } }"
    async with serve(answer_within=WITHIN, simulations=1, waiting=0) as client:
        with late():
            answer = await client.post("/graphql", content=query(asked), headers=JSON)
        again = answer
        for _ in range(200):  # its place is free once it has stopped
            again = await client.post(
                "/graphql",
                content=query(
                    "{ projection(input: {scenario: TODAY, engine: ANALYTIC, years: 1}) { start } }"
                ),
                headers=JSON,
            )
            if "errors" not in again.json():
                break
            await asyncio.sleep(0.02)

    assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_SLOW"
    assert again.json()["data"] == {"projection": {"start": 2015}}


async def test_a_first_request_meets_a_cold_pool_with_many_reads(ask: Ask) -> None:
    fields = " ".join(
        f"m{i}: municipalities(first: 3) {{ totalCount nodes {{ listed inhabitants }} }}"
        for i in range(20)
    )

    data = await ask("{" + fields + "}")

    assert len({str(page) for page in data.values()}) == 1


async def test_a_register_that_is_none_keeps_the_server_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear mayor, " * 100)
    app = build(Settings(database=path))

    with pytest.raises(DatabaseRefused):
        async with app.router.lifespan_context(app):
            pass
    assert path.read_text() == "Dear mayor, " * 100
