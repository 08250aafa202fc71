"""The limits within strawberry's own course: when it parses."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from server.graphql.limits.document import document


class Limits(SchemaExtension):
    """Refuses a document that is too large, before it costs anything."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = document(self.execution_context.query or "")
        yield
