"""The limits within strawberry's own course: parsing, and validating once a document."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from graphql import GraphQLError, GraphQLSchema, validate
from graphql.validation import ASTValidationRule
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from server.graphql.limits.document import document

ERRORS: Final = 10
"""That a document is told of; for each a suggestion is looked for among all names."""

Rules = tuple[type[ASTValidationRule], ...]


class Limits(SchemaExtension):
    """Refuses a document that is too large; validates one that was valid before no more."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = document(self.execution_context.query or "")
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        context.pre_execution_errors = [
            *_errors(context.schema._schema, context.query or "", context.validation_rules)
        ]
        yield


@lru_cache(maxsize=256)
def _errors(schema: GraphQLSchema, text: str, rules: Rules) -> tuple[GraphQLError, ...]:
    own = (MaybeNullValidationRule, OneOfInputValidationRule)  # strawberry adds them likewise
    # by its text: a document's own hash walks all of it
    return tuple(validate(schema, document(text), (*rules, *own), max_errors=ERRORS))
