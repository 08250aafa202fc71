"""Spans, if asked for: OpenTelemetry is imported only then, and only what is listed is told."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Final, Literal

from server.telemetry.record import current

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

Name = Literal["parse", "validate", "execute", "operation", "simulation", "reading", "writing"]
Value = str | int | float | bool

ATTRIBUTES: Final = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "request_id": "burgernet.request_id",
    "operation": "burgernet.operation",
    "fields": "burgernet.fields",
    "cost": "burgernet.cost",
    "code": "burgernet.code",
}
"""All that a span may tell: routes, names of the schema, numbers and codes of our own."""

_NOTHING: Final[AbstractContextManager[None]] = nullcontext()


def span(name: Name) -> "AbstractContextManager[Span | None]":
    """Time a piece of work of the request under way; nothing at all where none is traced."""
    record = current.get()
    if record is None or record.tracer is None:
        return _NOTHING
    return record.tracer.span(name)


def traced_now() -> bool:
    """Whether the request under way has spans."""
    record = current.get()
    return record is not None and record.tracer is not None


def told(span: "Span", **attributes: Value | None) -> None:
    """Add attributes, by the names they have here; a KeyError says that one is not listed."""
    for name, value in attributes.items():
        if value is not None:
            span.set_attribute(ATTRIBUTES[name], value)


class Tracer:
    """Makes spans and hands them to an exporter; has no global state."""

    def __init__(self, exporter: "SpanExporter", *, version: str, batch: bool = True) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        self._provider = TracerProvider(
            resource=Resource.create({"service.name": "burgernet", "service.version": version}),
            shutdown_on_exit=False,
        )
        processor = BatchSpanProcessor if batch else SimpleSpanProcessor
        self._provider.add_span_processor(processor(exporter))
        self._tracer = self._provider.get_tracer("burgernet", version)

    def span(self, name: str) -> "AbstractContextManager[Span]":
        return self._tracer.start_as_current_span(
            name,
            # an exception's message may hold what was asked
            record_exception=False,
            set_status_on_exception=False,
        )

    def request(self, parent: tuple[str, str, int] | None) -> "AbstractContextManager[Span]":
        """Begin the span of a request, in the trace of its caller if there is one."""
        from opentelemetry import trace

        context = trace.set_span_in_context(trace.INVALID_SPAN)
        if parent is not None:
            trace_id, span_id, flags = parent
            remote = trace.SpanContext(
                int(trace_id, 16), int(span_id, 16), True, trace.TraceFlags(flags)
            )
            context = trace.set_span_in_context(trace.NonRecordingSpan(remote))
        return self._tracer.start_as_current_span(
            "request",
            context,
            trace.SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        )

    def close(self) -> None:
        """Export what is left; takes as long as the exporter lets it."""
        self._provider.shutdown()


def tracer(to: Literal["off", "otlp", "console"], *, version: str) -> Tracer | None:
    """Make what the setting asks; where the collector is, OTEL_EXPORTER_OTLP_ENDPOINT says."""
    if to == "off":
        return None
    if to == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return Tracer(ConsoleSpanExporter(), version=version)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return Tracer(OTLPSpanExporter(), version=version)


def trace_id(span: "Span") -> str:
    return f"{span.get_span_context().trace_id:032x}"


def ended(span: "Span", *, method: str, route: str, status: int) -> None:
    """Name the span of a request by its route, and say how it ended."""
    from opentelemetry.trace import StatusCode

    span.update_name(f"{method} {route}")
    told(span, method=method, route=route, status=status)
    if status >= 500:
        span.set_status(StatusCode.ERROR)
