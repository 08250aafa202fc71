"""Having what was deleted leave the files of a register as well."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

log = logging.getLogger("server")

COPIES = ".before-*"
"""Names of the copies that are made before a change of the schema, past the register's own."""


def scrub(path: Path, *, busy_timeout: float) -> None:
    """Write the register anew, empty its log and delete our own copies of it; it blocks.

    SQLite writes noughts over what is deleted (`secure_delete`), but not over what it once moved
    within a page; and its log keeps pages as they were. What cannot be done now is logged, and
    done the next time.
    """
    try:
        with closing(sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)) as file:
            file.execute("PRAGMA secure_delete = ON")
            try:
                file.execute("VACUUM")
            finally:
                busy = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            log.warning("the register's log still holds what was erased: it is being read")
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
        log.warning("the register's file may still hold what was erased: %s", name)
    for copy in path.absolute().parent.glob(path.name + COPIES):
        copy.unlink(missing_ok=True)
