"""A server on a real socket, in a thread beside the test."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.app import NOBODY, build
from server.graphql.schema import schema as own
from server.listening import server
from server.settings import Settings

Served = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def served(demo: Path, tmp_path: Path) -> Served:
    """Serve a copy of the demo register; gives `host:port`, and ends when the test lets go."""
    return _served(demo, tmp_path)


@pytest.fixture(scope="module")
def served_once(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serve for all tests of a module."""
    return _served(demo, tmp_path_factory.mktemp("served"))


def _served(demo: Path, folder: Path) -> Served:
    @contextmanager
    def serving(*, schema: Any = own, lent: Any = NOBODY, **settings: Any) -> Iterator[str]:
        path = folder / "register.sqlite"
        shutil.copy(demo, path)
        chosen = Settings(database=path, port=0, **settings)
        listening = server(build(chosen, schema=schema, lent=lent), chosen)
        thread = threading.Thread(target=listening.run)
        thread.start()
        try:
            while not listening.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield "{}:{}".format(*listening.servers[0].sockets[0].getsockname())
        finally:
            listening.should_exit = True
            thread.join(20)
            assert not thread.is_alive(), "something keeps the server from stopping"

    return serving


def until(true: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    for _ in range(1_000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it does not come about")
