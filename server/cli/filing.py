"""A file that comes whole or not at all; its place is taken before the work begins."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import typer

from server.cli import spared as sparing
from server.cli.spared import Spared

ROOM: Final = 1 << 20
"""So much is asked of a disk beforehand: a full one says so before an hour of playing."""


class Growing:
    """A file beside the one that it will replace, once it is whole."""

    def __init__(self, file: BinaryIO, aside: Path, path: Path) -> None:
        self._file = file
        self._aside = aside
        self._path = path
        self._begun = False

    def add(self, content: bytes) -> None:
        if not self._begun:
            self._file.seek(0)
            self._file.truncate()
            self._begun = True
        self._file.write(content)

    def keep(self) -> None:
        """It is whole."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._aside.replace(self._path)


@contextmanager
def whole(
    path: Path,
    *,
    option: str,
    begins: tuple[bytes, ...],
    spared: Spared = (),
    closed: bool = False,
) -> Iterator[Callable[[bytes], None]]:
    """Give what puts bytes there in one go; raises BadParameter for a place that takes none.

    That is also one of `spared`, or a file that does not begin as one of this command's `begins`.
    Whatever fails meanwhile leaves nothing behind, and a file that was there as it was. What is
    of people is `closed` to others on the machine.
    """
    with growing(path, option=option, begins=begins, spared=spared, closed=closed) as file:

        def put(content: bytes) -> None:
            file.add(content)
            file.keep()

        yield put


@contextmanager
def growing(
    path: Path,
    *,
    option: str,
    begins: tuple[bytes, ...],
    spared: Spared = (),
    closed: bool = False,
) -> Iterator[Growing]:
    """The same, for what comes piece by piece."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    mode = 0o600 if closed else 0o666
    try:
        sparing.check(path, option=option, begins=begins, spared=spared)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise _refused(path, error, option) from None
    with open(descriptor, "wb") as file:
        try:
            try:
                file.write(bytes(ROOM))
                file.flush()
            except OSError as error:
                raise _refused(path, error, option) from None
            yield Growing(file, aside, path)
        finally:
            aside.unlink(missing_ok=True)
            with suppress(OSError):  # what a full disk did not take is not tried once more
                file.close()


def _refused(path: Path, error: OSError, option: str) -> typer.BadParameter:
    said = f"{path} cannot be written: {error.strerror}"
    return typer.BadParameter(said, param_hint=f"'{option}'")
