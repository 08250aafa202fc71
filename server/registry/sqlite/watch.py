"""Whether a register has changed, asked cheaply: nothing is read but a counter."""

import sqlite3
from contextlib import suppress
from pathlib import Path


class FileWatch:
    """Sees what any connection of any process commits to a register."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None
        self._look()

    async def changed(self) -> bool:
        """Whether anything was committed since this was last asked; takes some microseconds."""
        before = self._version
        self._look()
        return self._version != before

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _look(self) -> None:
        with suppress(sqlite3.Error):  # busy for a moment: it is seen the next time
            self._version = self._read()

    def _read(self) -> int:
        if self._connection is None:
            self._connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro",
                uri=True,
                timeout=0,  # who asks has other things to do
            )
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version
