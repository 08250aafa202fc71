from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from server.registry.database import Database

AtMostQueries = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "register.sqlite")
    await database.prepare()
    yield database
    await database.close()


@pytest.fixture
def at_most_queries() -> AtMostQueries:
    """Count the statements of every engine, but not those that begin a transaction or set up."""

    @contextmanager
    def limit(most: int) -> Iterator[None]:
        statements: list[str] = []

        def count(*happening: Any) -> None:
            statement = happening[2]
            if not statement.startswith(("BEGIN", "PRAGMA")):
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        assert statements, "nothing was asked, so nothing was counted"
        assert len(statements) <= most, "\n".join([f"{len(statements)} statements", *statements])

    return limit
