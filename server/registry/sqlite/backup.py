"""Copies of a register, made while others work on it, and set back while nobody does."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from server.errors import DatabaseRefused
from server.registry.safekeeping import synced, whole


def copy(path: Path, to: Path) -> None:
    """Copy the register as it is now, whole or not at all; what `to` was is replaced."""
    with whole(to) as part:
        uri = f"{path.absolute().as_uri()}?mode=rw"
        with (
            closing(sqlite3.connect(uri, uri=True)) as source,
            closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)


def set_in_place(draft: Path, path: Path) -> None:
    """Put a whole register where another may be, which is kept as `.before-restore`.

    Raises DatabaseRefused, without its name, where that one is in use.
    """
    if not path.exists():
        with suppress(FileNotFoundError):  # it would be played into the new register
            path.with_name(f"{path.name}-wal").unlink()
        os.link(draft, path)  # unlike a renaming, it overwrites none that has come meanwhile
        synced(path.parent)
        return
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as old:
        _be_alone(old)  # until it is closed, after the other has taken its place
        kept = path.with_name(f"{path.name}.before-restore")
        kept.unlink(missing_ok=True)
        os.link(path, kept)
        for left in ("-wal", "-shm"):  # of a file that SQLite cannot read
            path.with_name(path.name + left).unlink(missing_ok=True)
        os.replace(draft, path)
        synced(path.parent)


def _be_alone(register: sqlite3.Connection) -> None:
    """Have a register to oneself: only then can its log be ended."""
    try:
        register.execute("PRAGMA locking_mode = EXCLUSIVE")
        mode = register.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        register.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        mode = "wal"
    except sqlite3.DatabaseError:  # it cannot be read, and nobody works on it
        return
    if mode == "wal":
        raise DatabaseRefused("is in use: stop whatever works on it first")
