"""Each draft of GraphQL over HTTP has its status codes; what HTTP itself refuses has its own."""

import orjson
import pytest

from server.transport.answers import GRAPHQL
from tests.server.conftest import Serve
from tests.server.transport import small

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}


def query(text: str) -> bytes:
    return orjson.dumps({"query": text})


@pytest.mark.parametrize(
    ("body", "of_2025", "of_2026"),
    [
        (b"{", (400, 400), (400, 400)),
        (b"{}", (400, 400), (422, 422)),
        (b'{"query":"{hello}","variables":1}', (400, 400), (422, 422)),
        (query("{"), (400, 200), (400, 400)),
        (query("{ nope }"), (400, 200), (422, 422)),
        (query("{" + "hello " * 700 + "}"), (400, 200), (422, 422)),
        (query("query A { hello } query B { hello }"), (400, 200), (422, 422)),
        (query("query ($a: Int!) { hello @skip(if: $a) }"), (400, 200), (422, 422)),
        (query("query ($a: Int!) { hello }"), (400, 200), (422, 422)),
        (query("subscription { count(to: 1) }"), (400, 200), (422, 422)),
        (query("{ hello broken }"), (200, 200), (294, 200)),
        (query("{ refused }"), (200, 200), (294, 200)),
        (query("{ hello }"), (200, 200), (200, 200)),
        (query('mutation { note(text: "a") }'), (200, 200), (200, 200)),
    ],
)
@pytest.mark.parametrize("codes", ["2025", "2026"])
async def test_each_draft_has_its_codes(
    serve: Serve, body: bytes, codes: str, of_2025: tuple[int, int], of_2026: tuple[int, int]
) -> None:
    expected = {"2025": of_2025, "2026": of_2026}[codes]
    async with serve(schema=small.schema, http_codes=codes) as client:
        for media, status in zip((GRAPHQL, "application/json"), expected, strict=True):
            answer = await client.post("/graphql", content=body, headers={**JSON, "accept": media})

            assert answer.status_code == status
            # of 2026, whoever takes JSON alone is to take only what went well for an answer
            theirs = GRAPHQL if codes == "2026" and status >= 400 else media
            assert answer.headers["content-type"] == f"{theirs}; charset=utf-8"
            assert "data" not in answer.json() or status in (200, 294)


@pytest.mark.parametrize("codes", ["2025", "2026"])
async def test_what_http_itself_refuses_has_the_same_code_by_any_draft(
    serve: Serve, codes: str
) -> None:
    async with serve(schema=small.schema, http_codes=codes) as client:
        ask = query("{ hello }")
        for answer, status in (
            (await client.put("/graphql", content=ask, headers=JSON), 405),
            (await client.get("/graphql", params={"query": "mutation { note }"}), 405),
            (await client.post("/graphql", content=ask), 415),
            (await client.post("/graphql", content=ask, headers={**JSON, "accept": "a/b"}), 406),
            (await client.post("/graphql", content=b"a" * 300_000, headers=JSON), 413),
        ):
            assert answer.status_code == status
            assert answer.json()["errors"]
            assert status != 405 or "POST" in answer.headers["allow"]
