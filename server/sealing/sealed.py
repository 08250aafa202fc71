"""Sealing text with AES-256-GCM, so that it opens in its own table, column and row only."""

import secrets
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag

from server.sealing.keys import KeyRing

_VERSION: Final = b"\x01"
_NONCE: Final = 12
_HEAD: Final = 3
"""Bytes before the nonce: the version, and the id of the key."""


class Place(NamedTuple):
    """Where something sealed lies; moved elsewhere, it does not open."""

    table: str
    column: str
    row: str

    @property
    def told(self) -> bytes:
        return "\0".join(("burgernet", *self)).encode()


class Unreadable(Exception):
    """Something sealed does not open: moved, changed, or sealed with a key that is not there."""


def seal(ring: KeyRing, text: str, place: Place) -> bytes:
    """Seal with the last key: version, its id, a nonce, then the sealed text."""
    key = ring.current
    # Random: 2^32 texts may be sealed with one key (NIST SP 800-38D); a nation has 10^7.
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + key.id + nonce + key.cipher.encrypt(nonce, text.encode(), place.told)


def opened(ring: KeyRing, sealed: bytes, place: Place) -> str:
    """Raise Unreadable, which tells where, and never what."""
    key = ring.keys.get(sealed[1:_HEAD])
    if sealed[:1] != _VERSION or key is None:
        raise Unreadable(f"{place.table}.{place.column}: there is no key {sealed[1:_HEAD].hex()}")
    nonce, rest = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    try:
        return key.cipher.decrypt(nonce, rest, place.told).decode()
    except (InvalidTag, ValueError):
        raise Unreadable(
            f"{place.table}.{place.column} of {place.row}: changed, or moved from its place"
        ) from None


def is_spoilt(ring: KeyRing, sealed: bytes, place: Place) -> bool:
    """Whether it does not open though its key is there, or names no key at all."""
    if sealed[:1] == _VERSION and len(sealed) >= _HEAD and sealed[1:_HEAD] not in ring.keys:
        return False
    try:
        opened(ring, sealed, place)
    except Unreadable:
        return True
    return False


def is_current(ring: KeyRing, sealed: bytes) -> bool:
    """Whether it, or a blind index, was made with the key that seals now."""
    return sealed[1:_HEAD] == ring.current.id
