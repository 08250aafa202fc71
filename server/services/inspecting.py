"""What is told of a register beside its database: the list of erasures, and files that wait."""

import asyncio
from pathlib import Path

from server.errors import DatabaseRefused
from server.registry import AuditLine, Database, audit, erasures, imports
from server.registry.audit import Deed
from server.registry.safekeeping import Finding


async def inspect(database: Database, listed: Path | None) -> list[Finding]:
    """Look at both; the register is one of this program's schema."""
    async with database.reading() as session:
        erased = await audit.count(session, AuditLine.deed == Deed.ERASED)
        waiting = await imports.unfinished(session)
    files = [
        Finding(
            "import",
            f"a file begun on {one.begun_at:%Y-%m-%d} waits, read to row {one.row:,}: import it "
            "again to go on; retention drops it after a while",
        )
        for one in waiting
    ]
    return [await _erasures(listed, erased), *(files or [Finding("import", "no file waits")])]


async def _erasures(listed: Path | None, erased: int) -> Finding:
    """Of the list of erasures, where the trail tells of so many."""
    if listed is None:
        told = "no list is named (BURGERNET_ERASURES): nobody can be erased"
        return Finding("erasures", told, ok=not erased)
    try:
        entries = await asyncio.to_thread(erasures.read, listed)
    except DatabaseRefused as refusal:
        return Finding("erasures", str(refusal), ok=False)
    if entries is not None:
        return Finding("erasures", f"{len(entries):,} on the list, {listed}")
    if erased:
        told = f"{listed} is gone, though people were erased: set it back"
        return Finding("erasures", told, ok=False)
    return Finding("erasures", f"nobody yet; the list will be {listed}")
