"""Executes what is asked, and words what goes back."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

from graphql import GraphQLError, GraphQLSyntaxError, OperationDefinitionNode, OperationType
from strawberry import Schema
from strawberry.types.execution import ExecutionResult, PreExecutionError

from server.errors import Code, Refused
from server.graphql.context import Context
from server.graphql.limits import document
from server.graphql.limits.personal import is_about_people, mentioned
from server.graphql.operations import NoOperation, check_changes, chosen
from server.graphql.refusal import told
from server.graphql.rootfields import root_fields
from server.graphql.schema import schema as own
from server.telemetry import note, span
from server.transport.answers import Answer, BadRequest, Fault
from server.transport.charging import charge, in_time
from server.transport.reading import Asked

POST_ONLY: Final = {"allow": "POST"}
KEPT_UNTOLD: Final = (
    "what was changed is kept, but what the answer reads of people could not be written down, so "
    "it is not told: look before you ask for it again"
)


def check_safe(asked: Asked) -> None:
    """Refuse by an address what changes anything, or could leave its values in a log."""
    try:
        operation = _operation(asked)
    except GraphQLError:
        return  # executing it says what is wrong
    if mentioned(asked.query) and is_about_people(document(asked.query)):
        raise BadRequest(405, "HTTP_405", "what is about people must be sent by POST", POST_ONLY)
    if operation.operation is OperationType.MUTATION:
        raise BadRequest(405, "HTTP_405", "a mutation must be sent by POST", POST_ONLY)


async def execute(asked: Asked, context: Context, *, schema: Schema = own) -> Answer:
    """Answer a query or a mutation; a subscription is refused."""
    try:
        await charge(asked, context, schema)
        operation = _operation(asked)
        if operation.operation is OperationType.SUBSCRIPTION:
            raise NoOperation(
                "a subscription has many answers: ask it over WebSocket at /graphql, or as "
                "server-sent events at /graphql/stream"
            )
    except GraphQLError as error:
        return _refused(error)
    async with in_time(context.settings.request_within):
        result = await schema.execute(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            context_value=context,
        )
    untold = await _unwritten(context)
    if untold is None:
        return await _settled(result, context)
    if operation.operation is OperationType.MUTATION:  # which is over: it must not be asked again
        untold = Refused(Code.UNCERTAIN, KEPT_UNTOLD)
    return _said(untold)


async def subscribe(
    asked: Asked, context: Context, *, schema: Schema = own
) -> AsyncGenerator[Answer, None]:
    """Answer whatever is asked, a subscription with as many answers as it has."""
    try:
        operation = _operation(asked)
    except GraphQLError as error:
        yield _refused(error)
        return
    if operation.operation is not OperationType.SUBSCRIPTION:
        yield await execute(asked, context, schema=schema)
        return
    try:
        await charge(asked, context, schema)
    except GraphQLError as error:
        yield _refused(error)
        return
    note(lasting=True)
    results: Any = await schema.subscribe(  # typed as an iterator, it is a generator
        asked.query,
        variable_values=asked.variables,
        operation_name=asked.operation_name,
        context_value=context,
    )
    async with aclosing(results):
        async for result in results:
            untold = await _unwritten(context)
            if untold is not None:
                yield _said(untold)
                return
            yield await _settled(result, context)
            if (await context.budget.standing()).remaining <= 0:
                said = "this subscription has used up its share: go on from its cursor in a minute"
                yield _said(Refused(Code.RATE_LIMITED, said))
                return
            context.anew()


async def _unwritten(context: Context) -> Refused | None:
    """Why what was read of people cannot be written down: what nobody is held to is not told."""
    try:
        await context.reads.keep(context.database, context.principal, now=context.now())
    except Refused as refused:
        return refused
    return None


def _operation(asked: Asked) -> OperationDefinitionNode:
    """Find what is asked; raises GraphQLError where the document does not say, or says too much."""
    with span("parse"):
        parsed = document(asked.query)
    note(fields=root_fields(parsed, asked.operation_name))
    operation = chosen(parsed, asked.operation_name)
    check_changes(parsed, operation)
    return operation


def _said(refused: Refused) -> Answer:
    return _refused(GraphQLError(refused.message, extensions={"code": refused.code.value}))


def _refused(error: GraphQLError) -> Answer:
    match error:
        case GraphQLSyntaxError():
            fault = Fault.NO_DOCUMENT
        case NoOperation():
            fault = Fault.NO_OPERATION
        case _:
            fault = Fault.INVALID
    return Answer({"errors": [told(error)]}, fault)


async def _settled(result: ExecutionResult, context: Context) -> Answer:
    """Word a result, with what it cost if anything was executed."""
    answer = _worded(result)
    cost = await context.budget.settle(result.data, executed=answer.fault is None)
    if answer.fault is None:
        answer.told["extensions"] = {**(result.extensions or {}), "cost": cost}
    return answer


def _worded(result: ExecutionResult) -> Answer:
    answer: dict[str, Any] = {}
    if result.errors:
        answer["errors"] = [told(error) for error in result.errors]
    # variables that do not fit are found by executing, and only what began has a path
    began = result.data is not None or any(error.path for error in result.errors or ())
    fault = None
    if isinstance(result, PreExecutionError) or not began:
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        fault = Fault.DEFECT if "INTERNAL" in codes else Fault.INVALID
    else:
        answer["data"] = result.data
    return Answer(answer, fault)
