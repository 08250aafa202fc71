import asyncio
import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from server.cli import operator, options, progress, rejected, spared, taken
from server.cli.output import say
from server.registry import reference
from server.sealing import KeyRing
from server.services import register
from server.services.importing.participants import Asked, Taken, take
from server.settings import Settings
from server.telling.language import Language


def participants(
    file: taken.File,
    as_of: Annotated[
        str, typer.Option(metavar="DATE", help="Day of which the file is; nothing in it is later.")
    ],
    region: taken.Region = None,
    municipality: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Whose file it is, if of one; rows that name none are of it."
        ),
    ] = None,
    reject_rows: rejected.RejectRows = None,
    all_or_nothing: rejected.AllOrNothing = False,
    language: rejected.In = Language.NL,
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
    settings = options.settings(database=database, region=region)
    ring = register.keys_of(settings)
    home = reference.load(settings.region)
    if municipality not in (None, *(place.code for place in home.places)):
        said = f"{municipality!r} is no municipality of {home.label}"
        raise typer.BadParameter(said, param_hint="'--municipality'")
    own = spared.kept(settings, file)
    with (
        rejected.to(reject_rows, language, all_or_nothing=all_or_nothing, spared=own) as reject,
        taken.opened(file) as read,
    ):
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
            done = asyncio.run(_taken(settings, ring, asked, reject, shown))
    if done.before:
        say("this file is in the register already: nothing was done")
    taken.ignored(done.ignored)
    taken.tell(done.tally, "registration")


async def _taken(
    settings: Settings,
    ring: KeyRing,
    asked: Asked,
    reject: rejected.Rejected | None,
    shown: progress.Shown,
) -> Taken:
    async with register.unlocked(settings) as found:
        return await rejected.heeded(
            take, found, ring, asked, rejected=reject, progress=shown.reached
        )
