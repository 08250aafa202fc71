"""The ASGI layer that counts, logs and traces what goes through it, by HTTP or by WebSocket."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.telemetry import logs, spans
from server.telemetry.defects import defect
from server.telemetry.metrics import OTHER, Metrics
from server.telemetry.record import Record, accepted_id, current, traceparent

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
GONE: Final = 499
"""Status of what was not answered, for the client had gone or the server was stopping."""
QUIET: Final = frozenset({"/livez", "/readyz", "/metrics"})
"""Routes that machines ask every few seconds: logged at the level debug, and not traced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """Where observations of one application go."""

    metrics: Metrics
    tracer: spans.Tracer | None = None


@dataclass(slots=True)
class _Told:
    """What was sent back so far."""

    status: int = GONE
    bytes: int = 0
    began: bool = False
    stream: bool = False
    open: bool = False


@dataclass(slots=True)
class Observed:
    """Wraps an application. `failed` words the answer to a request that ended in an exception."""

    app: ASGIApp
    telemetry: Telemetry = field(kw_only=True)
    routes: Iterable[object] = field(kw_only=True)
    failed: Callable[[str], ASGIApp] = field(kw_only=True)
    _paths: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self._paths = dict(_placed(self.routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        metrics = self.telemetry.metrics
        tracer = None if scope["path"] in QUIET else self.telemetry.tracer
        parent = traceparent(scope["headers"])
        record = Record(
            id=accepted_id(scope["headers"]),
            trace=parent[0] if parent else None,
            metrics=metrics,
            tracer=tracer,
        )
        method = "WEBSOCKET" if scope["type"] == "websocket" else OTHER
        if scope.get("method") in METHODS:
            method = scope["method"]
        told = _Told()
        token = current.set(record)
        metrics.in_flight.inc()
        try:
            with tracer.request(parent) if tracer else nullcontext() as span:
                if span is not None:
                    record.trace = spans.trace_id(span)
                await self._answered(scope, receive, self._sending(send, record, told), told)
                route = self._route(scope)
                if span is not None:
                    spans.ended(span, method=method, route=route, status=told.status)
                    spans.told(span, request_id=record.id, **_asked(record, metrics))
        finally:
            metrics.in_flight.dec()
            self._settle(record, told, method, self._route(scope), perf_counter() - began)
            current.reset(token)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, told: _Told) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            id_ = defect(error)
            if told.began or scope["type"] != "http":
                raise Broken from None  # the server closes what cannot be answered any more
            await self.failed(id_)(scope, receive, send)

    def _sending(
        self, send: Send, record: Record, told: _Told
    ) -> Callable[[Message], Awaitable[None]]:
        header = (b"x-request-id", record.id.encode("ascii"))
        sockets = self.telemetry.metrics.sockets

        async def sending(message: Message) -> None:
            match message["type"]:
                case "http.response.start" | "websocket.http.response.start":
                    headers = list(message.get("headers", ()))
                    told.began, told.status = True, message["status"]
                    told.stream = any(
                        name.lower() == b"content-type" and value.startswith(b"text/event-stream")
                        for name, value in headers
                    )
                    message = {**message, "headers": [*headers, header]}
                case "http.response.body" | "websocket.http.response.body":
                    told.bytes += len(message.get("body", b""))
                case "websocket.accept":
                    headers = list(message.get("headers", ()))
                    told.began, told.open, told.status = True, True, 101
                    sockets.inc()
                    message = {**message, "headers": [*headers, header]}
                case "websocket.send":
                    told.bytes += len(message.get("bytes") or message.get("text") or "")
                case "websocket.close" if not told.began:
                    told.began, told.status = True, 403
            await send(message)

        return sending

    def _settle(self, record: Record, told: _Told, method: str, route: str, seconds: float) -> None:
        metrics = self.telemetry.metrics
        lasting = told.stream or told.open or record.lasting
        if told.open:
            metrics.sockets.dec()
        metrics.answered(route=route, method=method, status=told.status)
        if not lasting:
            metrics.took(seconds, route=route)
        metrics.settled(record, seconds=None if lasting else seconds)
        logs.line(
            logging.DEBUG if route in QUIET and told.status < 400 else logging.INFO,
            f"{method} {route} {told.status}",
            {
                "method": method,
                "route": route,
                "status": told.status,
                "ms": round(1000 * seconds, 1),
                "bytes": told.bytes,
                **_asked(record, metrics),
            },
        )

    def _route(self, scope: Scope) -> str:
        return self._paths.get(id(scope.get("endpoint")), "none")


class Broken(Exception):
    """An answer ended halfway; the log has said why."""


@contextmanager
def operation() -> Iterator[None]:
    """Count and log one operation of a connection that carries several; see `note`."""
    around = current.get()
    if around is None or around.metrics is None:
        yield
        return
    metrics = around.metrics
    record = Record(id=around.id, trace=around.trace, metrics=metrics, tracer=around.tracer)
    current.set(record)
    began = perf_counter()
    try:
        with spans.span("operation") as span:
            yield
            if span is not None:
                spans.told(span, **_asked(record, metrics))
    finally:
        seconds = perf_counter() - began
        metrics.settled(record, seconds=None if record.lasting else seconds)
        details = {"ms": round(1000 * seconds, 1), **_asked(record, metrics)}
        logs.line(logging.INFO, "operation", details)
        current.set(around)  # not by a token: a stream may be closed by another task


def _asked(record: Record, metrics: Metrics) -> dict[str, str | int | None]:
    """What a log line and a span tell of an operation."""
    fields = metrics.known(record)
    return {
        "operation": None if record.fields is None else metrics.operation_of(record),
        "fields": ",".join(fields) if len(fields) > 1 else None,
        "cost": record.cost,
        "code": ",".join(sorted(set(record.codes))) or None,
    }


def _placed(routes: Iterable[object], before: str = "") -> Iterator[tuple[int, str]]:
    """Each endpoint's path, with its parameters by name: never the path that was asked."""
    for route in routes:
        path = before + str(getattr(route, "path", ""))
        inner = getattr(route, "routes", None)
        if inner:
            yield from _placed(inner, path)
        elif hasattr(route, "endpoint"):
            yield id(route.endpoint), path
