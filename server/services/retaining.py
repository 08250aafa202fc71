"""How long each kind of record is kept, on what ground; and destroying what is past it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from server.registry import Database, audit, expiries, holdings, imports, reports, runs
from server.registry.audit import Deed, Entry
from server.registry.erasures import What
from server.registry.reports import years_before
from server.registry.tables import Import
from server.services import erasing
from server.settings import Settings

CREDENTIALS: Final = 5
"""How long it must be told who had a credential, after its end [years]."""
IMPORTS: Final = 30
"""How long a file that is not whole may wait to be gone on with [days]."""
PURPOSE: Final = "RETENTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One look at what is past its time, and by whom."""

    who: str
    now: datetime
    listed: Path | None
    """The list of erasures."""

    def entry(self, *fields: str, subject: str | None = None) -> Entry:
        return Entry(
            at=self.now,
            who=self.who,
            purpose=PURPOSE,
            deed=Deed.DESTROYED,
            subject=subject,
            fields=fields,
        )


class Rule(Protocol):
    """One kind of record."""

    @property
    def kind(self) -> str: ...

    @property
    def period(self) -> str: ...

    @property
    def basis(self) -> str: ...

    async def due(self, session: AsyncSession, now: datetime) -> int:
        """Count what is past its time."""

    async def destroy(self, session: AsyncSession, occasion: Occasion) -> int:
        """Destroy some of it, and say so in the trail; how much, 0 once nothing is left."""


@dataclass(frozen=True, slots=True)
class PeopleWhoLeft:
    """Their registrations stay, as nobody's: counts, and how soon people leave, rest on them."""

    days: int
    kind: str = "people who left"
    basis: str = "GDPR art. 5(1)(e); the period is assumed"

    @property
    def period(self) -> str:
        return f"{self.days} days after they left the last municipality"

    async def due(self, session: AsyncSession, now: datetime) -> int:
        return await expiries.count_left(session, before=_ago(now, self.days).date())

    async def destroy(self, session: AsyncSession, occasion: Occasion) -> int:
        before = _ago(occasion.now, self.days).date()
        people = await expiries.some_who_left(session, before=before, most=erasing.BATCH)
        if people:
            lines = [occasion.entry(*holdings.FIELDS, subject=one.subject) for one in people]
            await erasing.destroy(session, occasion.listed, people, What.UNNAMED, lines)
        return len(people)


@dataclass(frozen=True, slots=True)
class Deliveries:
    days: int
    kind: str = "deliveries"
    basis: str = "GDPR art. 5(1)(e); the period is assumed"

    @property
    def period(self) -> str:
        return f"{self.days} days after they were sent"

    async def due(self, session: AsyncSession, now: datetime) -> int:
        return await expiries.count_deliveries(session, before=_ago(now, self.days))

    async def destroy(self, session: AsyncSession, occasion: Occasion) -> int:
        before = _ago(occasion.now, self.days)
        gone, subjects = await expiries.forget_deliveries(
            session, before=before, most=erasing.BATCH
        )
        lines = [occasion.entry("deliveries", subject=subject) for subject in subjects]
        await audit.append(session, lines)
        return gone


@dataclass(frozen=True, slots=True)
class TextsOfActions:
    kind: str = "texts of actions"
    period: str = (
        f"{reports.IN_USE} years in use, destroyed {reports.KEPT} years after the action began"
    )
    basis: str = "Wpg art. 8 and 14"

    async def due(self, session: AsyncSession, now: datetime) -> int:
        return await reports.outdated(session, now=now)

    async def destroy(self, session: AsyncSession, occasion: Occasion) -> int:
        gone = await reports.destroy(session, now=occasion.now)
        if gone:
            await audit.append(session, [occasion.entry("area", "body", "raw", "title")])
        return gone


@dataclass(frozen=True, slots=True)
class Credentials:
    kind: str = "credentials"
    period: str = f"{CREDENTIALS} years after they expired or were revoked"
    basis: str = "BIO: who looked must be told; the period is assumed"

    async def due(self, session: AsyncSession, now: datetime) -> int:
        return await expiries.count_credentials(session, before=years_before(now, CREDENTIALS))

    async def destroy(self, session: AsyncSession, occasion: Occasion) -> int:
        before = years_before(occasion.now, CREDENTIALS)
        gone = await expiries.forget_credentials(session, before=before)
        if gone:
            await audit.append(session, [occasion.entry("credentials")])
        return gone


@dataclass(frozen=True, slots=True)
class Imports:
    kind: str = "files that stopped coming in"
    period: str = f"{IMPORTS} days after they were begun"
    basis: str = "GDPR art. 5(1)(e); the period is assumed"

    async def due(self, session: AsyncSession, now: datetime) -> int:
        return len(await self._old(session, now))

    async def destroy(self, session: AsyncSession, occasion: Occasion) -> int:
        old = await self._old(session, occasion.now)
        for one in old:
            await imports.drop(session, one.id)
        await audit.append(session, [occasion.entry("participants") for _ in old])
        return len(old)

    async def _old(self, session: AsyncSession, now: datetime) -> Sequence[Import]:
        before = _ago(now, IMPORTS)
        return [one for one in await imports.unfinished(session) if one.begun_at < before]


@dataclass(frozen=True, slots=True)
class Runs:
    """They hold numbers and nobody, so the trail does not tell of them."""

    days: int
    kind: str = "runs"
    basis: str = "room; no personal data"

    @property
    def period(self) -> str:
        return f"{self.days} days after they ended; a server destroys them by itself"

    async def due(self, session: AsyncSession, now: datetime) -> int:
        return await runs.count(session, runs.old(_ago(now, self.days)))

    async def destroy(self, session: AsyncSession, occasion: Occasion) -> int:
        before = _ago(occasion.now, self.days)
        return len(await runs.forget(session, ended_before=before))


@dataclass(frozen=True, slots=True)
class AuditLines:
    kind: str = "audit lines"
    period: str = "kept"
    basis: str = "BIO, GDPR art. 5(2); they name nobody, and the chain would break"

    async def due(self, _session: AsyncSession, _now: datetime) -> int:
        return 0

    async def destroy(self, _session: AsyncSession, _occasion: Occasion) -> int:
        return 0


def rules(settings: Settings) -> Sequence[Rule]:
    return (
        PeopleWhoLeft(settings.keep_left),
        Deliveries(settings.keep_deliveries),
        TextsOfActions(),
        Imports(),
        Credentials(),
        Runs(settings.keep_runs),
        AuditLines(),
    )


async def due(
    database: Database, rules: Sequence[Rule], *, now: datetime
) -> list[tuple[Rule, int]]:
    """What would be destroyed."""
    async with database.reading() as session:
        return [(rule, await rule.due(session, now)) for rule in rules]


async def destroy(
    database: Database, rules: Sequence[Rule], occasion: Occasion
) -> list[tuple[Rule, int]]:
    """Destroy it, some at a time, so that others can write in between."""
    done = []
    for rule in rules:
        total = 0
        while gone := await _some(database, rule, occasion):
            total += gone
        done.append((rule, total))
    if any(total for _, total in done):
        await erasing.scrub(database)
    return done


async def _some(database: Database, rule: Rule, occasion: Occasion) -> int:
    async with erasing.destroying(database, occasion.listed) as session:
        return await rule.destroy(session, occasion)


def _ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)
