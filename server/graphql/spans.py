"""Times what strawberry does with a document, for requests that are traced."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from server.telemetry import span


class Spans(SchemaExtension):
    def on_validate(self) -> Iterator[None]:
        with span("validate"):
            yield

    def on_execute(self) -> Iterator[None]:
        with span("execute"):
            yield
