"""GraphQL over WebSocket: the protocol is kept, and whoever breaks it or leaves takes all along."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from server.transport import patience, places, websocket
from server.transport.patience import PatientSocket
from tests.server.transport import small
from tests.server.transport.conftest import Served, until

SUBPROTOCOL = "graphql-transport-ws"
INIT = {"type": "connection_init"}
SILENCE = "subscription { silence }"


@pytest.fixture(scope="module")
def server(served_once: Served) -> Iterator[str]:
    with served_once(schema=small.schema) as server:
        yield server


@contextmanager
def opened(
    server: str, *, subprotocol: str = SUBPROTOCOL, origin: str | None = None
) -> Iterator[ClientConnection]:
    with connect(
        f"ws://{server}/graphql",
        subprotocols=[Subprotocol(subprotocol)],
        origin=None if origin is None else Origin(origin),
        close_timeout=1,
    ) as client:
        yield client


@contextmanager
def acknowledged(server: str) -> Iterator[ClientConnection]:
    with opened(server) as client:
        say(client, INIT)
        assert heard(client) == {"type": "connection_ack"}
        yield client


def say(client: ClientConnection, *messages: Any) -> None:
    for message in messages:
        client.send(orjson.dumps(message).decode())


def heard(client: ClientConnection) -> Any:
    """Hear one message; what an answer cost is left out."""
    message = orjson.loads(client.recv(timeout=10))
    if message["type"] == "next":
        assert message["payload"].pop("extensions")["cost"]
    return message


def closed(client: ClientConnection) -> int | None:
    """Hear all there is, and then the code with which the server hangs up."""
    with suppress(ConnectionClosed):
        while True:
            client.recv(timeout=10)
    return client.close_code


def subscribe(query: str, id_: object = "1", **members: Any) -> dict[str, Any]:
    return {"type": "subscribe", "id": id_, "payload": {"query": query, **members}}


def test_a_subscription_answers_until_its_end(server: str) -> None:
    with acknowledged(server) as client:
        say(client, subscribe("subscription ($to: Int!) { count(to: $to) }", variables={"to": 3}))
        messages = [heard(client) for _ in range(4)]

    numbers = [{"data": {"count": number}} for number in (1, 2, 3)]
    assert messages == [
        *({"type": "next", "id": "1", "payload": payload} for payload in numbers),
        {"type": "complete", "id": "1"},
    ]


@pytest.mark.parametrize(
    ("query", "data"),
    [("{ hello }", {"hello": "hello"}), ('mutation { note(text: "a") }', {"note": "a"})],
)
def test_queries_and_mutations_are_answered_once(
    server: str, query: str, data: dict[str, str]
) -> None:
    with acknowledged(server) as client:
        messages = []
        for _ in range(2):  # an id is free again when it is answered
            say(client, subscribe(query))
            messages += [heard(client), heard(client)]

    one = [
        {"type": "next", "id": "1", "payload": {"data": data}},
        {"type": "complete", "id": "1"},
    ]
    assert messages == [*one, *one]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "BAD_DOCUMENT"),
        ("{ nope }", "BAD_DOCUMENT"),
        ("subscription { count }", "BAD_DOCUMENT"),
        ("query A { hello } query B { hello }", "BAD_OPERATION"),
        ("{" + "hello " * 700 + "}", "DOCUMENT_TOO_LARGE"),
        ('mutation { a: note(text: "") b: note(text: "") }', "DOCUMENT_TOO_LARGE"),
        ("subscription { refused }", "BUSY"),
    ],
)
def test_what_cannot_be_answered_is_refused_and_the_rest_goes_on(
    server: str, query: str, code: str
) -> None:
    with acknowledged(server) as client:
        say(client, subscribe(SILENCE, "other"))
        assert heard(client)["type"] == "next"
        say(client, subscribe(query))
        refusal = heard(client)
        say(client, subscribe("{ hello }"))
        after = heard(client)

    assert (refusal["type"], refusal["id"]) == ("error", "1")
    assert refusal["payload"][0]["extensions"]["code"] == code
    assert after["payload"] == {"data": {"hello": "hello"}}


def test_a_defect_is_masked(server: str, caplog: pytest.LogCaptureFixture) -> None:
    with acknowledged(server) as client:
        say(client, subscribe("subscription { broken }"), subscribe("{ broken }", "2"))
        messages = [heard(client) for _ in range(4)]

    assert "secret" not in str(messages)
    assert str(messages).count("INTERNAL") == 2
    assert caplog.text.count("ERROR") == 2
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["{"], 4400),
        (["NaN"], 4400),
        (["[]"], 4400),
        (["[" * 20_000], 4400),
        (["9" * 5_000], 4400),
        ([b"\xff"], 4400),
        ([orjson.dumps(INIT)], 4400),  # bytes are no text
        ([{}], 4400),
        ([{"type": ["ping"]}], 4400),
        ([{"type": "start"}], 4400),
        ([{"type": "connection_init", "payload": []}], 4400),
        ([{"type": "ping", "payload": 1}], 4400),
        ([subscribe("{ hello }")], 4401),
        ([INIT, INIT], 4429),
        ([INIT, {"type": "subscribe", "payload": {"query": "{ hello }"}}], 4400),
        ([INIT, subscribe("{ hello }", 1)], 4400),
        ([INIT, subscribe("{ hello }", "")], 4400),
        ([INIT, {"type": "subscribe", "id": "1"}], 4400),
        ([INIT, {"type": "subscribe", "id": "1", "payload": []}], 4400),
        ([INIT, subscribe("")], 4400),
        ([INIT, {"type": "subscribe", "id": "1", "payload": {"query": {}}}], 4400),
        ([INIT, subscribe("{ hello }", variables=[])], 4400),
        ([INIT, subscribe("{ hello }", operationName=1)], 4400),
        ([INIT, subscribe("{ hello }", extensions=1)], 4400),
        ([INIT, {"type": "complete", "id": 1}], 4400),
        ([INIT, subscribe(SILENCE), subscribe(SILENCE)], 4409),
        ([INIT, subscribe(SILENCE, "ë" * 200), subscribe(SILENCE, "ë" * 200)], 4409),
        (["a" * (256 * 1024 + 1)], 1009),
    ],
)
def test_who_breaks_the_protocol_is_hung_up_on_with_its_code(
    server: str, caplog: pytest.LogCaptureFixture, messages: list[Any], code: int
) -> None:
    with opened(server) as client:
        for message in messages:
            client.send(
                message if isinstance(message, str | bytes) else orjson.dumps(message).decode()
            )

        assert closed(client) == code
    assert not caplog.records
    with acknowledged(server):
        pass  # and the server goes on


def test_what_is_not_for_this_socket_does_it_no_harm(server: str) -> None:
    with opened(server) as client:
        say(client, {"type": "ping"}, {"type": "ping", "payload": {"a": 1}})
        assert [heard(client), heard(client)] == [{"type": "pong"}] * 2
        say(client, INIT, {"type": "pong"}, {"type": "complete", "id": "unknown"})
        assert heard(client) == {"type": "connection_ack"}
        say(client, subscribe("{ hello }"))
        assert heard(client)["payload"] == {"data": {"hello": "hello"}}


@pytest.mark.parametrize("subprotocol", ["graphql-ws", "mqtt"])
def test_another_subprotocol_is_not_spoken(server: str, subprotocol: str) -> None:
    with opened(server, subprotocol=subprotocol) as client:
        assert closed(client) == 4406


def test_who_says_nothing_is_not_waited_for(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "INIT_WITHIN", 0.2)

    with opened(server) as client, acknowledged(server) as other:
        say(client, {"type": "ping"})  # says something, but not what counts
        assert closed(client) == 4408
        say(other, subscribe("{ hello }"))
        assert heard(other)["payload"] == {"data": {"hello": "hello"}}


def test_a_socket_outlives_the_deadline_of_a_request(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.1)

    with acknowledged(server) as client:
        time.sleep(0.3)
        say(client, subscribe("{ hello }"))
        assert heard(client)["payload"] == {"data": {"hello": "hello"}}


def test_only_pages_of_named_origins_may_open_a_socket(served: Served) -> None:
    named = "https://twente.example"
    with served(schema=small.schema, allowed_origins=(named,)) as server:
        for origin in (named, f"http://{server}", f"https://{server}"):  # TLS may end at a proxy
            with opened(server, origin=origin) as client:
                say(client, INIT)
                assert heard(client) == {"type": "connection_ack"}
        for origin in ("https://other.example", f"{named}.example", "null", ""):
            with pytest.raises(InvalidStatus) as refusal, opened(server, origin=origin):
                pass
            assert refusal.value.response.status_code == 403
            assert b"FOREIGN_ORIGIN" in (refusal.value.response.body or b"")


def test_a_socket_too_many_is_closed_and_a_place_left_is_taken(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST", 3)
    with ExitStack() as stack:
        first, *_ = [stack.enter_context(acknowledged(server)) for _ in range(3)]
        with opened(server) as fourth:
            assert closed(fourth) == 4429
        first.close()

        def again() -> bool:
            with opened(server) as client:
                say(client, INIT)
                try:
                    return bool(heard(client))
                except ConnectionClosed:
                    return False

        until(again)


def test_an_operation_too_many_is_refused_and_one_that_ends_makes_room(server: str) -> None:
    with acknowledged(server) as client:
        for number in range(websocket.MOST_OPERATIONS):
            say(client, subscribe(SILENCE, str(number)))
            assert heard(client)["type"] == "next"
        say(client, subscribe(SILENCE, "many"))
        refused = heard(client)
        say(client, {"type": "complete", "id": "3"}, subscribe(SILENCE, "3"))
        again = heard(client)

    assert (refused["type"], refused["id"]) == ("error", "many")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
    assert (again["type"], again["id"]) == ("next", "3")


@pytest.mark.parametrize("way", ["complete", "close", "vanish", "break"])
def test_who_leaves_takes_the_subscription_along(server: str, way: str) -> None:
    with acknowledged(server) as client:
        say(client, subscribe(f'subscription {{ silence(name: "{way}") }}'))
        heard(client)
        match way:
            case "complete":
                say(client, {"type": "complete", "id": "1"})
            case "close":
                client.close()
            case "vanish":
                client.socket.shutdown(2)
            case "break":
                client.send("nonsense")

        until(lambda: way in small.left)


def test_who_reads_no_more_is_not_sent_to_for_ever(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ping_interval", "ping_timeout"):  # uvicorn sets them anew for each socket
        fixed = property(lambda _: 0.3, lambda *_: None)
        monkeypatch.setattr(PatientSocket, name, fixed, raising=False)
    small.left.clear()
    with served(schema=small.schema) as server, acknowledged(server) as client:
        say(client, subscribe("subscription { much }"))  # the client stops reading after some

        until(lambda: "much" in small.left)


def test_a_server_that_stops_says_so(served: Served) -> None:
    with ExitStack() as stack:
        with served(schema=small.schema) as server:
            client = stack.enter_context(acknowledged(server))
            say(client, subscribe('subscription { silence(name: "stopped by socket") }'))
            heard(client)
        assert closed(client) == 1012
    assert "stopped by socket" in small.left
