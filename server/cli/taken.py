"""A file that a command takes in: opened wherever it comes from, and what became of it told."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, BinaryIO

import typer

from server.cli import question
from server.cli.output import counted, say, write
from server.formats.sheets import Heading
from server.registry.imports import Tally

STDIN = "-"
MOST_HEADINGS = 5

File = Annotated[
    str, typer.Argument(metavar="FILE", help="File to take in; - reads it from stdin.")
]

Region = Annotated[
    str | None,
    typer.Option(help="Whose file it is, instead of the setting BURGERNET_REGION."),
]


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file that can be read twice; raises BadParameter where there is none."""
    if file == STDIN:
        with tempfile.TemporaryFile() as kept:  # it has no name, and ends with this process
            shutil.copyfileobj(sys.stdin.buffer, kept)
            yield kept
        return
    try:
        read = open(file, "rb")  # noqa: SIM115  the with below is outside what is caught here
    except OSError as error:
        said = f"{file} cannot be read: {error.strerror}"
        raise typer.BadParameter(said, param_hint="'FILE'") from None
    with read:
        yield read


def tell(tally: Tally, kind: str, *, elsewhere: int = 0) -> None:
    """Tell what became of the rows, one of which holds a `kind`; `elsewhere` are other regions'."""
    if not (tally.accepted or tally.known or tally.rejected or elsewhere):
        say(f"there is no {kind} in the file")
    passed_over = f", {elsewhere:,} of other regions" if elsewhere else ""
    write(
        f"{counted(tally.accepted, kind)} taken in, {tally.known:,} there already, "
        f"{counted(tally.rejected, 'row')} rejected{passed_over}\n"
    )


def ignored(headings: Sequence[Heading]) -> None:
    """Tell of columns that mean nothing here, the first ones by their headings."""
    if headings:
        told = ", ".join(str(heading) for heading in headings[:MOST_HEADINGS])
        more = len(headings) - MOST_HEADINGS
        rest = f" and {more:,} more" if more > 0 else ""
        say(f"columns that mean nothing here were passed over: {told}{rest}")


def day(option: str, text: str) -> date:
    """A day that has been; raises BadParameter."""
    found, today = question.day(option, text), datetime.now(UTC).date()
    if found > today:
        said = f"{found} has not been yet: must be {today} at most"
        raise typer.BadParameter(said, param_hint=f"'{option}'")
    return found
