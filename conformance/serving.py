"""A live server over a fresh demo register, gone when its block is left, however that is left."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from conformance.places import ROOT

SECONDS_TO_START: Final = 60
SECONDS_TO_STOP: Final = 10


class NotServing(Exception):
    """The server did not start, or is gone; with what it said last."""


@contextmanager
def served(settings: Mapping[str, str]) -> Iterator[str]:
    """Yield the origin of a server with these settings, besides its own database and port."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder, _stops_are_raised():
        port = _free_port()
        log = Path(folder, "server.log")
        process = _started({**settings, "BURGERNET_DATABASE": f"{folder}/demo.sqlite"}, port, log)
        try:
            origin = f"http://127.0.0.1:{port}"
            _await_answer(origin, process, log)
            yield origin
            if process.poll() is not None:
                raise NotServing(f"the server is gone: {log.read_text()[-2000:]}")
        finally:
            _stop(process)


def _started(settings: Mapping[str, str], port: int, log: Path) -> "subprocess.Popen[bytes]":
    foreign = {name: value for name, value in os.environ.items() if "BURGERNET_" not in name}
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "server.cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**foreign, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _await_answer(origin: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    asked = urllib.request.Request(  # noqa: S310  our own address
        f"{origin}/graphql",
        data=b'{"query": "{ __typename }"}',
        headers={"Content-Type": "application/json"},
    )
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(asked, timeout=5):  # noqa: S310  our own address
                return
        except OSError:
            time.sleep(0.1)
    raise NotServing(f"the server did not start: {log.read_text()[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server and its workers, gently if they let us."""
    for signal_, seconds in ((signal.SIGTERM, SECONDS_TO_STOP), (signal.SIGKILL, SECONDS_TO_STOP)):
        try:
            os.killpg(process.pid, signal_)
            process.wait(seconds)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


@contextmanager
def _stops_are_raised() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack as Ctrl-C does, so that nothing is left running."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
