"""Documents by id: those of manifests, those that clients register, and nothing else if so set.

The manifests beside this file are what relay-compiler 21.0.1, graphql-codegen's client preset 6.2.0
and @apollo/generate-persisted-query-manifest 1.4.0 wrote for two queries of this contract.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from server.app import build
from server.errors import ManifestRefused
from server.settings import Settings
from server.transport import manifests
from server.transport.documents import Automatic
from tests.server.conftest import Serve
from tests.server.transport.conftest import Served

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parent / "manifests"
FILES = sorted(FOLDER.glob("*.json"))
VARIABLES = {"first": 3}
TEXT = "{ municipalities(first: 2) { nodes { name } } }"
OTHER = "{ scenarios { name } }"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def registered(text: str, hash_: str | None = None, **also: Any) -> dict[str, Any]:
    """A request as Apollo's clients send it."""
    query = {"version": 1, "sha256Hash": hash_ or sha256(text)}
    return {"extensions": {"persistedQuery": query}, **also}


async def post(client: httpx.AsyncClient, **sent: Any) -> dict[str, Any]:
    answer = await client.post("/graphql", json=sent)
    assert answer.status_code < 500
    told: dict[str, Any] = answer.json()
    return told


def code(told: dict[str, Any]) -> str:
    (error,) = told["errors"]
    assert "data" not in told
    found: str = error["extensions"]["code"]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
@pytest.mark.slow
async def test_what_a_tool_wrote_is_answered_by_its_ids(serve: Serve, file: Path) -> None:
    documents = manifests.load([file])
    assert documents

    async with serve(trusted_documents=[file], trusted_only=True) as client:
        for id_, text in documents.items():
            told = await post(client, documentId=id_, variables=VARIABLES)
            assert len(told["data"]["municipalities"]["nodes"]) == 3
            for also in (
                {"documentId": f"sha256:{sha256(text)}"},
                registered(text),
                registered(text, id_.removeprefix("sha256:")),
                {"query": text},
                {"query": text, **registered(text)},
                {"query": text, "documentId": id_},
            ):
                answer = await post(client, variables=VARIABLES, **also)
                assert answer["data"] == told["data"], also


async def test_operators_see_the_name_of_a_trusted_operation_and_of_no_other(
    serve: Serve,
) -> None:
    async with serve(trusted_documents=FILES, metrics="all") as client:
        (text, *_) = manifests.load([FOLDER / "relay-md5.json"]).values()
        await post(client, query=text, variables=VARIABLES)
        await post(client, query=text, variables=VARIABLES, operationName="Nobody")
        await post(client, query="query Somebody { scenarios { name } }")

        seen = (await client.get("/metrics")).text

    assert 'operation="rPlacesQuery"' in seen
    assert "Somebody" not in seen
    assert "Nobody" not in seen


async def test_manifests_of_several_clients_are_read_together(serve: Serve) -> None:
    async with serve(trusted_documents=FILES) as client:
        for file in FILES:
            for id_ in manifests.load([file]):
                told = await post(client, documentId=id_, variables=VARIABLES)
                assert "errors" not in told


async def test_by_get_an_id_is_enough(serve: Serve) -> None:
    (id_, *_) = manifests.load([FOLDER / "relay-md5.json"])
    parameters = {"documentId": id_, "variables": json.dumps(VARIABLES)}

    async with serve(trusted_documents=FILES, get_queries=False) as client:
        answer = await client.get("/graphql", params=parameters)
        assert len(answer.json()["data"]["municipalities"]["nodes"]) == 3

        refused = await client.get("/graphql", params={"query": TEXT})
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")

        # what a client registered is in no manifest: Apollo's then sends it by POST
        await post(client, query=TEXT, **registered(TEXT))
        extensions = json.dumps(registered(TEXT)["extensions"])
        again = await client.get("/graphql", params={"extensions": extensions})
        assert again.json()["errors"][0]["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    "sent",
    [
        {"query": TEXT},
        {"query": TEXT, **registered(TEXT)},
        {"query": "{ __schema { types { name } } }"},
        {"query": "{ __typename }"},
        {"query": "nonsense"},
    ],
)
async def test_nothing_else_is_answered_if_so_set(serve: Serve, sent: dict[str, Any]) -> None:
    async with serve(trusted_documents=FILES, trusted_only=True) as client:
        assert code(await post(client, **sent)) == "UNTRUSTED_DOCUMENT"
        assert code(await post(client, **registered(TEXT))) == "UNKNOWN_DOCUMENT"


async def test_without_a_manifest_nothing_is_answered_if_so_set(serve: Serve) -> None:
    async with serve(trusted_only=True) as client:
        assert code(await post(client, query=TEXT)) == "UNTRUSTED_DOCUMENT"


async def test_a_client_registers_a_document_and_then_sends_its_hash_alone(serve: Serve) -> None:
    async with serve() as client:
        missing = await post(client, **registered(TEXT))
        assert missing["errors"] == [
            {
                "message": "PersistedQueryNotFound",
                "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
            }
        ]
        whole = await post(client, query=TEXT, **registered(TEXT))
        assert len(whole["data"]["municipalities"]["nodes"]) == 2
        for sent in (
            registered(TEXT),
            registered(TEXT, query=None),
            registered(TEXT, query=""),
            {"documentId": f"sha256:{sha256(TEXT)}"},
        ):
            assert (await post(client, **sent))["data"] == whole["data"]


async def test_where_nothing_is_kept_clients_are_told_so_and_send_the_text(serve: Serve) -> None:
    async with serve(automatic_documents=0) as client:
        assert code(await post(client, **registered(TEXT))) == "PERSISTED_QUERY_NOT_SUPPORTED"
        assert "errors" not in await post(client, query=TEXT, **registered(TEXT))
        assert code(await post(client, **registered(TEXT))) == "PERSISTED_QUERY_NOT_SUPPORTED"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (registered(TEXT, sha256(OTHER), query=TEXT), "is not the id of query"),
        ({"documentId": "places", "query": TEXT}, "documentId=places is not the id of query"),
        (registered(TEXT, documentId="a"), "are not of one document"),
        (registered(TEXT, documentId="a", query=TEXT), "are not of one document"),
        ({"extensions": {"persistedQuery": {"version": 2}}}, "persistedQuery.version must be 1"),
        ({"extensions": {"persistedQuery": "a"}}, "persistedQuery.version must be 1"),
        ({"extensions": {"persistedQuery": {"version": 1}}}, "sha256Hash must be a string"),
        ({"documentId": ""}, "documentId must be a string that is not empty"),
        ({"documentId": 1}, "documentId must be a string that is not empty"),
        ({"documentId": None}, "query must be a string that is not empty"),
        ({"query": 1, "documentId": "a"}, "query must be a string that is not empty"),
    ],
)
async def test_what_contradicts_itself_is_refused(
    client: httpx.AsyncClient, sent: dict[str, Any], said: str
) -> None:
    answer = await client.post("/graphql", json=sent)

    assert answer.status_code == 400
    assert said in answer.json()["errors"][0]["message"]
    assert code(await post(client, **registered(TEXT))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_an_id_of_nothing_is_named(client: httpx.AsyncClient) -> None:
    for id_ in ("places", f"sha256:{sha256(TEXT)}", "ß" * 1000):
        told = await post(client, documentId=id_)
        assert code(told) == "UNKNOWN_DOCUMENT"
        assert told["errors"][0]["message"].startswith(f"documentId={id_[:40]}")


def test_of_too_many_documents_the_one_not_used_for_longest_is_forgotten() -> None:
    kept = Automatic(most=2, bytes_=1_000)

    kept.keep("a", "{ a }")
    kept.keep("b", "{ b }")
    kept.get("a")
    kept.keep("c", "{ c }")

    assert [kept.get(id_) for id_ in "abc"] == ["{ a }", None, "{ c }"]


def test_documents_are_kept_within_their_bytes_counted_as_bytes() -> None:
    kept = Automatic(most=1_000, bytes_=2_000)

    for i in range(10, 99):
        kept.keep(str(i), f"{{ a{i} }} # {'é' * 45}")  # 100 bytes
    kept.keep("long", f"{{ a }} # {'é' * 1_000}")

    assert [str(i) for i in range(10, 99) if kept.get(str(i))] == [str(i) for i in range(79, 99)]
    assert kept.get("long") is None


def test_what_cannot_be_read_or_is_too_large_is_not_kept() -> None:
    kept = Automatic(most=10, bytes_=1_000_000)

    for id_, text in (("a", "{ a"), ("b", "{ a " + "a " * 2_000 + "}")):
        kept.keep(id_, text)
        assert kept.get(id_) is None


QUERY = "query Places { municipalities { nodes { name } } }"
APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (b"{", "is no JSON"),
        (b"[]", "must be a JSON object"),
        ({"places": 1}, "places: must be the text of a document"),
        ({"places": "{ a"}, "places: Syntax Error: Expected Name"),
        ({"places": "{ nope }"}, "places: Cannot query field 'nope' on type 'Query'"),
        ({"places": "fragment A on Query { __typename }"}, "places: has no operation"),
        ({"places": "{ " + "a " * 2_000 + "}"}, "places: document.tokens=over 1000 is outside"),
        ({"0" * 64: QUERY}, f"the sha256 of its document is {sha256(QUERY)}"),
        ({"sha256:" + "0" * 64: QUERY}, f"the sha256 of its document is {sha256(QUERY)}"),
        ({"sha256:" + sha256(QUERY).upper(): QUERY}, "the sha256 of its document is"),
        ({"0" * 40: QUERY}, "the sha1 of its document is"),
        ({"sha1:" + "0" * 40: QUERY}, "the sha1 of its document is"),
        ({"0" * 32: QUERY}, "the md5 of its document is"),
        ({"": QUERY}, "an id has 1 to 200 characters"),
        ({**APOLLO, "version": 2, "operations": []}, "version=2 is not 1"),
        ({**APOLLO, "operations": {}}, "operations must be a list"),
        ({**APOLLO, "operations": [{"id": "a"}]}, "operations[0]: must have an id and a body"),
        ({**APOLLO, "operations": [1]}, "operations[0]: must have an id and a body"),
        ({**APOLLO, "operations": [{"id": "a", "body": "{"}]}, "a: Syntax Error"),
    ],
)
@pytest.mark.slow
def test_a_manifest_that_cannot_be_used_is_refused_by_file_and_entry(
    tmp_path: Path, manifest: Any, said: str
) -> None:
    file = tmp_path / "manifest.json"
    file.write_bytes(manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode())

    with pytest.raises(ManifestRefused) as refusal:
        build(Settings(trusted_documents=(file,)))

    assert str(refusal.value).startswith(f"{file}: ")
    assert said in str(refusal.value)


def test_one_id_of_two_documents_is_refused_by_both_files(tmp_path: Path) -> None:
    for name, text in (("a.json", QUERY), ("b.json", OTHER), ("c.json", QUERY)):
        (tmp_path / name).write_text(json.dumps({"places": text}))

    assert manifests.load([tmp_path / "a.json", tmp_path / "c.json"]) == {"places": QUERY}
    with pytest.raises(ManifestRefused, match=r"b\.json: places: stands for another .*a\.json"):
        manifests.load([tmp_path / "a.json", tmp_path / "b.json"])


async def test_events_and_sockets_take_ids_and_refuse_the_rest_alike(
    serve: Serve, served: Served
) -> None:
    (id_,) = manifests.load([FOLDER / "relay-md5.json"])
    asked = {"documentId": id_, "variables": VARIABLES}
    setting: dict[str, Any] = {"trusted_documents": FILES, "trusted_only": True}

    async with serve(**setting) as client:
        events = {"accept": "text/event-stream"}
        stream = await client.post("/graphql/stream", json=asked, headers=events)
        assert stream.text.startswith('event: next\ndata: {"data":{"municipalities"')
        refused = await client.post("/graphql/stream", json={"query": TEXT}, headers=events)
        assert "UNTRUSTED_DOCUMENT" in refused.text
    with (
        served(**setting) as place,
        connect(
            f"ws://{place}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
        ) as socket,
    ):
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv())["type"] == "connection_ack"
        for sent, type_ in ((asked, "next"), ({"query": TEXT}, "error")):
            socket.send(json.dumps({"type": "subscribe", "id": type_, "payload": sent}))
            told = json.loads(socket.recv())
            assert told["type"] == type_, told
            if type_ == "next":
                assert json.loads(socket.recv())["type"] == "complete"
        assert told["payload"][0]["extensions"]["code"] == "UNTRUSTED_DOCUMENT"
