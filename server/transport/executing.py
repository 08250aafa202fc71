"""Executes what is asked, and words what goes back."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from server.graphql.context import Context
from server.graphql.limits import document
from server.graphql.refusal import told
from server.graphql.rootfields import root_fields
from server.graphql.schema import schema
from server.telemetry import note, span
from server.transport.answers import BadRequest
from server.transport.reading import Asked


@dataclass(frozen=True, slots=True)
class Answer:
    told: dict[str, Any]
    """The members of GraphQL's response."""
    executed: bool
    """Whether execution began: else the document or its variables were wrong."""


async def execute(asked: Asked, context: Context) -> Answer:
    """Answer one query; raises BadRequest where no operation can be chosen."""
    try:
        _one_operation(asked)
        result = await schema.execute(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            context_value=context,
            allowed_operation_types=[OperationType.QUERY, OperationType.MUTATION],
        )
    except CannotGetOperationTypeError as error:
        raise BadRequest(400, "BAD_OPERATION", error.as_http_error_reason()) from None
    except InvalidOperationTypeError as error:
        raise BadRequest(400, "BAD_OPERATION", error.as_http_error_reason("POST")) from None
    answer: dict[str, Any] = {}
    if result.errors:
        answer["errors"] = [told(error) for error in result.errors]
    executed = not result.errors or result.data is not None or _began(result.errors)
    if executed:
        answer["data"] = result.data
    return Answer(told=answer, executed=executed)


def _one_operation(asked: Asked) -> None:
    """Refuse to guess which of several operations is meant; strawberry takes the first."""
    try:
        with span("parse"):
            parsed = document(asked.query)
    except GraphQLError:
        return  # executing it says what is wrong
    note(fields=root_fields(parsed, asked.operation_name))
    several = sum(isinstance(node, OperationDefinitionNode) for node in parsed.definitions) > 1
    if several and asked.operation_name is None:
        raise BadRequest(400, "BAD_OPERATION", "operationName must say which operation is meant")


def _began(errors: list[Any]) -> bool:
    """Whether execution began: only then an error has a path."""
    return any(error.path for error in errors)
