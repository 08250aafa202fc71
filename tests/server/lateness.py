"""Simulations that never keep their time, however fast or busy the machine is."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, Final

import pytest

from server.services.workers import Workers

WITHIN: Final = 1.0
"""What a server with late work may take for an answer [s]: a thread begins in far less."""
_PATIENCE: Final = 60.0


@contextmanager
def late() -> Iterator[None]:
    """Let work go on only once it was told to stop; it is played then, and must end by itself."""
    run = Workers.run

    def held_up(
        workers: Workers, work: Callable[[Event], Any], **how: Any
    ) -> Coroutine[Any, Any, Any]:
        def playing(stop: Event) -> Any:
            assert stop.wait(_PATIENCE), "nobody told it to stop"
            return work(stop)

        return run(workers, playing, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workers, "run", held_up)
        yield
