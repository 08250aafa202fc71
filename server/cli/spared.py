"""What no command writes over: the register with all that belongs to it, and others' files."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typer

from server.settings import Settings

Spared = Sequence[tuple[Path, str]]
"""Files, there already or not yet, each with what it is."""

_LOGS: Final = ("-wal", "-shm", "-journal")
"""What SQLite puts beside its file."""


def kept(settings: Settings, source: str | None = None) -> Spared:
    """The register's own files, and the one that is taken in."""
    register = settings.database
    found: list[tuple[Path, str]] = []
    if isinstance(register, Path):
        found.append((register, "the register"))
        found += [
            (register.with_name(f"{register.name}{log}"), "a log of the register") for log in _LOGS
        ]
    if settings.listed is not None:
        found.append((settings.listed, "the list of erasures"))
    if settings.keys_file is not None:
        found.append((settings.keys_file, "the file of keys"))
    if source is not None:
        found.append((Path(source), "the file that is taken in"))
    return found


def check(path: Path, *, option: str, begins: tuple[bytes, ...], spared: Spared) -> None:
    """Whether a file may come there; raises BadParameter and OSError.

    In place of another it comes only where that begins as one that the same command wrote.
    """
    for own, what in spared:
        if _same(path, own):
            raise typer.BadParameter(f"{path} is {what}: name another", param_hint=f"'{option}'")
    if not path.exists():
        return
    # never through what is no file: a device would be replaced by one
    if not path.is_file():
        raise typer.BadParameter(f"{path} is no file", param_hint=f"'{option}'")
    with path.open("rb") as file:
        head = file.read(max(map(len, begins)))
    if head and not head.startswith(begins):
        said = f"{path} is there already, and no file that this command wrote: name another"
        raise typer.BadParameter(said, param_hint=f"'{option}'")


def _same(path: Path, other: Path) -> bool:
    """Whether two names lead to one file, be it there or not yet."""
    if os.path.realpath(path) == os.path.realpath(other):
        return True
    try:
        return path.samefile(other)
    except FileNotFoundError:
        return False
