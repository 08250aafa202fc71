"""What is told of a register by whoever looks after it."""

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

Settle: TypeAlias = Callable[[AsyncSession], Awaitable[None]]
"""What is done in a register that is set back before it takes another's place."""


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    told: str
    ok: bool = True


def guards(there: Mapping[str, object], made: Mapping[str, object]) -> Finding:
    """How the triggers that are there differ from those that the steps of the schema make."""
    differing = {
        "missing": made.keys() - there.keys(),
        "not as made": {name for name in made.keys() & there if there[name] != made[name]},
        "of somebody else": there.keys() - made.keys(),
    }
    told = [f"{how}: {', '.join(sorted(names))}" for how, names in differing.items() if names]
    return Finding("triggers", "; ".join(told) or f"all {len(made)} as made", ok=not told)


@contextmanager
def whole(to: Path) -> Iterator[Path]:
    """Have a file that takes the place of `to` when it is written whole, closed to others."""
    part = to.with_name(f"{to.name}.part")
    for left in ("", "-journal", "-wal", "-shm"):  # by one who was killed
        part.with_name(part.name + left).unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        synced(part)
        os.replace(part, to)
        synced(to.parent)
    finally:
        part.unlink(missing_ok=True)


def synced(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
