"""Whether the server can do its work: each thing it needs is looked at, under one deadline."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from server import registry
from server.errors import Refused
from server.registry.migrations import SCHEMA_VERSION
from server.telemetry import kind

WITHIN: Final = 2.0
"""How long all checks together may take [s]; a probe's own deadline is mostly longer."""
CHECKS: Final = ("database", "schema", "dataset", "runs")
"""In the order in which they are made; one that fails keeps the later ones from being made."""


@dataclass(frozen=True, slots=True)
class Check:
    ok: bool
    told: Mapping[str, Any] = field(default_factory=dict)

    def formatted(self) -> dict[str, Any]:
        return {"ok": self.ok, **self.told}


class Readiness:
    """Looks when it is asked; whoever asks meanwhile hears the same.

    A look that hangs is left to hang, alone, and not waited for: a thread that a locked file
    holds cannot be cancelled, and a second look would only hang beside it.
    """

    def __init__(self, *, within: float = WITHIN) -> None:
        self.within = within
        self._looking: asyncio.Task[dict[str, Check]] | None = None
        self._seen: dict[str, Check] = {}

    async def checks(self, database: registry.Database | None) -> dict[str, Check]:
        """Each check by its name; those that are not done by the deadline have failed."""
        if database is None:
            return {"database": Check(ok=False, told={"why": "the server is starting"})}
        if self._looking is None or self._looking.done():
            self._seen = {}
            self._looking = asyncio.create_task(_look(database, self._seen))
        looking, seen = self._looking, self._seen
        await asyncio.wait([looking], timeout=self.within)
        if not looking.done():
            late = Check(ok=False, told={"why": f"no answer within {self.within:g} s"})
            return dict.fromkeys(CHECKS, late) | seen
        return looking.result()

    def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()


async def _look(database: registry.Database, seen: dict[str, Check]) -> dict[str, Check]:
    """Make the checks, one after another; what is done stands in `seen` at once."""
    try:
        async with database.reading() as session:
            version = await registry.datasets.schema_version(session)
            seen["database"] = Check(ok=True)
            seen["schema"] = Check(
                ok=version == SCHEMA_VERSION, told={"version": version, "known": SCHEMA_VERSION}
            )
            seen["dataset"] = await _dataset(session)
            states = await registry.runs.by_state(session)
            told = {state.value: count for state, count in states.items()}
            seen["runs"] = Check(ok=True, told={"states": told})
    except Exception as error:
        failed = next((name for name in CHECKS if name not in seen), "database")
        seen[failed] = Check(ok=False, told={"why": kind(error)})
    return seen


async def _dataset(session: AsyncSession) -> Check:
    try:
        found = await registry.datasets.current(session)
    except Refused as refusal:
        return Check(ok=False, told={"why": refusal.message})
    return Check(ok=True, told={"region": found.region, "origin": found.origin.value})
