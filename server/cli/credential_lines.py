"""Credentials as a list: a table for people, records for scripts."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

from server.cli.records import Record
from server.registry import Credential

COLUMNS: Final = (
    *("id", "name", "state", "roles", "scopes", "municipalities"),
    *("createdAt", "createdBy", "expiresAt", "revokedAt", "lastUsedAt"),
)
SHOWN: Final = ("id", "name", "state", "roles", "municipalities", "expiresAt", "lastUsedAt")
WIDE: Final = 200
"""Characters; what is longer is broken, never cut off."""


def records(credentials: Iterable[Credential], now: datetime) -> Iterator[Record]:
    for one in credentials:
        values = (
            *(one.id, one.name, _state(one, now), one.roles, one.scopes, one.municipalities),
            *(_moment(one.created_at), one.created_by, _moment(one.expires_at)),
            *(_moment(one.revoked_at), _moment(one.last_used_at)),
        )
        yield dict(zip(COLUMNS, values, strict=True))


def as_table(told: Sequence[Record]) -> str:
    console = Console(file=sys.stdout, highlight=False, width=WIDE)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in SHOWN:
        table.add_column(name, overflow="fold")
    for record in told:
        table.add_row(*(str(record[name] or "") for name in SHOWN))
    with console.capture() as captured:
        console.print(table)
    return captured.get() if told else "no credentials\n"


def _state(credential: Credential, now: datetime) -> str:
    if credential.revoked_at is not None:
        return "REVOKED"
    return "HOLDS" if now < credential.expires_at else "EXPIRED"


def _moment(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="seconds")
