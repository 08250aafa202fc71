"""Goes the steps; only who has one to go needs this, for Alembic takes a while to import."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from server.registry.migrations import HEAD
from server.registry.tables import Table

_TURN = Lock()


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Take a register, or a database that is still empty, to a step; the caller commits."""

    def steps(revision: Any, _context: Any) -> Any:
        return _scripts()._upgrade_revs(to, revision)

    # one at a time: Alembic keeps what it is at in its own module
    with _TURN, EnvironmentContext(Config(), _scripts(), fn=steps) as context:
        context.configure(connection=connection, target_metadata=Table.metadata)
        with context.begin_transaction():
            context.run_migrations()


def stamp(connection: Connection, revision: str) -> None:
    """Write down the step of a register from before there were any written down."""
    MigrationContext.configure(connection).stamp(_scripts(), revision)


def pending(revision: str | None) -> list[tuple[str, str]]:
    """Steps from a revision to the last: each with what it says of itself, in their order."""
    steps = _scripts().iterate_revisions(HEAD, revision or "base")
    return [(step.revision, step.doc or "") for step in reversed(list(steps))]


@cache
def known() -> frozenset[str]:
    """All steps that there ever were."""
    return frozenset(step.revision for step in _scripts().walk_revisions())


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))
