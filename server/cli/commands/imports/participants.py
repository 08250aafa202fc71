import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from server.cli import filing, operator, options, progress, taken
from server.cli.output import say
from server.registry import reference
from server.rest.excel import ExcelCsv
from server.sealing import KeyRing
from server.services import register
from server.services.importing.participants import Asked, Rejections, RowsRejected, Taken, take
from server.settings import Settings
from server.telling.language import Language, words
from server.telling.sentences import tell

COLUMNS: Final = {
    Language.NL: ("rij", "kolom", "reden"),
    Language.EN: ("row", "column", "reason"),
}


def participants(
    file: taken.File,
    as_of: Annotated[
        str, typer.Option(metavar="DATE", help="Day of which the file is; nothing in it is later.")
    ],
    region: Annotated[
        str | None, typer.Option(help="Whose file it is, instead of the setting BURGERNET_REGION.")
    ] = None,
    municipality: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Municipality of rows that name none."),
    ] = None,
    reject_rows: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Take in what can be had, and write row, column and reason of the rest here.",
        ),
    ] = None,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Take in all rows or none; the default.")
    ] = False,
    language: Annotated[
        Language, typer.Option(help="In which the reasons are written.")
    ] = Language.NL,
    database: options.Database = None,
    quiet: options.Quiet = False,
) -> None:
    """Take in a file of participants: CSV with Dutch headings, as a spreadsheet writes it.

    What goes in is sealed, so keys are needed (burgernet keys new). Nobody sees anything of the
    file before all of it is there. Stopped or killed, it goes on where it was when it is typed
    again; a file that is there already adds nothing.

    [bold]Examples[/]:

    burgernet import participants deelnemers.csv --as-of 2014-11-18

    burgernet import participants deelnemers.csv --as-of 2014-11-18 --reject-rows afgekeurd.csv
    """
    if all_or_nothing and reject_rows is not None:
        said = "take in all or nothing, or reject rows: not both"
        raise typer.BadParameter(said, param_hint="'--all-or-nothing'")
    settings = options.settings(database=database, region=region)
    ring = register.keys_of(settings)
    home = reference.load(settings.region)
    if municipality not in (None, *(place.code for place in home.places)):
        said = f"{municipality!r} is no municipality of {home.label}"
        raise typer.BadParameter(said, param_hint="'--municipality'")
    with taken.opened(file) as read, _rejected(reject_rows, language) as rejected:
        asked = Asked(
            file=read,
            region=home,
            as_of=taken.day("--as-of", as_of),
            municipality=municipality,
            who=operator.name(),
            now=datetime.now(UTC),
        )
        size = read.seek(0, os.SEEK_END)
        with progress.shown(size, "reading", of="bytes", quiet=quiet) as shown:
            done = asyncio.run(_taken(settings, ring, asked, rejected, shown))
    if done.before:
        say("this file is in the register already: nothing was done")
    taken.ignored(done.ignored)
    taken.tell(done.tally, "registrations")


class _Rejected:
    """The file of rows that cannot be had, for Dutch Excel."""

    def __init__(self, file: filing.Growing, language: Language) -> None:
        self._file = file
        self._words = words(language)
        self._layout = ExcelCsv(COLUMNS[language])

    def told(self, reason: str) -> str:
        return tell(self._words, reason)

    async def write(self, rejections: Rejections) -> None:
        self._file.add(self._layout.head())
        async for one in rejections:
            self._file.add(self._layout.lines([(one.row, one.column, one.reason)]))
        self._file.keep()


@contextmanager
def _rejected(path: Path | None, language: Language) -> Iterator[_Rejected | None]:
    if path is None:
        yield None
        return
    with filing.growing(path, option="--reject-rows") as file:
        yield _Rejected(file, language)


async def _taken(
    settings: Settings,
    ring: KeyRing,
    asked: Asked,
    rejected: _Rejected | None,
    shown: progress.Shown,
) -> Taken:
    async with register.prepared(settings) as found:
        if rejected is not None:
            return await take(
                *(found, ring, asked),
                told=rejected.told,
                reject=rejected.write,
                progress=shown.reached,
            )
        try:
            return await take(found, ring, asked, progress=shown.reached)
        except RowsRejected as refused:
            for one in refused.first:
                say(f"row {one.row}, {one.column}: {one.reason}")
            raise
