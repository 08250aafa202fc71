"""A server over a demo register, asked as a client asks: over HTTP, within this process."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event
from strawberry import Schema

from server.app import NOBODY, build
from server.credentials import Principal
from server.graphql.schema import schema as own
from server.registry.database import Database
from server.services import register
from server.settings import Settings

Ask = Callable[..., Awaitable[dict[str, Any]]]
Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
AtMostQueries = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "register.sqlite")
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
            if within.get() and not statement.startswith(("BEGIN", "PRAGMA")):
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
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "register.sqlite"

    async def draw() -> None:
        async with register.opened(Settings(database=path), tell=print):
            pass

    asyncio.run(draw())
    return path


@pytest.fixture
def serve(demo: Path, tmp_path: Path) -> Serve:
    """Serve a copy of the demo register, with settings of one's own."""

    @asynccontextmanager
    async def serving(
        *, schema: Schema = own, lent: Mapping[bytes, Principal] = NOBODY, **settings: Any
    ) -> AsyncIterator[httpx.AsyncClient]:
        path = tmp_path / "register.sqlite"
        shutil.copy(demo, path)
        app = build(Settings(database=path, **settings), schema=schema, lent=lent)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app, raise_app_exceptions=False),
                base_url="http://register.test",
            ) as client,
        ):
            yield client

    return serving


@pytest.fixture
async def client(serve: Serve) -> AsyncIterator[httpx.AsyncClient]:
    async with serve() as client:
        yield client


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
