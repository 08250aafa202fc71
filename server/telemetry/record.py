"""What is known of the request under way; whoever works for it adds what it knows."""

import re
import secrets
from collections.abc import Collection
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from server.telemetry.metrics import Metrics
    from server.telemetry.spans import Tracer

_SANE_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT: Final = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_NO_TRACE: Final = "0" * 32


@dataclass(slots=True, kw_only=True)
class Record:
    """One request, or one operation on a connection that carries several."""

    id: str
    trace: str | None = None
    """Id of the trace that the caller's `traceparent` or a span of ours belongs to."""
    fields: tuple[str, ...] | None = None
    """Root fields asked, each once; None while no operation was found."""
    name: str | None = None
    """Name of the trusted document that was asked."""
    cost: int | None = None
    lasting: bool = False
    """Whether it is a subscription: how long that takes says nothing."""
    codes: list[str] = field(default_factory=list)
    """`extensions.code` of every error told."""
    metrics: "Metrics | None" = None
    tracer: "Tracer | None" = None


current: ContextVar[Record | None] = ContextVar("record", default=None)


def note(
    *,
    fields: tuple[str, ...] | None = None,
    name: str | None = None,
    cost: int | None = None,
    code: str | None = None,
    lasting: bool = False,
) -> None:
    """Add to what is known of the request under way; outside of one, do nothing.

    `fields` are root fields of the schema, `name` is that of a trusted document: never a name a
    caller chose. `code` is one more error that is told.
    """
    record = current.get()
    if record is None:
        return
    if fields is not None:
        record.fields = fields
    if name is not None:
        record.name = name
    if cost is not None:
        record.cost = cost
    record.lasting = record.lasting or lasting
    if code is not None:
        record.codes.append(code)


def noted() -> Collection[str]:
    """Codes of the errors that the request under way was told."""
    record = current.get()
    return () if record is None else record.codes


def request_id() -> str:
    """Id of the request under way, by which the log knows it; a fresh one outside of any."""
    record = current.get()
    return secrets.token_hex(8) if record is None else record.id


def accepted_id(headers: list[tuple[bytes, bytes]]) -> str:
    """The caller's own id if it is a plain token, else one of ours."""
    sent = [value for name, value in headers if name == b"x-request-id"]
    if len(sent) == 1 and _SANE_ID.fullmatch(sent[0]):
        return sent[0].decode("ascii")
    return secrets.token_hex(8)


def traceparent(headers: list[tuple[bytes, bytes]]) -> tuple[str, str, int] | None:
    """Trace, span and flags that the caller works in (W3C), in hexadecimal; None if unsaid.

    Of `tracestate` and `baggage` nothing is read: they are free text, and would be exported.
    """
    sent = [value for name, value in headers if name == b"traceparent"]
    found = _TRACEPARENT.fullmatch(sent[0]) if len(sent) == 1 else None
    if found is None or sent[0].startswith(b"ff"):
        return None
    trace, span, flags = (part.decode("ascii") for part in found.groups())
    if trace == _NO_TRACE or span == _NO_TRACE[:16]:
        return None
    return trace, span, int(flags, 16)
