import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from server.cli import options
from server.cli.audit_lines import COLUMNS, as_table, records
from server.cli.options import Format
from server.cli.output import write
from server.cli.records import as_csv, as_json
from server.registry import AuditLine, audit
from server.services import register


def show(
    subject: Annotated[
        str | None, typer.Option(help="About one person alone, by the pseudonym of the trail.")
    ] = None,
    first: Annotated[int, typer.Option(help="How many at most.", min=1, max=100_000)] = 20,
    format: options.FormatName = Format.TABLE,
    database: options.Database = None,
) -> None:
    """List the audit trail, the last line first: who did what to which fields of whom, and why.

    [bold]Example[/]: burgernet audit show --format csv --first 100000 > trail.csv
    """
    settings = options.settings(database=database)

    async def read() -> Sequence[AuditLine]:
        async with register.existing(settings) as found, found.reading() as session:
            about = [] if subject is None else [AuditLine.subject == subject]
            return await audit.last(session, *about, most=first)

    told = list(records(asyncio.run(read())))
    if format is Format.TABLE:
        write(as_table(told))
    else:
        write(as_json(told) if format is Format.JSON else as_csv(told, COLUMNS))
