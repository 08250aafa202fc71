"""Over real sockets: who does nothing with a connection loses it before others do."""

import socket
import threading
import time
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.transport import yielding
from tests.server.transport.conftest import Served, until
from tests.server.transport.test_patience import connected, place

QUERY = {"query": "{ __typename }"}
LONG = {"query": "{ projection(input: {scenario: TODAY, replications: 2000}) { start } }"}
HEAD = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
HALF_BODY = HEAD + b"Content-Length: 100\r\n\r\n{"


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True  # by a server that had not read all
    finally:
        connection.settimeout(10)


@pytest.mark.parametrize("sent", [b"", b"POST /gra", HALF_BODY])
@pytest.mark.slow
def test_of_those_who_wait_too_many_the_first_yield(
    served: Served, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(yielding, "MOST_WAITING", 5)
    with served() as server, httpx.Client() as client:
        answers: list[int] = []
        asking = threading.Thread(
            target=lambda: answers.append(
                client.post(f"http://{server}/graphql", json=LONG, timeout=30).status_code
            )
        )
        asking.start()
        time.sleep(0.1)  # it came first, and is under way
        with connected(place(server), 9) as waiting:
            for connection in waiting:
                connection.sendall(sent)
            until(lambda: sum(map(is_closed, waiting)) == 4)
            gone = [is_closed(connection) for connection in waiting]
        asking.join()

    assert gone == [True] * 4 + [False] * 5
    assert answers == [200]


def test_who_asks_again_goes_to_the_end_of_the_row(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yielding, "MOST_WAITING", 3)
    with served() as server, httpx.Client() as client:
        url = f"http://{server}/graphql"
        client.post(url, json=QUERY)
        with connected(place(server), 2) as others:
            client.post(url, json=QUERY)
            with connected(place(server), 1):
                until(lambda: is_closed(others[0]))
                assert not is_closed(others[1])


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server's system keep little of an answer, as over a real line."""
    connect = H11Protocol.connection_made

    def connection_made(protocol: H11Protocol, transport: Any) -> None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        connect(protocol, transport)

    monkeypatch.setattr(H11Protocol, "connection_made", connection_made)
    monkeypatch.setattr(yielding, "UNREAD", 0.2)


def large(server: str) -> socket.socket:
    """Ask for an answer that fits no buffer, on a connection with little room."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(place(server))
    text = get_introspection_query().replace("\n", " ")
    body = b'{"query":"%s"}' % text.encode()
    head = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    connection.sendall(head + body)
    connection.settimeout(10)
    return connection


def test_who_sent_a_bad_document_is_read_from_after_a_pause_and_others_at_once(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yielding, "PAUSE", 0.5)

    def took(client: httpx.Client, query: str) -> float:
        begin = time.perf_counter()
        client.post(url, json={"query": query})
        return time.perf_counter() - begin

    with served() as server, httpx.Client() as bad, httpx.Client() as good:
        url = f"http://{server}/graphql"
        took(good, "{ __typename }")
        refused, beside = took(bad, "{ nope }"), took(good, "{ __typename }")
        next_, again = took(bad, "{ __typename }"), took(bad, "{ __typename }")

    assert next_ > 0.25
    assert max(refused, beside, again) < next_ / 2


def missing(read: bytes) -> int:
    """Bytes of an answer's body that did not come."""
    head, _, body = read.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert length > 100_000
    return length - len(body)


@pytest.mark.usefixtures("little_room")
def test_who_does_not_read_the_answer_is_cut_off(served: Served) -> None:
    with served() as server, large(server) as connection:
        time.sleep(1.5)
        read = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert missing(read) > 0


@pytest.mark.usefixtures("little_room")
def test_who_reads_slowly_gets_all_of_it(served: Served) -> None:
    read = b""
    with served() as server, large(server) as connection:
        while part := connection.recv(4096):
            read += part
            time.sleep(0.01)

    assert missing(read) == 0
