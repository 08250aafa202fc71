"""Rows that cannot be had: written to a file for Dutch Excel, or told where nothing goes in."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer

from server.cli import filing
from server.cli.output import say
from server.cli.spared import Spared
from server.rest.excel import ExcelCsv
from server.services.importing.reasons import Reasons, RowsRejected
from server.telling.language import Language, words
from server.telling.sentences import tell

COLUMNS: Final = {
    Language.NL: ("rij", "kolom", "reden"),
    Language.EN: ("row", "column", "reason"),
}

RejectRows = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Take in what can be had, and write row, column and reason of the rest here.",
    ),
]
AllOrNothing = Annotated[
    bool, typer.Option("--all-or-nothing", help="Take in all rows or none; the default.")
]
In = Annotated[Language, typer.Option(help="In which the reasons are written.")]

T = TypeVar("T")


class Rejected:
    """The file, as it grows."""

    def __init__(self, file: filing.Growing, language: Language) -> None:
        self._file = file
        self._words = words(language)
        self._layout = _layout(language)

    def told(self, reason: str) -> str:
        return tell(self._words, reason)

    async def write(self, reasons: Reasons) -> None:
        self._file.add(self._layout.head())
        async for reason in reasons:
            self._file.add(self._layout.lines([reason]))
        self._file.keep()


@contextmanager
def to(
    path: Path | None, language: Language, *, all_or_nothing: bool, spared: Spared
) -> Iterator[Rejected | None]:
    """Where rejected rows go, if anywhere; raises BadParameter."""
    if path is None:
        yield None
        return
    if all_or_nothing:
        said = "take in all or nothing, or reject rows: not both"
        raise typer.BadParameter(said, param_hint="'--all-or-nothing'")
    begins = tuple(_layout(one).head() for one in Language)
    with filing.growing(
        path, option="--reject-rows", begins=begins, spared=spared, closed=True
    ) as file:
        yield Rejected(file, language)


async def heeded(
    take: Callable[..., Awaitable[T]], *given: Any, rejected: Rejected | None, **named: Any
) -> T:
    """Take a file in; where nothing goes in, say which rows it is for."""
    if rejected is not None:
        return await take(*given, told=rejected.told, reject=rejected.write, **named)
    try:
        return await take(*given, **named)
    except RowsRejected as refused:
        for one in refused.first:
            say(f"row {one.row}, {one.column}: {one.reason}")
        raise


def _layout(language: Language) -> ExcelCsv:
    return ExcelCsv(COLUMNS[language])
