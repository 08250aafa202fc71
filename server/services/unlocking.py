"""Whether the keys at hand are a register's own: with others its people would be seen by nobody."""

from collections.abc import Iterable
from typing import Final

from server.errors import DatabaseRefused
from server.registry import Database, Origin, datasets, sealing_keys
from server.sealing import KeyRing

_TOLD: Final = 4
"""Ids of keys that are told of at most."""


async def check(database: Database, ring: KeyRing) -> None:
    """Raise DatabaseRefused where anything is sealed with a key that is not there."""
    async with database.reading() as session:
        unknown = await sealing_keys.used(session) - ring.keys.keys()
        missing = await sealing_keys.needed(session, unknown)
    if missing:
        raise DatabaseRefused(
            f"{database.address}: is sealed with the key {_told(missing)}, which is not among "
            f"those given ({_told(ring.keys)}): name the file that has it (BURGERNET_KEYS_FILE); a "
            "new key goes below it, not in its place"
        )


async def check_served(database: Database, ring: KeyRing | None) -> None:
    """Raise DatabaseRefused where real people would be served without keys."""
    if ring is not None:
        return
    async with database.reading() as session:
        if await datasets.origin(session) is Origin.IMPORTED:
            raise DatabaseRefused(
                f"{database.address}: holds real people, so it is not served without keys: name "
                "the file that has them (BURGERNET_KEYS_FILE)"
            )


def _told(ids: Iterable[bytes]) -> str:
    named = [id_.hex() for id_ in ids]
    return ", ".join(named[:_TOLD]) + (f" and {len(named) - _TOLD} more" if named[_TOLD:] else "")
