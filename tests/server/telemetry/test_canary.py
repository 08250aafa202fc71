"""One person, followed through all that a server says while it keeps and erases them."""

import gc
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from server import registry
from tests.server import canary
from tests.server.conftest import Serve
from tests.server.graphql.people.conftest import KEY, LENT, REGISTER, TOKENS
from tests.server.graphql.people.test_changes import CORRECT, DELIVERED
from tests.server.graphql.people.test_rights import ERASE, HAND_OVER
from tests.server.telemetry.conftest import Log
from tests.server.telemetry.test_leaks import LOCAL, seen

pytestmark = pytest.mark.anyio

TELEPHONE = "+316" + "81726354"
"""As the server alone spells it; this text, which is remembered, does not."""
READ = """
query ($w: ParticipantWhere, $first: Int! = 20, $after: String) {
  participants(where: $w, first: $first, after: $after) {
    nodes {
      id changedAt name telephone email postcode houseNumber
      contacts { id value deliveries { failure } } municipality { name }
    }
  }
}
"""
WHO = {"authorization": f"Bearer {TOKENS['registrar']}"}
LITERAL = """
mutation {
  registerParticipant(input: {name: "Kwikstaart", source: LETTER}) { userErrors { code } }
}
"""


class Talk:
    """Asks, and remembers of each answer only what is said of errors, and its headers."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.errors: list[Any] = []
        self.headers: list[str] = []
        self.asked = 0

    async def ask(self, query: str, *, path: str = "/graphql", **variables: Any) -> Any:
        sent = orjson.dumps({"query": query, "variables": variables})
        headers = {**WHO, "content-type": "application/json"}
        if path.endswith("stream"):
            headers["accept"] = "text/event-stream"
        answer = await self.client.post(path, content=sent, headers=headers)
        self.asked += 1
        self.headers.append(str(answer.headers))
        if path.endswith("stream"):
            return None
        told = answer.json()
        self.errors += told.get("errors", [])
        payload = next(iter((told.get("data") or {}).values()), None) or {}
        self.errors += payload.get("userErrors", [])
        return payload


@pytest.fixture
async def talk(serve: Serve, tmp_path: Path) -> AsyncIterator[Talk]:
    async with serve(keys=KEY.line, lent=LENT, erasures=tmp_path / "erasures") as client:
        yield Talk(client)


async def provoke(talk: Talk, id_: str, changed_at: str) -> None:
    """Ask for what is refused, with the canary's own values in it."""
    given = dict(canary.INPUT)
    (home,) = given["addresses"]
    texts = [given["name"], TELEPHONE, "kwikstaart@ottervanger.example", "7607 ZX"]
    for wrong in (
        {},  # somebody who is there already
        *({"birthYear": text} for text in texts),
        *({"source": text} for text in texts),
        *({"name": [text]} for text in texts),
        *({text: text} for text in texts),
        {"name": "Kwikstaart\n" * 200},
        {"addresses": [{**home, "postcode": "7607 ZX Ottervanger"}]},
        {"addresses": [{**home, "houseNumber": "Ottervanger 93571"}]},
        {"addresses": [{**home, "municipality": "Kwikstaart"}]},
        {"contacts": [{"channel": "SMS", "value": "06 81726354 81726354"}]},
        {"contacts": [{"channel": "EMAIL", "value": "kwikstaart@@ottervanger"}]},
        {"contacts": [{"channel": "Ottervanger", "value": "06 81726354"}]},
    ):
        await talk.ask(REGISTER, input={**given, **wrong})
        await talk.ask(REGISTER, path="/graphql/stream", input={**given, **wrong})
    await talk.ask(LITERAL)
    for text in texts:
        await talk.ask(READ, w={"telephone": text})
        await talk.ask(READ, w={"email": text, "municipality": [text]})
        await talk.ask(READ, w={text: text})
        await talk.ask(READ, first=text)
        await talk.ask(READ, after=text)
        await talk.ask(CORRECT, input={"id": text, "changedAt": changed_at})
        await talk.ask(CORRECT, input={"id": id_, "changedAt": text})
        await talk.ask(DELIVERED, input={"contact": text, "at": changed_at, "failure": text})
        await talk.ask(DELIVERED, input={"contact": text, "at": changed_at, "failure": "5.1.1"})
        await talk.ask(ERASE, input={"id": text})
        await talk.ask(HAND_OVER, input={"id": id_, "purpose": text})


async def live(talk: Talk) -> str:
    """Register, read, search, correct, fail a delivery and hand over; the id."""
    registered = await talk.ask(REGISTER, input=dict(canary.INPUT))
    id_: str = registered["participants"][0]["id"]
    (node,) = (await talk.ask(READ, w={"telephone": "06-81726354"}))["nodes"]
    assert node["telephone"] == TELEPHONE
    await talk.ask(READ, path="/graphql/stream", w={"telephone": TELEPHONE})
    contact = node["contacts"][0]["id"]
    sent = {"contact": contact, "at": node["changedAt"], "failure": "ABSENT_SUBSCRIBER"}
    assert (await talk.ask(DELIVERED, input=sent))["participant"] is not None
    assert talk.errors == []
    await provoke(talk, id_, node["changedAt"])
    corrected = {**canary.CORRECTED, "id": id_, "changedAt": node["changedAt"]}
    assert (await talk.ask(CORRECT, input=corrected))["userErrors"] == []
    await talk.ask(CORRECT, input=corrected)
    handed = json.loads((await talk.ask(HAND_OVER, input={"id": id_}))["file"])
    assert "Zwaluwstaart" in handed["person"]["name"]
    return id_


async def fail(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Meet a defect that says who it is about."""

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(canary.INPUT["name"] + TELEPHONE)

    with monkeypatch.context() as patched:
        patched.setattr(registry.registrations, "page", broken)
        await talk.ask(READ, w={"telephone": TELEPHONE})


async def test_nothing_of_a_person_reaches_a_log_a_metric_a_span_or_an_error(
    talk: Talk,
    log: Log,
    spans: InMemorySpanExporter,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    id_ = await live(talk)
    await fail(talk, monkeypatch)
    erased = await talk.ask(ERASE, input={"id": id_})
    metrics = (await talk.client.get("/metrics", headers=LOCAL)).text

    assert erased["erasedAt"] is not None
    codes = {error.get("code") or error["extensions"]["code"] for error in talk.errors}
    assert codes >= {
        *("ALREADY_REGISTERED", "BAD_INPUT", "BAD_DOCUMENT", "CHANGED_MEANWHILE"),
        *("INTERNAL", "UNKNOWN_CONTACT", "UNKNOWN_PARTICIPANT"),
    }
    assert len(talk.errors) > 60
    assert log.getvalue().count("POST /graphql") >= 2 * talk.asked
    for told in (
        *(log.getvalue(), seen(spans), metrics),
        *(json.dumps(talk.errors), "".join(talk.headers)),
    ):
        assert canary.marks(told) == []
    leaking = {name for name, held in canary.files(tmp_path).items() if canary.marks(held)}
    assert leaking == set()
    assert "etag" not in "".join(talk.headers).lower()


@pytest.mark.slow
async def test_nothing_of_a_person_is_remembered_once_it_was_told(talk: Talk) -> None:
    kept = ["".join(TELEPHONE)]
    assert remembered(TELEPHONE) == ["list"]
    kept.clear()

    id_ = await live(talk)
    await talk.ask(ERASE, input={"id": id_})
    await talk.ask("{ viewer { roles } }")

    assert remembered(TELEPHONE) == []


def remembered(text: str) -> list[str]:
    """Kinds of all objects there are that hold a text, other than this one."""
    gc.collect()
    return [
        type(holder).__qualname__
        for holder in gc.get_objects()
        for held in _texts(holder)
        if held is not text and text in held
    ]


def _texts(holder: object, depth: int = 2) -> Iterator[str]:
    for held in gc.get_referents(holder):
        if type(held) is str:
            yield held
        elif depth and not gc.is_tracked(held):  # plain tuples and dictionaries are not listed
            yield from _texts(held, depth - 1)
