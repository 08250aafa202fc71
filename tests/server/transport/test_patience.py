"""Over real sockets: who sends half a request is not waited for, nor who goes away worked for."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import orjson
import pytest

from server.transport import patience
from tests.server.transport.conftest import Served, until

HALF = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-"
QUERY = {"query": "{ __typename }"}
LONG = {
    "query": "{ projection(input: {scenario: TODAY, step: MONTH, replications: 4000}) { start } }"
}
SHORT = {"query": "{ projection(input: {scenario: TODAY, engine: ANALYTIC}) { start } }"}


def answered(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    connection.settimeout(10)
    return b"".join(iter(lambda: connection.recv(4096), b""))


@contextmanager
def connected(place: tuple[str, int], number: int) -> Iterator[list[socket.socket]]:
    connections = [socket.create_connection(place) for _ in range(number)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


def place(server: str) -> tuple[str, int]:
    host, _, port = server.partition(":")
    return host, int(port)


def test_half_a_head_is_not_waited_for(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    with (
        served() as server,
        httpx.Client() as client,
        connected(place(server), 20) as silent,
        connected(place(server), 20) as half,
    ):
        for connection in half:
            connection.sendall(HALF)

        assert not any(answered(connection) for connection in silent)
        for connection in half:
            head, _, body = answered(connection).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 ")
            assert orjson.loads(body)["errors"][0]["extensions"]["code"] == "TOO_SLOW"
        for _ in range(3):  # kept alive, and still answered
            answer = client.post(f"http://{server}/graphql", json=QUERY)
            assert answer.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"POST /graphql HTTP/1.1\r\n\r\n", 400),
        (b"GET /" + b"a" * 100_000, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"a" * 100_000, 431),
    ],
)
def test_what_is_no_http_is_refused_in_json(served: Served, sent: bytes, status: int) -> None:
    with served() as server, connected(place(server), 1) as (connection,):
        connection.sendall(sent)
        head, _, body = answered(connection).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/json" in head.lower()
    assert orjson.loads(body)["errors"][0]["extensions"]["code"] == f"HTTP_{status}"


def test_a_connection_too_many_is_refused_in_json(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "MOST_CONNECTIONS", 5)
    with served() as server:
        url = f"http://{server}/graphql"
        with connected(place(server), 5):
            full = httpx.post(url, json=QUERY)
        until(lambda: httpx.post(url, json=QUERY).status_code == 200)

    assert full.status_code == 503
    assert full.json()["errors"][0]["extensions"]["code"] == "BUSY"


def test_a_simulation_nobody_waits_for_gives_up_its_place(served: Served) -> None:
    with served(simulations=1, waiting=0) as server:
        url = f"http://{server}/graphql"
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(url, json=LONG, timeout=0.3)

        until(lambda: "errors" not in httpx.post(url, json=SHORT, timeout=30).json())
