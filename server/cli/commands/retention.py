import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from server.cli import operator, options
from server.cli.output import say, write
from server.services import register, retaining
from server.services.retaining import Occasion, Rule

WIDE: Final = 100
"""Characters; what is longer is broken, never cut off."""

Done = Sequence[tuple[Rule, int]]


def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be destroyed, and destroy nothing.")
    ] = False,
    database: options.Database = None,
) -> None:
    """Destroy what has been kept for as long as it may be, and list how long each kind is kept.

    [bold]Example[/]: burgernet retention --dry-run
    """
    settings = options.settings(database=database)
    rules = retaining.rules(settings)
    now = datetime.now(UTC)

    async def work() -> Done:
        async with register.existing(settings) as known:
            if dry_run:
                return await retaining.due(known, rules, now=now)
            occasion = Occasion(who=operator.name(), now=now, listed=settings.listed)
            return await retaining.destroy(known, rules, occasion)

    done = asyncio.run(work())
    write(_table(done, "due" if dry_run else "destroyed"))
    if dry_run:
        say("nothing was destroyed: say it without --dry-run")


def _table(done: Done, heading: str) -> str:
    console = Console(file=sys.stdout, highlight=False, width=WIDE)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("kind", heading, "kept", "ground"):
        table.add_column(name, overflow="fold", justify="right" if name == heading else "left")
    for rule, count in done:
        table.add_row(rule.kind, f"{count:,}", rule.period, rule.basis)
    with console.capture() as captured:
        console.print(table)
    return captured.get()
