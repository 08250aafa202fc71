"""Errors, told without what they say: a message may hold a name or a telephone number."""

import errno
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from server.telemetry.record import request_id

log = logging.getLogger("server.defects")

_HOME: Final = f"{Path(__file__).parents[2]}/"
_FRAMES: Final = 30
"""Of each error, those nearest to where it arose."""


def defect(error: BaseException, *, field: str | None = None) -> str:
    """Log that something is wrong with this program; the id by which the log knows it.

    `field` is a name of the schema, never an alias: those are the caller's own.
    """
    id_ = request_id()
    details = {"field": field, "error": traced(error)}
    known = {name: value for name, value in details.items() if value is not None}
    log.error("defect %s", id_, extra={"details": known})
    return id_


def told_of(id_: str) -> str:
    """All that a client is told of a defect."""
    return f"something went wrong here; the log knows it as {id_}"


def traced(error: BaseException) -> str:
    """Kind of an error and of those that caused it, each with where it arose."""
    return "\ncaused by ".join(_told(one) for one in _chain(error))


def kind(error: BaseException) -> str:
    """Class of an error, with the code that the database or the system gives it."""
    code: object = getattr(error, "sqlite_errorname", None)
    if isinstance(error, OSError) and error.errno is not None:
        code = errno.errorcode.get(error.errno, error.errno)
    return type(error).__qualname__ + (f" {code}" if code else "")


def _told(error: BaseException) -> str:
    frames = list(traceback.walk_tb(error.__traceback__))[-_FRAMES:]
    lines = [
        f"\n  {_short(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
        for frame, line in frames
    ]
    return kind(error) + "".join(lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        if before is not None:
            waiting.append(before)


def _short(path: str) -> str:
    return path.rpartition("site-packages/")[2].removeprefix(_HOME)
