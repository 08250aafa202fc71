"""The real server as a process of its own, asked over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from server.address import Address, Server

SECONDS = 60.0
"""How long a start may take, drawing a register included."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def served(
    database: Address, *, how_it_ends: signal.Signals = signal.SIGTERM, **settings: object
) -> Iterator[str]:
    """Serve a register until the block ends; tells the address. Settings as in `Settings`."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BURGERNET_")},
        **{f"BURGERNET_{name}".upper(): str(value) for name, value in settings.items()},
        "BURGERNET_DATABASE": database.url if isinstance(database, Server) else str(database),
        "BURGERNET_PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", "from server.cli import app; app()", "serve"], env=environment
    )
    try:
        url = f"http://127.0.0.1:{port}"
        begin = time.monotonic()
        while True:
            try:
                httpx.get(f"{url}/livez")
                break
            except httpx.TransportError:
                assert process.poll() is None, "the server ended"
                assert time.monotonic() - begin < SECONDS, "the server does not answer"
                time.sleep(0.05)
        yield url
    finally:
        process.send_signal(how_it_ends)
        process.wait(timeout=20)
