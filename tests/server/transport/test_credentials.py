"""Credentials by every way in: what a wrong, a missing and an insufficient one are told."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.credentials import Principal, Role, tokens
from server.errors import Refused
from server.registry import Credential, Database, Dataset, Origin
from server.sealing import KeyRing
from server.services import authenticating, credentialing, lending
from server.services.credentialing import Wanted
from tests.server.conftest import Serve
from tests.server.credentials.issuing import AUDIENCE, NAME, issuing
from tests.server.persons import KEY, RING, towns

pytestmark = pytest.mark.anyio

TOKENS = {role: tokens.new() for role in lending.ROLES}
LENT = {
    tokens.digest(token): Principal(roles=frozenset({role}), id=f"demo:{role.value}")
    for role, token in TOKENS.items()
}
LIST = {"query": "{ credentials { totalCount nodes { id name roles lastUsedAt revokedAt } } }"}
VIEWER = {"query": "{ viewer { roles municipalities } }"}
ISSUE = """mutation ($input: IssueCredentialInput!) { issueCredential(input: $input) {
  token credential { id createdBy } userErrors { code path message } } }"""
REVOKE = """mutation ($id: ID!) { revokeCredential(input: {id: $id}) {
  credential { revokedAt } userErrors { code } } }"""


def bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


ADMINISTRATOR = bearing(TOKENS[Role.ADMINISTRATOR])


def code_of(answer: httpx.Response) -> str:
    code: str = answer.json()["errors"][0]["extensions"]["code"]
    return code


@asynccontextmanager
async def opened(client: httpx.AsyncClient) -> AsyncIterator[AsyncSession]:
    """A transaction in the register that a client is served."""
    transport: Any = client._transport
    database: Database = transport.app.state.database
    async with database.writing() as session:
        yield session


def desk(*roles: Role, of: tuple[str, ...] = (), now: datetime) -> Wanted:
    """A credential that is asked for, for a day."""
    return Wanted(
        name="Desk",
        roles=frozenset(roles),
        municipalities=frozenset(of),
        scopes=None,
        expires_at=now + timedelta(days=1),
    )


async def issued(
    client: httpx.AsyncClient,
    *roles: Role,
    of: tuple[str, ...] = (),
    ring: KeyRing | None = None,
) -> tuple[str, str]:
    """Id and token of a credential that was given out."""
    now = datetime.now(UTC)
    wanted = desk(*roles, of=of, now=now)
    async with opened(client) as session:
        row, token = await credentialing.issue(session, wanted, ring=ring, by="test", now=now)
    return row.id, token


async def test_wrong_missing_and_insufficient_credentials_are_told_apart(serve: Serve) -> None:
    async with serve(lent=LENT) as client:
        missing = await client.post("/graphql", json=LIST)
        wrong = await client.post("/graphql", json=LIST, headers=bearing(tokens.new()))
        insufficient = await client.post(
            "/graphql", json=LIST, headers=bearing(TOKENS[Role.AUDITOR])
        )
        enough = await client.post("/graphql", json=LIST, headers=ADMINISTRATOR)

    assert (missing.status_code, code_of(missing)) == (200, "CREDENTIAL_REQUIRED")
    assert (wrong.status_code, code_of(wrong)) == (401, "UNAUTHENTICATED")
    assert wrong.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert (insufficient.status_code, code_of(insufficient)) == (200, "FORBIDDEN")
    assert enough.json()["data"]["credentials"]["totalCount"] == 0


@pytest.mark.parametrize("keys", [None, KEY.line])
async def test_wrong_missing_and_insufficient_credentials_take_the_same_work(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, keys: str | None
) -> None:
    work: list[str] = []
    hashed, compared = tokens.digest, hmac.compare_digest

    def digest(token: str) -> bytes:
        work.append("hash")
        return hashed(token)

    def compare_digest(one: Any, other: Any) -> bool:
        work.append("compare")
        return compared(one, other)

    monkeypatch.setattr(tokens, "digest", digest)
    monkeypatch.setattr(hmac, "compare_digest", compare_digest)

    def looked_up(*happening: Any) -> None:
        if "FROM credential" in happening[2]:
            work.append("look-up")

    async def worked(client: httpx.AsyncClient, headers: dict[str, str]) -> list[str]:
        work.clear()
        await client.post("/graphql", json=LIST, headers=headers)
        return [*work]

    event.listen(Engine, "before_cursor_execute", looked_up)
    try:
        async with serve(lent=LENT, keys=keys) as client:
            revoked, token = await issued(client, Role.AUDITOR, ring=RING)
            _, kept = await issued(client, Role.AUDITOR, ring=RING)
            _, unsealed = await issued(client, Role.AUDITOR)
            async with opened(client) as session:
                await registry.credentials.revoke(session, revoked, at=datetime.now(UTC))
            told = {
                "missing": await worked(client, {}),
                "unknown": await worked(client, bearing(tokens.new())),
                "misspelt": await worked(client, bearing("bgn_x")),
                "revoked": await worked(client, bearing(token)),
                "unsealed": await worked(client, bearing(unsealed)),
                "insufficient": await worked(client, bearing(kept)),
            }
    finally:
        event.remove(Engine, "before_cursor_execute", looked_up)

    compared_seals = [] if keys is None else ["compare"]
    assert told == {kind: ["hash", "look-up", "compare", *compared_seals] for kind in told}


FORGED: list[dict[str, Any]] = [
    {"roles": "auditor registrar"},
    {"municipalities": "GM0141 GM0153"},
    {"scopes": None},
    {"scopes": "people:read people:write"},
    {"expires_at": datetime(2099, 1, 1, tzinfo=UTC)},
    {"created_at": datetime(2020, 1, 1, tzinfo=UTC)},
    {"seal": None},
    {"seal": b""},
    {"seal": bytes(35)},
]


async def test_with_keys_what_was_written_without_them_is_no_credential(serve: Serve) -> None:
    async with serve(keys=KEY.line) as client:

        async def status(token: str) -> int:
            return (await client.post("/graphql", json=VIEWER, headers=bearing(token))).status_code

        sealed, token = await issued(client, Role.REGISTRAR, of=("GM0153",), ring=RING)
        async with opened(client) as session:
            await session.execute(update(Credential).values(scopes="people:read"))
            row = await session.get(Credential, sealed)
            assert row is not None
            row.seal = registry.credentials.seal(RING, row)
            before: dict[str, Any] = {name: getattr(row, name) for one in FORGED for name in one}
        _, unsealed = await issued(client, Role.REGISTRAR, of=("GM0153",))
        good, told = await status(token), [await status(unsealed)]
        for forged in FORGED:
            async with opened(client) as session:
                of_it = update(Credential).where(Credential.id == sealed)
                await session.execute(of_it.values(**{**before, **forged}))
            told.append(await status(token))
        other = tokens.new()
        async with opened(client) as session:
            of_it = update(Credential).where(Credential.id == sealed)
            await session.execute(of_it.values(**before, digest=tokens.digest(other)))
        told.append(await status(other))

    assert good == 200
    assert told == [401] * (len(FORGED) + 2)


async def test_what_is_open_by_a_credential_that_was_changed_without_the_keys_ends(
    database: Database,
) -> None:
    now = datetime.now(UTC)
    wanted = desk(Role.AUDITOR, now=now)
    async with database.writing() as session:
        _, token = await credentialing.issue(session, wanted, ring=RING, by="test", now=now)
    doorkeeper = authenticating.Doorkeeper(database, lambda: now, ring=RING)
    held = await doorkeeper.held([f"Bearer {token}"])
    waiting = asyncio.create_task(doorkeeper.ended(held))
    await asyncio.sleep(0)

    await doorkeeper.look_after()
    await asyncio.sleep(0)
    before = waiting.done()
    async with database.writing() as session:
        await session.execute(update(Credential).values(roles="administrator"))
    await doorkeeper.look_after()
    await asyncio.sleep(0)

    assert (before, waiting.done()) == (False, True)


async def test_without_keys_nothing_holds_where_real_people_are_kept(
    database: Database,
) -> None:
    now = datetime.now(UTC)
    wanted = desk(Role.ADMINISTRATOR, now=now)
    async with database.writing() as session:
        await towns(session)
        _, token = await credentialing.issue(session, wanted, ring=None, by="test", now=now)
    doorkeeper = authenticating.Doorkeeper(database, lambda: now)
    held = await doorkeeper.held([f"Bearer {token}"])
    waiting = asyncio.create_task(doorkeeper.ended(held))
    await asyncio.sleep(0)

    async with database.writing() as session:  # as a file that is imported by another process does
        await session.execute(update(Dataset).values(origin=Origin.IMPORTED))
    await doorkeeper.look_after()
    await asyncio.sleep(0)

    assert waiting.done()
    with pytest.raises(Refused, match="wrong, or no longer holds"):
        await doorkeeper.held([f"Bearer {token}"])


NO_TOKENS: list[list[tuple[str, Any]]] = [
    [("authorization", "Bearer")],
    [("authorization", "Bearer ")],
    [("authorization", "")],
    [("authorization", TOKENS[Role.ADMINISTRATOR])],
    [("authorization", f"Basic {TOKENS[Role.ADMINISTRATOR]}")],
    [("authorization", f"Bearer {TOKENS[Role.ADMINISTRATOR]}")] * 2,
    [("authorization", f"Bearer {TOKENS[Role.ADMINISTRATOR]}, Bearer x")],
    [("authorization", f"Bearer {TOKENS[Role.ADMINISTRATOR]}x")],
    [("authorization", b"Bearer \xff\xfe")],
    [("authorization", "Bearer " + "x" * 20_000)],
]


@pytest.mark.parametrize("path", ["/graphql", "/graphql/stream", "/api/v1/assumptions"])
async def test_what_is_no_one_token_is_refused(serve: Serve, path: str) -> None:
    method = "GET" if path.startswith("/api") else "POST"
    async with serve(lent=LENT) as client:
        for headers in NO_TOKENS:
            answer = await client.request(
                method, path, json=None if method == "GET" else VIEWER, headers=headers
            )

            assert answer.status_code == 401, headers
            assert "UNAUTHENTICATED" in answer.text
            assert "bgn_" not in answer.text


async def test_by_rest_a_wrong_credential_is_a_problem_like_any_other(serve: Serve) -> None:
    async with serve(lent=LENT) as client:
        path = "/api/v1/projections?scenario=FROZEN&years=1&engine=ANALYTIC"
        wrong = await client.get(path, headers=bearing("x"))
        nobody = await client.get(path)
        policy = await client.get(path, headers=bearing(TOKENS[Role.POLICY]))

    assert wrong.headers["content-type"].startswith("application/problem+json")
    assert wrong.json()["code"] == "UNAUTHENTICATED"
    assert wrong.headers["api-version"] == nobody.headers["api-version"]
    assert wrong.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "authorization" in nobody.headers["vary"]
    assert nobody.headers["cache-control"] == "public, no-cache"
    assert policy.headers["cache-control"] == "private, no-cache"
    assert policy.headers["etag"] != nobody.headers["etag"]


async def test_exact_counts_are_for_policy_by_every_way_in(serve: Serve) -> None:
    query = """{ projection(input: {scenario: FROZEN, years: 1, engine: ANALYTIC, opening: EXACT}) {
      opening } }"""
    path = "/api/v1/projections?scenario=FROZEN&years=1&engine=ANALYTIC&opening=EXACT"
    who = {"anonymous": {}, **{role.value: bearing(token) for role, token in TOKENS.items()}}

    async with serve(lent=LENT) as client:
        graphql = {
            name: (await client.post("/graphql", json={"query": query}, headers=headers)).json()
            for name, headers in who.items()
        }
        rest = {name: await client.get(path, headers=headers) for name, headers in who.items()}

    codes = {
        name: told["errors"][0]["extensions"]["code"] if "errors" in told else None
        for name, told in graphql.items()
    }
    assert codes == {
        "anonymous": "CREDENTIAL_REQUIRED",
        "policy": None,
        **dict.fromkeys(("registrar", "auditor", "administrator"), "FORBIDDEN"),
    }
    assert {name: answer.status_code for name, answer in rest.items()} == {
        "anonymous": 401,
        "policy": 200,
        **dict.fromkeys(("registrar", "auditor", "administrator"), 403),
    }
    assert rest["anonymous"].headers["www-authenticate"] == "Bearer"


async def test_probes_and_pages_know_no_credentials(serve: Serve) -> None:
    async with serve() as client:
        answers = [await client.get(path, headers=bearing("x")) for path in ("/livez", "/nl")]

    assert 401 not in [answer.status_code for answer in answers]


async def test_a_credential_is_issued_used_listed_and_revoked(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    wanted = {
        "name": "Desk",
        "roles": ["REGISTRAR"],
        "municipalities": ["GM0153"],
        "expiresAt": tomorrow,
    }

    async with serve(lent=LENT) as client:

        async def ask(query: str, headers: dict[str, str], **variables: Any) -> httpx.Response:
            asked = {"query": query, "variables": variables}
            return await client.post("/graphql", json=asked, headers=headers)

        made = (await ask(ISSUE, ADMINISTRATOR, input=wanted)).json()["data"]["issueCredential"]
        own = bearing(made["token"])
        viewer = (await ask(VIEWER["query"], own)).json()["data"]["viewer"]
        listed = await ask(LIST["query"], ADMINISTRATOR)
        again = await ask(LIST["query"], own)
        ended = await ask(REVOKE, ADMINISTRATOR, id=made["credential"]["id"])
        after = await ask(VIEWER["query"], own)
        async with opened(client) as session:
            [row] = (await session.scalars(select(Credential))).all()
            lines = await registry.audit.last(session, most=9)
            trail = [(line.deed, line.fields.split()) for line in lines]

    assert tokens.PREFIX not in caplog.text
    assert made["userErrors"] == []
    assert made["credential"]["createdBy"] == "demo:administrator"
    assert viewer == {"roles": ["REGISTRAR"], "municipalities": ["GM0153"]}
    assert listed.json()["data"]["credentials"]["nodes"][0]["name"] == "Desk"
    assert made["token"] not in listed.text
    assert code_of(again) == "FORBIDDEN"
    assert ended.json()["data"]["revokeCredential"]["credential"]["revokedAt"]
    assert after.status_code == 401
    which = [
        f"credential:{row.id}",
        "role:registrar",
        "municipality:GM0153",
    ]
    assert trail == [("CREDENTIAL_REVOKED", which), ("CREDENTIAL_ISSUED", which)]


NO_CREDENTIALS: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "name"),
    ({"name": "x" * 101}, "name"),
    ({"name": "a\nb"}, "name"),
    ({"roles": []}, "roles"),
    ({"roles": ["ANONYMOUS"]}, "roles"),
    ({"roles": ["REGISTRAR"]}, "municipalities"),
    ({"municipalities": ["GM0153"]}, "municipalities"),
    ({"scopes": []}, "scopes"),
    ({"scopes": ["READ_PEOPLE"]}, "scopes"),
    ({"expiresAt": "2020-01-01T00:00:00+00:00"}, "expiresAt"),
    ({"expiresAt": "2999-01-01T00:00:00+00:00"}, "expiresAt"),
    ({"expiresAt": "2027-01-01T00:00:00"}, "expiresAt"),
]


async def test_what_no_credential_can_be_is_refused(serve: Serve) -> None:
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    policy = {"name": "Desk", "roles": ["POLICY"], "expiresAt": soon}

    async with serve(lent=LENT) as client:
        for changed, field in NO_CREDENTIALS:
            asked = {"query": ISSUE, "variables": {"input": {**policy, **changed}}}
            answer = await client.post("/graphql", json=asked, headers=ADMINISTRATOR)

            told = answer.json()["data"]["issueCredential"]
            assert told["token"] is None, changed
            assert told["userErrors"][0]["path"] == ["input", field]


async def test_a_credential_is_no_node_for_whoever_may_not_see_it(serve: Serve) -> None:
    node = "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }"

    async with serve(lent=LENT) as client:
        await issued(client, Role.POLICY)
        found = await client.post("/graphql", json=LIST, headers=ADMINISTRATOR)
        id_ = found.json()["data"]["credentials"]["nodes"][0]["id"]
        asked = {"query": node, "variables": {"id": id_}}
        told = {
            role: (await client.post("/graphql", json=asked, headers=headers)).json()["data"]
            for role, headers in (
                ("anonymous", {}),
                *((role.value, bearing(token)) for role, token in TOKENS.items()),
            )
        }

    assert told.pop("administrator") == {"node": {"id": id_}, "nodes": [{"id": id_}]}
    assert told == {role: {"node": None, "nodes": [None]} for role in told}


async def test_whoever_may_not_issue_is_told_so_as_of_any_mutation(serve: Serve) -> None:
    async with serve(lent=LENT) as client:
        await issued(client, Role.POLICY)
        listed = await client.post("/graphql", json=LIST, headers=ADMINISTRATOR)
        id_ = listed.json()["data"]["credentials"]["nodes"][0]["id"]
        asked = {"query": REVOKE, "variables": {"id": id_}}
        told = [
            (await client.post("/graphql", json=asked, headers=headers)).json()["data"]
            for headers in ({}, bearing(TOKENS[Role.REGISTRAR]))
        ]
        after = await client.post("/graphql", json=LIST, headers=ADMINISTRATOR)

    errors = [one["revokeCredential"]["userErrors"][0]["code"] for one in told]
    assert errors == ["CREDENTIAL_REQUIRED", "FORBIDDEN"]
    assert after.json()["data"]["credentials"]["nodes"][0]["revokedAt"] is None


async def test_an_expired_credential_is_a_wrong_one(serve: Serve) -> None:
    async with serve() as client:
        id_, token = await issued(client, Role.POLICY)
        async with opened(client) as session:
            now = datetime.now(UTC)
            await session.execute(
                update(Credential)
                .where(Credential.id == id_)
                .values(created_at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1))
            )
        answer = await client.post("/graphql", json=VIEWER, headers=bearing(token))

    assert (answer.status_code, code_of(answer)) == (401, "UNAUTHENTICATED")


async def test_uses_are_written_down_seldom_and_never_by_an_answer(serve: Serve) -> None:
    written: list[str] = []

    def writes(*happening: Any) -> None:
        if happening[2].startswith("UPDATE credential"):
            written.append(happening[2])

    async with serve() as client:
        id_, token = await issued(client, Role.POLICY)
        doorkeeper = client._transport.app.state.lifetime.gate.doorkeeper  # type: ignore[attr-defined]  # of the transport within this process
        event.listen(Engine, "before_cursor_execute", writes)
        try:
            for _ in range(3):
                await client.post("/graphql", json=VIEWER, headers=bearing(token))
            by_answers = len(written)
            await doorkeeper.write_down_uses()
            await doorkeeper.write_down_uses()
        finally:
            event.remove(Engine, "before_cursor_execute", writes)
        async with opened(client) as session:
            first = (await session.get_one(Credential, id_)).last_used_at
        await client.post("/graphql", json=VIEWER, headers=bearing(token))
        await doorkeeper.write_down_uses()
        async with opened(client) as session:
            second = (await session.get_one(Credential, id_)).last_used_at

    assert (by_answers, len(written)) == (0, 1)
    assert first is not None
    assert first == second  # within the minute


async def test_whoever_shows_wrong_credentials_is_soon_told_to_wait(serve: Serve) -> None:
    async with serve(cost_per_minute=450, lent=LENT) as client:
        told = [
            await client.post("/graphql", json=VIEWER, headers=bearing(tokens.new()))
            for _ in range(6)
        ]
        known = await client.post("/graphql", json=VIEWER, headers=ADMINISTRATOR)

    assert [answer.status_code for answer in told] == [401] * 4 + [429] * 2
    assert int(told[-1].headers["retry-after"]) >= 1
    assert known.status_code == 200  # a credential found good has an account of its own


async def test_answers_are_not_taken_from_what_others_may_see(serve: Serve) -> None:
    counts = {"query": "{ assumptions { name } }"}

    async with serve(lent=LENT) as client:
        tags = {
            (await client.post("/graphql", json=counts, headers=headers)).headers["etag"]
            for headers in ({}, bearing(TOKENS[Role.POLICY]), ADMINISTRATOR)
        }

    assert len(tags) == 3


async def test_a_stream_ends_soon_after_its_credential(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticating, "LOOKED_AFTER", 0.01)
    start = """mutation { startRun(input: {projection: {scenario: FROZEN, years: 5,
      replications: 20000}}) { run { id } } }"""
    follow = "subscription ($id: ID!) { runProgress(id: $id) { run { state } } }"

    async with serve(lent=LENT) as client:
        id_, token = await issued(client, Role.POLICY)
        run = (await client.post("/graphql", json={"query": start})).json()["data"]["startRun"]
        asked = {"query": follow, "variables": {"id": run["run"]["id"]}}
        headers = {**bearing(token), "accept": "text/event-stream"}
        streaming = asyncio.create_task(
            client.post("/graphql/stream", json=asked, headers=headers, timeout=20)
        )
        await asyncio.sleep(0.2)
        async with opened(client) as session:
            await registry.credentials.revoke(session, id_, at=datetime.now(UTC))
        answer = await streaming

    assert answer.text.startswith("event: next")
    assert "SUCCEEDED" not in answer.text
    assert "event: complete" not in answer.text


async def test_a_token_of_an_issuer_is_taken_for_what_it_says(serve: Serve) -> None:
    with issuing() as issuer:
        settings = {
            "oidc_issuer": NAME,
            "oidc_audience": AUDIENCE,
            "oidc_jwks": issuer.url,
            "oidc_roles": {"gm-desk": "registrar"},
        }
        async with serve(**settings) as client:

            async def ask(token: str) -> httpx.Response:
                return await client.post("/graphql", json=VIEWER, headers=bearing(token))

            good = await ask(issuer.token(roles=["gm-desk"], municipalities=["GM0153"]))
            expired = await ask(issuer.token(exp=1))
            issuer.status = 503
        async with serve(**settings) as client:
            away = await client.post("/graphql", json=VIEWER, headers=bearing(issuer.token()))

    viewer = good.json()["data"]["viewer"]
    assert viewer == {"roles": ["REGISTRAR"], "municipalities": ["GM0153"]}
    assert (expired.status_code, code_of(expired)) == (401, "UNAUTHENTICATED")
    assert (away.status_code, code_of(away)) == (503, "BUSY")


async def test_without_an_issuer_its_tokens_are_refused(serve: Serve) -> None:
    with issuing() as issuer:
        async with serve() as client:
            answer = await client.post("/graphql", json=VIEWER, headers=bearing(issuer.token()))

    assert (answer.status_code, issuer.fetched) == (401, 0)
