"""Takes what a request costs before it begins, and says afterwards what it came to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from strawberry import Schema

from server.graphql.context import Context
from server.services.rationing import RateLimited
from server.transport.answers import BadRequest
from server.transport.reading import Asked


async def charge(asked: Asked, context: Context, schema: Schema) -> None:
    """Take the most that is asked; raises GraphQLError where it is too much, or BadRequest.

    The latter is for who asked too much within a minute, and says how long to wait.
    """
    try:
        await context.budget.take(
            schema._schema,
            asked.query,
            asked.operation_name,
            asked.variables,
        )
    except RateLimited as limited:
        headers = {"retry-after": str(limited.wait)}
        raise BadRequest(429, limited.code.value, limited.message, headers) from None


@asynccontextmanager
async def in_time(seconds: float) -> AsyncIterator[None]:
    """Stop a request that takes too long as a whole; raises BadRequest."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        said = f"no answer within {seconds:g} s: ask less at once"
        raise BadRequest(503, "TOO_SLOW", said) from None
