"""A server over a demo register, asked as a client asks: over HTTP, within this process."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    closing,
    contextmanager,
)
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import Engine, event
from starlette.applications import Starlette
from strawberry import Schema

from server.address import Address
from server.app import NOBODY, build
from server.credentials import Principal
from server.graphql.schema import schema as own
from server.registry.database import Database
from server.registry.postgres.engines import WRITING
from server.services import register
from server.settings import Settings
from tests import postgres

Ask = Callable[..., Awaitable[dict[str, Any]]]
Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
NOT_ASKED = ("BEGIN", "PRAGMA", "SELECT pg_advisory")
"""Statements that set up or begin."""
AtMostQueries = Callable[[int], AbstractContextManager[None]]


KINDS = ("sqlite", "postgresql")
ONLY_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""For what is so of a file alone."""
QUICK_ON_BOTH = Path(__file__).parent / "registry"
"""Tests that `make test` runs on PostgreSQL as well, but for those marked `seldom`, and with those
marked `on_both`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the slow suite what PostgreSQL is seldom another one for than SQLite."""
    for item in items:
        on_postgresql = isinstance(item, pytest.Function) and (
            hasattr(item, "callspec") and item.callspec.params.get("kind") == "postgresql"
        )
        within = QUICK_ON_BOTH in item.path.parents and not item.get_closest_marker("seldom")
        quick = within or item.get_closest_marker("on_both")
        if on_postgresql and not quick:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database a register is kept in."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Address]:
    """A register that holds nothing yet, of either kind, to be copied."""
    return _made(tmp_path_factory, _prepared)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Address]:
    """The demo, of either kind, to be copied."""
    return _made(tmp_path_factory, _drawn)


def _made(
    folders: pytest.TempPathFactory, make: Callable[[Address], Coroutine[Any, Any, None]]
) -> Callable[[str], Address]:
    @cache
    def made(kind: str) -> Address:
        address = (
            postgres.create()
            if kind == "postgresql"
            else folders.mktemp("register") / "register.sqlite"
        )
        with ThreadPoolExecutor(1) as pool:  # who asks may be on an event loop
            pool.submit(asyncio.run, make(address)).result()
        return address

    return made


async def _prepared(address: Address) -> None:
    database = Database(address)
    await database.prepare()
    await database.close()


async def _drawn(address: Address) -> None:
    async with register.opened(Settings(database=address), tell=print):
        pass


@contextmanager
def copied(original: Address, path: Path) -> Iterator[Address]:
    """Have a register of one's own; `path` is where it lies if it is a file."""
    if isinstance(original, Path):
        shutil.copy(original, path)
        yield path
    else:
        with postgres.database(template=original) as copy:
            yield copy


@contextmanager
def kept_out(address: Address) -> Iterator[None]:
    """Keep all who would write from a register, as another process does that writes for long."""
    if isinstance(address, Path):
        # from any thread: it blocks, and may be begun and ended in different ones
        other = sqlite3.connect(address, isolation_level=None, check_same_thread=False)
        with closing(other):
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(address.url) as connection:
            connection.execute(f"SELECT pg_advisory_xact_lock({WRITING})".encode())
            yield


@pytest.fixture
async def database(
    kind: str, empty: Callable[[str], Address], tmp_path: Path
) -> AsyncIterator[Database]:
    with copied(empty(kind), tmp_path / "register.sqlite") as address:
        database = Database(address)
        await database.prepare()
        yield database
        await database.close()


@pytest.fixture
def at_most_queries() -> AtMostQueries:
    """Count the statements of what is begun within, but not those that set up or begin.

    The server looks after its runs meanwhile, in tasks of its own: those are not counted.
    """
    within: ContextVar[bool] = ContextVar("within", default=False)

    @contextmanager
    def limit(most: int) -> Iterator[None]:
        statements: list[str] = []

        def count(*happening: Any) -> None:
            statement = happening[2]
            if within.get() and not statement.startswith(NOT_ASKED):
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        token = within.set(True)
        try:
            yield
        finally:
            within.reset(token)
            event.remove(Engine, "before_cursor_execute", count)
        assert statements, "nothing was asked, so nothing was counted"
        assert len(statements) <= most, "\n".join([f"{len(statements)} statements", *statements])

    return limit


@pytest.fixture(scope="session")
def demo(full: Callable[[str], Address]) -> Path:
    path = full("sqlite")
    assert isinstance(path, Path)
    return path


@pytest.fixture
def serve(kind: str, full: Callable[[str], Address], tmp_path: Path) -> Serve:
    """Serve a copy of the demo register, with settings of one's own."""

    @asynccontextmanager
    async def serving(
        *, schema: Schema = own, lent: Mapping[bytes, Principal] = NOBODY, **settings: Any
    ) -> AsyncIterator[httpx.AsyncClient]:
        with copied(full(kind), tmp_path / "register.sqlite") as address:
            app = build(Settings(database=address, **settings), schema=schema, lent=lent)
            async with _asked(app) as client:
                yield client

    return serving


@asynccontextmanager
async def _asked(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://register.test",
        ) as client,
    ):
        yield client


@pytest.fixture
async def client(serve: Serve) -> AsyncIterator[httpx.AsyncClient]:
    async with serve() as client:
        yield client


def address_of(client: httpx.AsyncClient) -> Address:
    app = client._transport.app  # type: ignore[attr-defined]  # httpx's own, for ASGI
    address: Address = app.state.database.address
    return address


async def alter(client: httpx.AsyncClient, *statements: str) -> None:
    """Change the register below a server, as any other program may."""
    address = address_of(client)

    def change() -> None:
        if isinstance(address, Path):
            with closing(sqlite3.connect(address)) as connection:
                connection.executescript(";".join(statements))
        else:
            with psycopg.connect(address.url) as connection:
                connection.execute(";".join(statements).encode())

    # in a thread: the server may be writing, and could not go on meanwhile
    await asyncio.to_thread(change)


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """Ask, and get the data; an error fails the test."""

    async def asking(query: str, **variables: Any) -> dict[str, Any]:
        answer = await client.post("/graphql", json={"query": query, "variables": variables})
        told = answer.json()
        assert "errors" not in told, told["errors"]
        cost = told["extensions"]["cost"]
        assert cost["actual"] <= cost["requested"], query  # whatever is asked in any test
        data: dict[str, Any] = told["data"]
        return data

    return asking
