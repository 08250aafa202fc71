"""Copies of a register, made while others work on it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy(path: Path, to: Path) -> None:
    """Copy the register as it is now, whole or not at all; what `to` was is replaced."""
    part = to.with_name(f"{to.name}.part")
    for left in ("", "-journal", "-wal", "-shm"):  # by one who was killed
        part.with_name(part.name + left).unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(uri, uri=True)) as source,
        closing(sqlite3.connect(part)) as target,
    ):
        source.backup(target)
    _synced(part)
    os.replace(part, to)
    _synced(to.parent)


def _synced(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
