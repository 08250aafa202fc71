"""Log lines: for people or as JSON, each with the request it belongs to."""

import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, TextIO

import orjson

from server.telemetry.defects import traced
from server.telemetry.record import current

Format = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]
OURS: Final = "server"

access = logging.getLogger("server.access")


def configure(form: Format, level: Level, *, stream: TextIO | None = None) -> None:
    """Send every log of this process to one stream (stderr), in one form.

    The level is that of our own lines. Of libraries come warnings and errors alone: below those
    they log statements with their values, and the messages of WebSockets.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Json() if form == "json" else Text())
    logging.raiseExceptions = False  # it would print the arguments of a line that fails
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(_told(record), default=_kind).decode()


class Text(logging.Formatter):
    """Time, level, message, and the rest as key=value; what is traced, below it."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        head = " ".join(str(told.pop(name)) for name in ("time", "level", "message"))
        trace = told.pop("error", "")
        for name in ("logger", "method", "route", "status"):  # the message says them
            told.pop(name, None)
        rest = "".join(f" {name}={_plain(value)}" for name, value in told.items())
        return head + rest + ("\n" + trace if trace else "")


def _told(record: logging.LogRecord) -> dict[str, Any]:
    asked = current.get()
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _message(record),
    }
    if asked is not None:
        told["request_id"] = asked.id
        if asked.trace is not None:
            told["trace_id"] = asked.trace
    told |= getattr(record, "details", {})
    if record.exc_info and record.exc_info[1] is not None:
        told["error"] = traced(record.exc_info[1])
    return told


def _message(record: logging.LogRecord) -> str:
    """Our own message; of a library's, no values, and nothing that may have been put into it."""
    if record.name == OURS or record.name.startswith(f"{OURS}."):
        return record.getMessage()
    if isinstance(record.msg, str) and (record.name.startswith("uvicorn") or record.args):
        return record.msg.partition("\n")[0]
    return f"withheld, at {record.module}.{record.funcName}:{record.lineno}"


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return str(value)


def _kind(value: object) -> str:
    return type(value).__qualname__


def line(level: int, message: str, details: Mapping[str, Any]) -> None:
    """Log one answer; details that are None are left out."""
    if access.isEnabledFor(level):
        known = {name: value for name, value in details.items() if value not in (None, (), [])}
        access.log(level, message, extra={"details": known})
