"""Servers as processes of their own, asked over a connection kept alive."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

import orjson

HERE: Final = Path(__file__).parent
CONTRACT: Final = HERE.parents[1] / "schema.graphql"
UNRATIONED: Final = {"BURGERNET_COST_PER_MINUTE": "1000000000"}
"""One client asks thousands of times a minute here; what it costs is counted all the same."""
STARTED: Final = 60.0
"""How long a server may take until it listens [s]."""


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    path: str = "/graphql"


def ours(register: Path) -> Server:
    """As anybody runs it."""
    return Server(
        "ours",
        (sys.executable, "-m", "server.cli", "serve"),
        {"BURGERNET_DATABASE": str(register), **UNRATIONED},
    )


def profiled(register: Path, written: Path) -> Server:
    """The same under a profile."""
    return Server(
        "ours, profiled",
        (sys.executable, "-m", "bench.serving.profiled"),
        {"BURGERNET_DATABASE": str(register), "PROFILE": str(written), **UNRATIONED},
    )


def others(kept: Path) -> list[Server]:
    """All that answer from memory with what ours answered."""
    memory = {"KEPT": str(kept), "CONTRACT": str(CONTRACT), "NODE_ENV": "production"}
    node = os.environ.get("NODE", "node")
    return [
        Server(
            "ours, rows in memory",
            (sys.executable, "-m", "bench.serving.plain"),
            memory | {"BURGERNET_DATABASE": str(kept.with_name("beside.sqlite"))} | UNRATIONED,
        ),
        Server("stock strawberry", (sys.executable, "-m", "bench.serving.stock"), memory),
        Server("Apollo Server", (node, str(HERE / "apollo.js")), memory, path="/"),
        Server("Mercurius", (node, str(HERE / "mercurius.js")), memory),
        Server("Mercurius, compiled", (node, str(HERE / "mercurius.js")), {**memory, "JIT": "1"}),
    ]


class Running:
    """A server that listens."""

    def __init__(self, server: Server, process: subprocess.Popen[bytes], port: int) -> None:
        self.name = server.name
        self.pid = process.pid
        self._path = server.path
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, sent: Mapping[str, Any]) -> bytes:
        """Body of the answer."""
        headers = {"content-type": "application/json", "accept": "application/json"}
        self._connection.request("POST", self._path, orjson.dumps(sent), headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{self.name} answers {answer.status}: {body[:500]!r}")
        return body

    def reconnect(self) -> None:
        """Open a new connection; an idle one is closed after seconds."""
        self._connection.close()
        self._connection.connect()

    def cpu(self) -> int:
        """Time all its threads have computed, in user and kernel, since it started [ns]."""
        # what clock_getcpuclockid(3) gives; /proc/PID/stat counts in hundredths of a second
        return time.clock_gettime_ns((~self.pid << 3) | 2)


@contextmanager
def running(server: Server) -> Iterator[Running]:
    port = _free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("BURGERNET_")}
    told = {"PORT": str(port), "BURGERNET_PORT": str(port)}
    with TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603  our own list
            server.command, env=own | dict(server.environment) | told, stdout=log, stderr=log
        )
        try:
            if not _listens(process, port):
                log.seek(0)
                raise RuntimeError(f"{server.name} does not listen: {log.read().decode()[-2000:]}")
            yield Running(server, process, port)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
