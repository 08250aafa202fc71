"""The mark on what a register holds: another one after every change, whoever made it."""

import sqlite3
from contextlib import suppress
from pathlib import Path


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
