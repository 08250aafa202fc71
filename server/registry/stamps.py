"""A mark on what a register holds: another one after every change, whoever made it."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from server.registry.tables import Action, Dataset, Inhabitants, Municipality, Participant

STAMPED = (Dataset, Municipality, Inhabitants, Participant, Action)
"""What answers are made of; not runs, for one that plays would change the mark by the second."""

_DRAW = "lower(hex(randomblob(8)))"


def marking() -> list[str]:
    """Statements that put the mark in a register, and have SQLite itself draw it anew.

    Drawn, not counted: a register set back to a copy of yesterday would count to the same number.
    """
    return [
        f"INSERT INTO stamp (id, mark) VALUES (1, {_DRAW})",  # noqa: S608  a constant
        *(
            f"CREATE TRIGGER stamp_{table.__tablename__}_{change} AFTER {change} "  # noqa: S608  names of our own
            f"ON {table.__tablename__} BEGIN UPDATE stamp SET mark = {_DRAW}; END"
            for table in STAMPED
            for change in ("insert", "update", "delete")
        ),
    ]


class Stamps:
    """Reads the mark in microseconds, on the thread that asks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def read(self) -> str | None:
        """None where it cannot be read at once."""
        # Readers of a log never wait for writers; only a recovery after a crash shuts them out.
        with suppress(sqlite3.Error):
            if self._connection is None:
                self._connection = sqlite3.connect(
                    f"{self._path.absolute().as_uri()}?mode=rw",
                    uri=True,
                    timeout=0,
                    isolation_level=None,
                    check_same_thread=False,  # closed by whoever closes the register
                )
                self._connection.execute("PRAGMA query_only = ON")
            row = self._connection.execute("SELECT mark FROM stamp").fetchone()
            return None if row is None else str(row[0])
        return None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
