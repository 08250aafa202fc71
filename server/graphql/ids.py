"""Opaque ids and cursors: base64 of a kind and a key, checked when they come back."""

import base64
import binascii

import orjson

from server.errors import Code, Refused


def encode(kind: str, key: str) -> str:
    """Global id of an object."""
    return base64.urlsafe_b64encode(f"{kind}:{key}".encode()).decode().rstrip("=")


def decode(id_: str) -> tuple[str, str] | None:
    """Kind and key of a global id; None for what never was one."""
    told = _bytes(id_)
    try:
        kind, _, key = (told or b"").decode().partition(":")
    except UnicodeDecodeError:
        return None
    return (kind, key) if key else None


def cursor(values: list[str | int]) -> str:
    """Opaque cursor of a row, by the values it is ordered by."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def values_of(cursor_: str, kinds: list[type]) -> list[str | int]:
    """Values of a cursor; raises Refused unless they fit the order they are used with."""
    try:
        values = orjson.loads(_bytes(cursor_) or b"")
    except orjson.JSONDecodeError:
        values = None
    if not isinstance(values, list) or [type(value) for value in values] != kinds:
        raise Refused(Code.BAD_INPUT, "after is no cursor of this list in this order")
    return values


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
