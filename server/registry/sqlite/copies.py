"""The copies that a change of the schema or a restore leaves beside a register, and their end."""

import glob
import logging
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from server.telemetry import kind

log = logging.getLogger("server")

COPIES: Final = ".before-*"
"""Their names, past the register's own."""
DRAFT: Final = ".restoring"
"""Name of what is about to take the register's place, past its own."""
_AT_ONCE: Final = 500
"""People looked for in one query."""
_HOLDING: Final = (("person", "id"), ("import_row", "person_id"), ("import_contact", "person_id"))
_UNSCRUBBED: Final = """
SELECT EXISTS (SELECT 1 FROM audit_line WHERE deed IN ('ERASED', 'DESTROYED')
 AND number > (SELECT coalesce(max(scrubbed), 0) FROM audit_head))"""


def delete(path: Path, of: Collection[str] | None) -> bool:
    """Delete all, or those in which some people are or may be; whether they are gone.

    When a copy was made says nothing: clocks are set back, and files copied. What cannot be read
    may hold anybody.
    """
    gone = True
    for copy in _beside(path, COPIES):
        if of is None or not _is_clear(copy, of):
            gone &= _unlinked(copy)
    return delete_drafts(path) and gone


def delete_drafts(path: Path) -> bool:
    """Delete what a restore, one that was killed as well, has left; whether it is gone."""
    gone = True
    for left in _beside(path, f"{DRAFT}*"):
        gone &= _unlinked(left)
    return gone


def _beside(path: Path, end: str) -> list[Path]:
    return sorted(path.absolute().parent.glob(glob.escape(path.name) + end))


def _unlinked(copy: Path) -> bool:
    try:
        copy.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a copy beside the register may hold who was erased: %s", kind(error))
        return False
    return True


def _is_clear(copy: Path, of: Collection[str]) -> bool:
    """Whether none of these is in it, nor is left of others who were erased before it was made."""
    try:
        # as it is: neither a log nor anything else is made beside it
        uri = f"{copy.as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as file:
            named = "SELECT name FROM sqlite_master WHERE type = 'table'"
            tables = {name for (name,) in file.execute(named)}
            if "audit_head" in tables and file.execute(_UNSCRUBBED).fetchone()[0]:
                return False
            return not any(
                _any(file, f"SELECT 1 FROM {table} WHERE {column}", batch)  # noqa: S608  constants
                for table, column in _HOLDING
                if table in tables
                for batch in _batches(of)
            )
    except sqlite3.Error:
        return False


def _any(file: sqlite3.Connection, query: str, ids: Collection[str]) -> bool:
    marks = ", ".join("?" * len(ids))
    return file.execute(f"{query} IN ({marks}) LIMIT 1", [*ids]).fetchone() is not None


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
