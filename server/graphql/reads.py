"""What one request reads of whom: kept in the audit trail before the answer goes out."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from server.credentials import Principal
from server.registry import Database, audit
from server.registry.audit import Deed, Entry, Purpose

_TELLING_NOTHING: Final = frozenset({"id", "__typename"})


class Reads:
    """Whoever reads is told of when the request ends; one line a person and purpose."""

    def __init__(self) -> None:
        self._fields: dict[tuple[str | None, Purpose], set[str]] = {}

    def note(self, subject: str | None, purpose: Purpose, names: Collection[str]) -> None:
        """Fields of somebody, by their names in the contract; a subject of None is no one."""
        told = {*names} - _TELLING_NOTHING
        if told:
            self._fields.setdefault((subject, purpose), set()).update(told)

    async def keep(self, database: Database, principal: Principal, *, now: datetime) -> None:
        """Write what was read, and commit it; raises Refused where another writes for too long."""
        if not self._fields:
            return
        entries = [
            Entry(
                at=now,
                who=principal.id,
                purpose=purpose.value,
                deed=Deed.READ,
                subject=subject,
                fields=tuple(sorted(names)),
            )
            for (subject, purpose), names in self._fields.items()
        ]
        async with database.writing() as session:
            await audit.append(session, entries)
        self._fields.clear()
