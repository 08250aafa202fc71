import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import true

from server import registry
from server.cli import options
from server.cli.credential_lines import COLUMNS, as_table, records
from server.cli.options import Format
from server.cli.output import write
from server.cli.records import as_csv, as_json
from server.registry import Credential
from server.services import register


def list_credentials(
    all: Annotated[bool, typer.Option("--all", help="Those that hold no more as well.")] = False,
    format: options.FormatName = Format.TABLE,
    database: options.Database = None,
) -> None:
    """List credentials, those given out last first; a token is nowhere among what is kept.

    [bold]Example[/]: burgernet credential list --all --format csv
    """
    settings = options.settings(database=database)
    now = datetime.now(UTC)
    where = true() if all else registry.credentials.holds(now)

    async def read() -> list[Credential]:
        found: list[Credential] = []
        async with register.existing(settings) as database, database.reading() as session:
            after: Sequence[object] | None = None
            more = True
            while more:
                rows, more = await registry.credentials.page(
                    session, where=where, first=registry.credentials.MOST, after=after
                )
                found += rows
                after = [rows[-1].created_at, rows[-1].id] if rows else None
        return found

    told = list(records(asyncio.run(read()), now))
    if format is Format.TABLE:
        write(as_table(told))
    else:
        write(as_json(told) if format is Format.JSON else as_csv(told, COLUMNS))
