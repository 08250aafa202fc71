"""Answers that a client has already are not worked out again, and none that has changed is kept."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import build_schema

from server.credentials import Principal, Role, tokens
from server.graphql.schema import sdl
from server.transport import caching
from server.transport.reading import Asked, asked
from tests.server.conftest import AtMostQueries, Serve, alter

pytestmark = pytest.mark.anyio

PLACES = (
    "query Places($first: Int! = 5) { municipalities(first: $first) { nodes { name listed } } }"
)
PROJECTION = "{ projection(input: {scenario: FROZEN, replications: 250}) { inputHash } }"
OPERATIONS = sorted((Path(__file__).parents[3] / "docs" / "operations").glob("*.graphql"))
NOT_KEPT = {
    *("actions", "auditTrail", "credentials", "participants"),
    *("node", "nodes", "run", "runs", "viewer"),
}
"""Root fields that follow from more than register, model and day."""


async def ask(client: httpx.AsyncClient, tag: str | None = None, **sent: Any) -> httpx.Response:
    headers = {} if tag is None else {"if-none-match": tag}
    return await client.post("/graphql", json=sent, headers=headers)


@pytest.mark.parametrize("query", [PLACES, PROJECTION, "{ __schema { types { name } } }"])
async def test_an_answer_that_still_holds_is_not_told_again(
    client: httpx.AsyncClient, query: str
) -> None:
    first = await ask(client, query=query)
    tag = first.headers["etag"]
    assert (first.status_code, first.headers["cache-control"]) == (200, "private, no-cache")

    for sent in (tag, tag.removeprefix("W/"), f'"a", {tag}', f'{tag},"b"'):
        again = await ask(client, sent, query=query)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "private, no-cache"
        assert "content-type" not in again.headers

    for sent in ('"a"', "*", "", tag.upper()):
        assert (await ask(client, sent, query=query)).json()["data"] == first.json()["data"]


async def test_what_is_not_told_again_asks_no_database_and_plays_nothing(
    client: httpx.AsyncClient, at_most_queries: AtMostQueries
) -> None:
    tag = (await ask(client, query=PROJECTION)).headers["etag"]

    with pytest.raises(AssertionError, match="nothing was asked"), at_most_queries(0):
        assert (await ask(client, tag, query=PROJECTION)).status_code == 304


async def test_by_get_it_is_the_same_answer(client: httpx.AsyncClient) -> None:
    tag = (await ask(client, query=PLACES)).headers["etag"]

    again = await client.get("/graphql", params={"query": PLACES}, headers={"if-none-match": tag})

    assert again.status_code == 304


@pytest.mark.parametrize("query", [PLACES, PROJECTION])
async def test_a_change_of_the_register_by_anyone_ends_it(
    client: httpx.AsyncClient, query: str
) -> None:
    before = await ask(client, query=query)

    await alter(client, 'UPDATE settled SET "count" = "count" + 5 WHERE measure = \'LISTED\'')
    after = await ask(client, before.headers["etag"], query=query)

    assert after.status_code == 200
    assert after.json() != before.json()
    assert after.headers["etag"] != before.headers["etag"]


REAL = (
    "UPDATE dataset SET origin = 'IMPORTED', as_of = '2026-01-01', settled_until = '2026-01-01'",
    "UPDATE settled SET day = '2026-01-01' WHERE day = '2015-01-01'",
)
SOMEBODY_LEFT = """UPDATE participant SET left_on = '2026-01-05', left_because = 'OPTED_OUT'
 WHERE id = (SELECT min(id) FROM participant WHERE left_on IS NULL)"""
"""On a day that is counted nowhere."""


@pytest.mark.parametrize(
    "query", [PLACES, PROJECTION.replace("{s", "{start: 2026, s"), "{ learned { source } }"]
)
async def test_what_shows_nowhere_leaves_the_tag_of_what_is_open_as_it_was(
    serve: Serve, query: str
) -> None:
    policy, token = Principal(roles=frozenset({Role.POLICY}), id="desk"), tokens.new()
    async with serve(lent={tokens.digest(token): policy}) as client:
        await alter(client, *REAL)
        shown = {"authorization": f"Bearer {token}"}
        open_, exact = [
            await client.post("/graphql", json={"query": query}, headers=headers)
            for headers in ({}, shown)
        ]

        await alter(client, SOMEBODY_LEFT)

        for before, headers, status in ((open_, {}, 304), (exact, shown, 200)):
            again = {**headers, "if-none-match": before.headers["etag"]}
            after = await client.post("/graphql", json={"query": query}, headers=again)
            assert after.status_code == status


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM settled",
        "UPDATE municipality SET name = 'Elders' WHERE code = 'GM0141'",
        'UPDATE inhabitants SET "count" = "count" + 1',
        "DELETE FROM action WHERE id % 2 = 1",
        "UPDATE dataset SET as_of = '2024-01-01'",
        "INSERT INTO settled VALUES ('2025-01-01', 'LISTED', 'GM0141 FROM_65 SMS', 15)",
    ],
)
async def test_what_shows_anywhere_ends_it(client: httpx.AsyncClient, change: str) -> None:
    await alter(client, *REAL)
    before = await ask(client, query=PLACES)

    await alter(client, change)

    assert (await ask(client, before.headers["etag"], query=PLACES)).status_code == 200


async def test_of_what_is_open_a_mark_is_worked_out_once_for_all_who_ask(
    client: httpx.AsyncClient, at_most_queries: AtMostQueries
) -> None:
    await alter(client, *REAL)
    tag = (await ask(client, query=PLACES)).headers["etag"]

    with pytest.raises(AssertionError, match="nothing was asked"), at_most_queries(0):
        assert (await ask(client, tag, query=PLACES)).status_code == 304


async def test_what_others_ask_is_another_answer(client: httpx.AsyncClient) -> None:
    two = f"{PLACES} query Other {{ scenarios {{ name }} }}"
    questions: list[dict[str, Any]] = [
        {"query": PLACES},
        {"query": PLACES, "variables": {"first": 2}},
        {"query": PLACES, "variables": {"first": 3}},
        {"query": PLACES + " "},
        {"query": two, "operationName": "Places"},
        {"query": two, "operationName": "Other"},
    ]

    tags = {(await ask(client, **sent)).headers["etag"] for sent in questions}

    assert len(tags) == len(questions)


async def test_the_order_in_which_variables_are_sent_does_not_matter(
    client: httpx.AsyncClient,
) -> None:
    query = (
        "query($a: Int!, $where: MunicipalityWhere)"
        "{ municipalities(first: $a, where: $where) { nodes { code } } }"
    )
    where = {"urbanity": {"eq": 2}, "name": {"eq": "Almelo"}}
    sent = [
        {"a": 1, "where": where},
        {"where": dict(reversed(where.items())), "a": 1},
    ]

    tags = {(await ask(client, query=query, variables=one)).headers["etag"] for one in sent}

    assert len(tags) == 1


@pytest.mark.parametrize(
    "query",
    [
        "{ municipalities(first: 101) { nodes { name } } }",
        "{ runs { nodes { state } } }",
        '{ scenarios { name } ... on Query { node(id: "a") { id } } }',
        "query { ...A } fragment A on Query { scenarios { name } ...B } "
        'fragment B on Query { mine: run(id: "a") { state } }',
        "{ nope }",
        "{",
        'mutation { cancelRun(input: {id: "a"}) { userErrors { code } } }',
    ],
)
async def test_errors_changes_and_what_moves_by_itself_are_never_kept(
    client: httpx.AsyncClient, query: str
) -> None:
    answer = await ask(client, "*", query=query)

    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert answer.content


def question(text: str = PLACES) -> Asked:
    return asked({"query": text})


def test_another_day_another_role_and_another_mark_are_another_answer() -> None:
    today = date(2026, 3, 1)

    tags = {
        caching.tag(question(), mark="a", today=today, view="anonymous"),
        caching.tag(question(), mark="b", today=today, view="anonymous"),
        caching.tag(question(), mark="a", today=today + timedelta(days=1), view="anonymous"),
        caching.tag(question(), mark="a", today=today, view="coordinator"),
    }

    assert len(tags) == 4
    assert caching.tag(question(), mark=None, today=today, view="anonymous") is None


@pytest.mark.parametrize(("name", "given"), [("MODEL_VERSION", "0"), ("version", lambda _: "0.0")])
def test_another_program_and_another_model_are_another_answer(
    monkeypatch: pytest.MonkeyPatch, name: str, given: object
) -> None:
    def tag() -> str | None:
        caching._program.cache_clear()
        return caching.tag(question(), mark="a", today=date(2026, 3, 1), view="anonymous")

    now = tag()

    with monkeypatch.context() as later:
        later.setattr(caching, name, given)
        assert tag() != now
    assert tag() == now


def test_of_every_field_it_is_decided_whether_it_may_be_kept() -> None:
    query = build_schema(sdl()).query_type
    assert query is not None

    kept = {name for name in caching.KEPT if not name.startswith("__")}

    assert kept | NOT_KEPT == set(query.fields)
    assert not kept & NOT_KEPT


async def test_pages_of_other_origins_may_use_tags(serve: Serve) -> None:
    origin = "https://twente.example"
    async with serve(allowed_origins=[origin]) as client:
        asking = {
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,if-none-match",
        }
        assert (await client.options("/graphql", headers=asking)).status_code == 200

        answer = await client.post("/graphql", json={"query": PLACES}, headers={"origin": origin})

        assert "etag" in answer.headers["access-control-expose-headers"].lower()
        assert {"accept", "authorization", "origin"} <= {
            name.strip().lower() for name in answer.headers["vary"].split(",")
        }


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda path: path.stem)
def test_the_examples_can_be_kept_but_for_those_that_ask_by_id_or_who_asks(operation: Path) -> None:
    sent = asked({"query": operation.read_text("utf-8")})

    tag = caching.tag(sent, mark="a", today=date(2026, 3, 1), view="anonymous")

    assert (tag is None) is (operation.stem in ("nodes", "viewer"))
