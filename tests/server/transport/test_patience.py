"""Over real sockets: who sends half a request is not waited for, nor who goes away worked for."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from server.app import build
from server.settings import Settings
from server.transport import patience
from server.transport.patience import PatientProtocol

HALF = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-"
QUERY = {"query": "{ __typename }"}
LONG = {
    "query": "{ projection(input: {scenario: TODAY, step: MONTH, replications: 4000}) { start } }"
}
SHORT = {"query": "{ projection(input: {scenario: TODAY, engine: ANALYTIC}) { start } }"}


@contextmanager
def served(database: Path) -> Iterator[str]:
    settings = Settings(database=database, simulations=1, waiting=0)
    server = uvicorn.Server(
        uvicorn.Config(
            build(settings), port=0, http=PatientProtocol, log_level="critical", lifespan="on"
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        server.should_exit = True
        thread.join()


def closed(connection: socket.socket) -> bool:
    connection.settimeout(10)
    return connection.recv(1) == b""


def test_half_a_head_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    with served(tmp_path / "register.sqlite") as url, httpx.Client() as client:
        place = (httpx.URL(url).host, httpx.URL(url).port or 0)
        silent = [socket.create_connection(place) for _ in range(20)]
        half = [socket.create_connection(place) for _ in range(20)]
        for connection in half:
            connection.sendall(HALF)

        assert all(closed(connection) for connection in (*silent, *half))
        for _ in range(3):  # kept alive, and still answered
            assert client.post(url, json=QUERY).json() == {"data": {"__typename": "Query"}}
        for connection in (*silent, *half):
            connection.close()


def test_a_simulation_nobody_waits_for_gives_up_its_place(tmp_path: Path) -> None:
    with served(tmp_path / "register.sqlite") as url:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(url, json=LONG, timeout=0.3)

        tries = 0
        while "errors" in httpx.post(url, json=SHORT, timeout=30).json():
            tries += 1
            assert tries < 100, "its place is still taken"
            time.sleep(0.02)
