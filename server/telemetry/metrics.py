"""What is counted and measured: one registry for each application, no label from a caller."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from server.telemetry.record import Record

SECONDS: Final = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
)
COSTS: Final = (1, 10, 100, 1_000, 10_000, 100_000)
MOST_CODES: Final = 64
"""Codes stand in our own source; the ceiling holds even if one of them does not."""
RUN_STATES: Final = ("QUEUED", "RUNNING", "CANCELING", "SUCCEEDED", "FAILED", "CANCELED")
OPENMETRICS: Final = "application/openmetrics-text"
OTHER: Final = "other"


class Metrics:
    """The metrics of one application.

    `fields` are the root fields of the schema and `names` those of its trusted documents: whatever
    else is asked has no label of its own.
    """

    def __init__(
        self, *, fields: Iterable[str] = (), names: Iterable[str] = (), about: Mapping[str, str]
    ) -> None:
        self._fields = frozenset(fields)
        self._names = frozenset(names)
        self._codes: set[str] = set()
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        self._count_requests(self._registry)
        self._count_operations(self._registry)
        self._gauge_the_process(self._registry, about)

    def _count_requests(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "burgernet_requests",
            "Answers over HTTP, and WebSocket connections that ended.",
            ["route", "method", "status"],
            registry=registry,
        )
        self._answer_seconds = Histogram(
            "burgernet_answer_seconds",
            "From a request's head to its answer's last byte [s]; streams and sockets left out.",
            ["route"],
            buckets=SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge(
            "burgernet_requests_in_flight", "Requests being answered.", registry=registry
        )
        self.sockets = Gauge(
            "burgernet_websocket_connections", "WebSocket connections open.", registry=registry
        )
        self._refusals = Counter(
            "burgernet_refusals", "Errors told, by extensions.code.", ["code"], registry=registry
        )

    def _count_operations(self, registry: CollectorRegistry) -> None:
        self._operations = Counter(
            "burgernet_operations",
            "GraphQL operations by trusted document or root field, and how they ended.",
            ["operation", "outcome"],
            registry=registry,
        )
        self._operation_seconds = Histogram(
            "burgernet_operation_seconds",
            "Time to answer one GraphQL operation [s]; subscriptions left out.",
            ["operation"],
            buckets=SECONDS,
            registry=registry,
        )
        self._cost = Histogram(
            "burgernet_operation_cost",
            "Cost of a GraphQL operation [points], as extensions.cost tells it.",
            ["operation"],
            buckets=COSTS,
            registry=registry,
        )

    def _gauge_the_process(self, registry: CollectorRegistry, about: Mapping[str, str]) -> None:
        Gauge(
            "burgernet_build_info",
            "Versions of the program, its model and its register's schema; always 1.",
            labelnames=list(about),
            registry=registry,
        ).labels(**about).set(1)
        self._simulations = Gauge(
            "burgernet_simulations",
            "Simulations of what-ifs answered at once, playing or waiting for their turn.",
            ["state"],
            registry=registry,
        )
        self._runs = Gauge("burgernet_runs", "Runs kept, by state.", ["state"], registry=registry)
        self._connections = Gauge(
            "burgernet_database_connections",
            "Connections to the database in use, of those there may be.",
            ["role", "count"],
            registry=registry,
        )
        self.lag = Histogram(
            "burgernet_event_loop_lag_seconds",
            "How late the event loop wakes a task that slept 50 ms [s].",
            buckets=SECONDS,
            registry=registry,
        )

    def answered(self, *, route: str, method: str, status: int) -> None:
        self._requests.labels(route, method, str(status)).inc()

    def took(self, seconds: float, *, route: str) -> None:
        self._answer_seconds.labels(route).observe(seconds)

    def settled(self, record: Record, *, seconds: float | None) -> None:
        """Count what was asked and told; `seconds` is None where time depends on the client."""
        for code in record.codes:
            self._refusals.labels(self._code(code)).inc()
        if record.fields is None:
            return
        operation = self.operation_of(record)
        self._operations.labels(operation, _outcome(record)).inc()
        if seconds is not None:
            self._operation_seconds.labels(operation).observe(seconds)
        if record.cost is not None:
            self._cost.labels(operation).observe(record.cost)

    def operation_of(self, record: Record) -> str:
        """Label of an operation: its trusted name, its one root field, or `several`."""
        if record.name in self._names:
            return record.name or OTHER
        fields = self.known(record)
        if len(fields) == 1:
            return fields[0]
        return "several" if fields else OTHER

    def known(self, record: Record) -> tuple[str, ...]:
        """Root fields of the schema among those noted."""
        return tuple(field for field in record.fields or () if field in self._fields)

    def watch(
        self,
        *,
        simulations: Mapping[str, Callable[[], int]],
        connections: Mapping[tuple[str, str], Callable[[], int]],
        pictures: Callable[[], int],
    ) -> None:
        """Read gauges when they are asked for; the keys are their labels."""
        self._registry.register(_Pictures(pictures))
        for state, count in simulations.items():
            self._simulations.labels(state).set_function(count)
        for (role, what), count in connections.items():
            self._connections.labels(role, what).set_function(count)

    def count_runs(self, counts: Mapping[str, int] | None) -> None:
        """Set runs by state; None forgets them, for a gauge that is not known is not nought."""
        self._runs.clear()
        for state in RUN_STATES if counts is not None else ():
            self._runs.labels(state).set((counts or {}).get(state, 0))

    def exposed(self, accept: str) -> tuple[bytes, str]:
        """All of it, in the form of OpenMetrics or else of Prometheus; and its media type."""
        # the client library's own reading of the header echoes parts of it, and trips over others
        encode, media = choose_encoder(OPENMETRICS if OPENMETRICS in accept else "text/plain")
        return encode(self._registry), media

    def _code(self, code: str) -> str:
        if code not in self._codes:
            if len(self._codes) >= MOST_CODES:
                return OTHER
            self._codes.add(code)
        return code


class _Pictures(Collector):
    """A count that is kept elsewhere."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(
            "burgernet_pictures", "Pictures of charts drawn by this process.", value=self._count()
        )


def _outcome(record: Record) -> str:
    if "INTERNAL" in record.codes:
        return "failed"
    return "refused" if record.codes else "answered"
