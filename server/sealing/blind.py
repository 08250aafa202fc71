"""Blind indexes (HMAC-SHA-256): they find what is sealed, without telling it."""

import hmac
from typing import Final

from server.sealing.keys import Key, KeyRing

_VERSION: Final = b"\x01"


def index(ring: KeyRing, value: str, domain: str) -> bytes:
    """Under the last key; `domain` keeps equal values of different kinds apart."""
    return _index(ring.current, value, domain)


def candidates(ring: KeyRing, value: str, domain: str) -> list[bytes]:
    """Under each key there is: not everything may be sealed anew yet."""
    return [_index(key, value, domain) for key in ring.keys.values()]


def _index(key: Key, value: str, domain: str) -> bytes:
    told = f"{domain}\0{value}".encode()
    return _VERSION + key.id + hmac.digest(key.blind, told, "sha256")
