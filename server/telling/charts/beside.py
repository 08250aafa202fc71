"""A process beside this one that answers a line of JSON with another, one after another."""

import atexit
import json
import logging
import subprocess
import sys
from contextlib import suppress
from threading import Lock, Timer
from typing import Any, Final

log = logging.getLogger("server")

PATIENCE: Final = 30.0
"""How long an answer may take [s]; it takes a fiftieth of a second, or one when it starts."""


class NotDrawn(RuntimeError):
    """The process could not answer."""


class Beside:
    """Starts when it is first asked, and once more where it has ended; ends with this process.

    For any number of threads, which wait for each other; not beyond a fork.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._leaving = False

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Raises NotDrawn where it says it cannot, or ends twice over it."""
        line = json.dumps(asked).encode() + b"\n"
        with self._turn:
            if self._leaving:
                raise NotDrawn("this process is about to end")
            told = self._told(line) or self._told(line)
        if not told:
            raise NotDrawn("the process that draws ended over it")
        answer: dict[str, Any] = json.loads(told)
        if "error" in answer:
            raise NotDrawn(answer["error"])
        return answer

    def close(self) -> None:
        """End it; it starts anew when it is asked again."""
        with self._turn:
            self._end()

    def _leave(self) -> None:
        with self._turn:
            self._leaving = True
            self._end()

    def _told(self, line: bytes) -> bytes:
        """What it answers; nothing where it has ended, so that the next one starts."""
        process = self._started()
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101  likewise
        late = Timer(PATIENCE, process.kill)
        late.daemon = True
        late.start()
        told = b""
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(line)
                process.stdin.flush()
                told = process.stdout.readline()
        finally:
            late.cancel()
            if not told.endswith(b"\n"):
                # ended, or left in the middle of an answer: nothing after it could be trusted
                log.warning("the process that draws has ended, and is started anew")
                self._end()
                told = b""
        return told

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  our own module, in our own Python
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # it would tell what it was given
                start_new_session=True,  # Ctrl-C is for whoever asked, and who then closes it
            )
            atexit.register(self._leave)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        atexit.unregister(self._leave)
        if process is not None:
            process.kill()
            process.communicate()
