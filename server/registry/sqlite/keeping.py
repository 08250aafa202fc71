"""What whoever looks after a register asks of its file."""

import sqlite3
from pathlib import Path

from server.errors import DatabaseRefused
from server.registry import portable
from server.registry.migrations import HEAD
from server.registry.safekeeping import Finding, synced, whole
from server.registry.sqlite import backup, datafile, engines, triggers

SOUND = (3, 51, 3)
"""Earlier versions may damage a file when a log is emptied and begun anew at one moment."""


def check(path: Path) -> list[Finding]:
    """Look at all of it; nothing is made or changed. Raises DatabaseRefused for no register."""
    with datafile.refusing(path):
        datafile.check_header(path)
        with engines.for_the_schema(path, begin="BEGIN").begin() as connection:
            revision = datafile.standing(connection)
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            wrong = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalars().all()
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            guards = triggers.check(connection)
    return [
        Finding("database", f"SQLite {sqlite3.sqlite_version}, {path}"),
        _log_race(),
        Finding("schema", f"{revision}, this program's is {HEAD}", ok=revision == HEAD),
        *([guards] if revision == HEAD else ()),
        Finding("journal", mode, ok=mode == "wal"),
        Finding("pages", "whole" if wrong == ["ok"] else "damaged", ok=wrong == ["ok"]),
        Finding("references", "whole" if not loose else f"{len(loose)} lead nowhere", ok=not loose),
    ]


def _log_race() -> Finding:
    if sqlite3.sqlite_version_info >= SOUND:
        return Finding("log", "this SQLite is without the WAL-reset race")
    return Finding(
        "log",
        "SQLite before 3.51.3 has the WAL-reset race: with one process that writes, such as the "
        "server alone, it cannot come about; beside it write seldom, or use PostgreSQL",
    )


def revision(path: Path) -> str | None:
    """Step of the schema it is at; None where there is no file."""
    if not path.exists():
        return None
    with datafile.refusing(path):
        datafile.check_header(path)
        with engines.for_the_schema(path, begin="BEGIN").begin() as connection:
            return datafile.standing(connection)


def save(path: Path, to: Path, *, portably: bool) -> None:
    """Save the register as it is now, whole or not at all."""
    with datafile.refusing(path):
        datafile.check_header(path)
        if not portably:
            backup.copy(path, to)
            return
        with (
            whole(to) as part,
            engines.for_the_schema(path, begin="BEGIN").begin() as connection,
        ):
            portable.write(connection, part, at=datafile.standing(connection))


def draw_up(file: Path, draft: Path) -> None:
    """Make of what was saved a register of this version; raises DatabaseRefused, and leaves none.

    It is no copy of the register that is there, but may be behind it.
    """
    with datafile.refusing(file), whole(draft) as part:
        with file.open("rb") as begin:
            is_portable = begin.read(2) == portable.GZIP
        if is_portable:
            datafile.fill(part, lambda connection: portable.load(connection, file))
        else:
            datafile.check_header(file)
            backup.copy(file, part)
            datafile.bring_up(part)


def set_in_place(draft: Path, path: Path, file: Path) -> None:
    """Have a register take the place of another; raises DatabaseRefused for one not whole."""
    with datafile.refusing(file):
        if any(not one.ok for one in check(draft) if one.what in ("pages", "references")):
            raise DatabaseRefused("is damaged")
    with datafile.refusing(path):
        synced(draft)
        backup.set_in_place(draft, path)
