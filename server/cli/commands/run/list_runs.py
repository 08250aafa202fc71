from typing import Annotated

import typer

from server.cli import options, printing
from server.cli.asked import Where, spread
from server.cli.options import Format
from server.cli.runs.places import runs_of
from server.registry import RunState


@spread
def list_runs(
    where: Where,
    state: Annotated[
        list[RunState] | None,
        typer.Option(case_sensitive=False, help="In this state alone; may repeat."),
    ] = None,
    first: Annotated[int, typer.Option(help="How many at most.", min=1, max=10_000)] = 20,
    format: options.FormatName = Format.TABLE,
) -> None:
    """List runs and how far they are, those asked for last first.

    [bold]Examples[/]:

    burgernet run list --state running --state queued

    burgernet run list --format json | jq -r '.[].id'
    """
    printing.runs(runs_of(where).listed(state or (), first=first), format)
