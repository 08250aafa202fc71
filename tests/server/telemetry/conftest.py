"""All that leaves the server beside its answers, caught: log lines and spans."""

import io
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from server import app
from server.telemetry import logs
from server.telemetry.spans import Tracer


class Log(io.StringIO):
    """What was logged, in both forms: every handler writes here."""


@pytest.fixture
def log() -> Iterator[Log]:
    """Log as the server does, at its most talkative, in both forms."""
    root, ours = logging.root, logging.getLogger("server")
    before = root.handlers, root.level, ours.level, logging.raiseExceptions
    written = Log()
    forms: tuple[Literal["text", "json"], ...] = ("text", "json")
    handlers = []
    for form in forms:
        logs.configure(form, "debug", stream=written)
        handlers += root.handlers
    root.handlers = handlers
    try:
        yield written
    finally:
        root.handlers, level, own, logging.raiseExceptions = before
        root.setLevel(level)
        ours.setLevel(own)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Keep spans in memory, of every server that is built from now on."""
    exporter = InMemorySpanExporter()
    monkeypatch.setattr(
        app, "tracer", lambda _, version: Tracer(exporter, version=version, batch=False)
    )
    return exporter
