"""The list of persons erased, kept outside the register: a copy of it that is set back loses them.

One line each, `MOMENT WHAT ID`; the id was drawn and tells nothing. Lines are only ever added, and
are on the disk before the deletion itself is; where that failed, another line withdraws them. A
last line that was cut short was never answered for: it is not counted, and the next one takes its
place.
"""

import fcntl
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from server.errors import DatabaseRefused

FIRST: Final = b"burgernet erasures 1"
"""First line of a list, with the version of its form."""
WITHDRAWN: Final = "withdrawn"
"""Of somebody whose deletion failed: the lines before are none."""
_TAIL: Final = 1_000_000
"""More than is ever written at once [bytes]."""


class What(StrEnum):
    ERASED = "erased"
    """Person and registrations."""
    UNNAMED = "unnamed"
    """The person; registrations stay, as nobody's, for they are counted."""


@dataclass(frozen=True, slots=True)
class Erasure:
    at: datetime
    what: What
    person: str


def add(path: Path, persons: Collection[str], what: What, *, at: datetime) -> None:
    """Return once they are on the disk; raises OSError where they are not, or not surely."""
    _add(path, persons, what, at)


def withdraw(path: Path, persons: Collection[str], *, at: datetime) -> None:
    """Take back what was added of some; as `add`."""
    _add(path, persons, WITHDRAWN, at)


def found(path: Path) -> None:
    """Begin a list, which names nobody yet; as `add`."""
    _write_down(path, "")


def _add(path: Path, persons: Collection[str], what: str, at: datetime) -> None:
    moment = at.astimezone(UTC).isoformat()
    _write_down(path, "".join(f"{moment} {what} {person}\n" for person in persons))


def _write_down(path: Path, told: str) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _settle(path.absolute().parent)
        fcntl.flock(handle, fcntl.LOCK_EX)
        _append(handle, told.encode())
    finally:
        os.close(handle)


def read(path: Path) -> Sequence[Erasure] | None:
    """The last that stands of each person, None where there is no list; raises DatabaseRefused."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        said = error.strerror or str(error)
        raise DatabaseRefused(f"{path}: the list of erasures cannot be read: {said}") from error
    if not content.removeprefix(FIRST[: len(content)]):
        return []
    if not content.startswith(FIRST + b"\n"):
        raise DatabaseRefused(f"{path} line 1: must be {FIRST.decode()}: no list of erasures")
    standing: dict[str, Erasure] = {}
    lines = content.split(b"\n")[1:-1]  # a last line without an end is none
    for number, line in enumerate(lines, start=2):
        person, erasure = _told(line, f"{path} line {number}")
        if erasure is None:
            standing.pop(person, None)
        else:
            standing[person] = erasure
    return list(standing.values())


def _told(line: bytes, where: str) -> tuple[str, Erasure | None]:
    """Whom a line is about, and whether it erases or withdraws."""
    try:
        moment, what, person = line.decode().split(" ")
        UUID(person)
        at = datetime.fromisoformat(moment)
        return person, None if what == WITHDRAWN else Erasure(at, What(what), person)
    except ValueError:
        raise DatabaseRefused(f"{where}: is no erasure; set the list back as it was") from None


def _append(handle: int, told: bytes) -> None:
    """Write past what is whole; where that fails, leave what was whole."""
    end, missing = _end(handle)
    try:
        os.ftruncate(handle, end)
        _write(handle, missing + told, at=end)
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, end)
        raise


def _end(handle: int) -> tuple[int, bytes]:
    """Where the whole lines of a list end, and what is missing there; raises OSError."""
    header, size = FIRST + b"\n", os.fstat(handle).st_size
    first = os.pread(handle, len(header), 0)
    if size < len(header) and header.startswith(first):
        return 0, header
    if first != header:
        raise OSError("it is no list of erasures")
    start = max(size - _TAIL, len(header) - 1)
    last = os.pread(handle, _TAIL, start).rpartition(b"\n")[2]
    return size - len(last), b""


def _write(handle: int, content: bytes, *, at: int) -> None:
    while content:
        written = os.pwrite(handle, content, at)
        content, at = content[written:], at + written


def _settle(folder: Path) -> None:
    """Have the name of a new file on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
