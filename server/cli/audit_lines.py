"""The audit trail as a list: a table for people, records for scripts."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

from server.cli.records import Record
from server.registry import AuditLine

COLUMNS: Final = ("number", "at", "who", "purpose", "deed", "subject", "fields", "digest")
WIDE: Final = 200
"""Characters; what is longer is broken, never cut off."""


def records(lines: Iterable[AuditLine]) -> Iterator[Record]:
    for line in lines:
        yield {
            **{name: getattr(line, name) for name in COLUMNS},
            "at": line.at.isoformat(timespec="seconds"),
            "digest": line.digest.hex(),
        }


def as_table(told: Sequence[Record]) -> str:
    console = Console(file=sys.stdout, highlight=False, width=WIDE)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in COLUMNS[:-1]:
        table.add_column(name, overflow="fold", justify="right" if name == "number" else "left")
    for record in told:
        table.add_row(*(str(record[name] or "") for name in COLUMNS[:-1]))
    with console.capture() as captured:
        console.print(table)
    return captured.get() if told else "no lines\n"
