"""Runs as a list: a table for people, records for scripts."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

from server.cli.records import Record
from server.cli.runs.told import Told

WIDE: Final = 1_000
"""An id is never cut off, though a narrow terminal may have to break the line."""
COLUMNS: Final = (
    *("id", "state", "replications", "replicationsDone", "rate", "expectedEnd"),
    *("askedAt", "endedAt", "failure", "digest", "modelVersion", "dataVersion"),
)


def as_table(runs: Sequence[Told]) -> str:
    console = Console(file=sys.stdout, highlight=False, width=WIDE)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("run")
    table.add_column("state")
    table.add_column("done", justify="right")
    table.add_column("of", justify="right")
    table.add_column("asked")
    for run in runs:
        table.add_row(
            run.id,
            run.state.name,
            f"{100 * run.replications_done // run.replications} %",
            f"{run.replications:,}",
            f"{run.asked_at.astimezone():%Y-%m-%d %H:%M}",
        )
    with console.capture() as captured:
        console.print(table)
    return captured.get() if runs else "no runs\n"


def records(runs: Sequence[Told]) -> Iterator[Record]:
    for run in runs:
        values = (
            *(run.id, run.state.name, run.replications, run.replications_done, run.rate),
            *(_moment(run.expected_end), _moment(run.asked_at), _moment(run.ended_at)),
            *(run.failure, run.digest, run.model_version, run.data_version),
        )
        yield dict(zip(COLUMNS, values, strict=True))


def _moment(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="seconds")
