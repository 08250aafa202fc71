"""Opaque ids and cursors: base64 of a kind and a key, checked when they come back."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime

import orjson

from server.errors import Code, Refused

_GREATEST = 2**31 - 1
"""Of the numbers that rows are told apart by, in either database."""


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


def key_of(id_: str, kind: str) -> str | None:
    """Key of an object of a kind; None for an id of anything else."""
    match decode(id_):
        case (found, key) if found == kind:
            return key
        case _:
            return None


def number_of(id_: str, kind: str) -> int | None:
    """The same of a kind whose keys are numbers."""
    key = key_of(id_, kind)
    return None if key is None else number(key)


def number(key: str) -> int | None:
    """A key that is a number; None for what is none, or greater than that of any row."""
    if not (key.isascii() and key.isdigit() and len(key) <= len(str(_GREATEST))):
        return None
    return int(key) if int(key) <= _GREATEST else None


Value = str | int | date
"""What rows are ordered by; moments are dates too, and have a time zone."""


def cursor(mark: str, values: Sequence[Value]) -> str:
    """Opaque cursor of a row: the mark of its list and order, and the values it is ordered by."""
    return base64.urlsafe_b64encode(orjson.dumps([mark, *values])).decode().rstrip("=")


def values_of(cursor_: str, mark: str, kinds: Sequence[type]) -> list[Value]:
    """Values of a cursor; raises Refused unless it is of the list and the order of this mark."""
    try:
        told = orjson.loads(_bytes(cursor_) or b"")
        if not isinstance(told, list) or told[:1] != [mark]:
            raise ValueError
        return [_value(one, kind) for one, kind in zip(told[1:], kinds, strict=True)]
    except ValueError:
        raise Refused(Code.BAD_INPUT, "after is no cursor of this list in this order") from None


def _value(told: object, kind: type) -> Value:
    """Raise ValueError where it is none of its kind."""
    match told:
        case str() if kind is str:
            return told
        case int() if type(told) is kind and abs(told) <= _GREATEST:
            return told
        case str() if issubclass(kind, date):
            moment: date = kind.fromisoformat(told)
            if not isinstance(moment, datetime) or moment.tzinfo is not None:
                return moment
    raise ValueError


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
