"""The one way that every transport goes: from what is asked, by its limits, to what is answered."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from starlette.requests import HTTPConnection
from strawberry import Schema

from server.errors import Code
from server.graphql.context import Context
from server.graphql.limits import document
from server.graphql.rootfields import root_fields
from server.graphql.schema import schema as own
from server.negotiation import has
from server.services.access import view
from server.settings import Settings
from server.telemetry import note, noted
from server.transport import caching
from server.transport.answers import Answer, BadRequest
from server.transport.documents import Documents
from server.transport.executing import POST_ONLY, check_safe, execute, subscribe
from server.transport.gate import Gate
from server.transport.places import Places
from server.transport.reading import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    context: Callable[[HTTPConnection], Context]
    """Makes what one operation may reach."""
    settings: Settings
    documents: Documents
    gate: Gate
    closing: asyncio.Event
    """Set when the server is to stop; what stays open must end then."""
    schema: Schema = own
    places: Places = field(default_factory=Places)
    """Where sockets and event streams stay."""

    async def answer(self, asked: Asked, connection: HTTPConnection) -> Answer:
        """Answer a query or a mutation; raises BadRequest for what is not taken."""
        asked, context = self._admitted(asked, connection), self.context(connection)
        tag = caching.tag(
            asked,
            mark=await context.mark(),
            today=context.today,
            view=view(context.principal),
        )
        if tag is not None and has(tag, connection.headers.get("if-none-match")):
            note(fields=root_fields(document(asked.query), asked.operation_name))
            return Answer({}, tag=tag, held=True)
        answer = await execute(asked, context, schema=self.schema)
        await self._evened_out()
        return answer if "errors" in answer.told else replace(answer, tag=tag)

    async def answers(
        self, asked: Asked, connection: HTTPConnection
    ) -> AsyncGenerator[Answer, None]:
        """Answer anything, a subscription until it ends; raises BadRequest for what is not taken.

        Whoever asks closes the generator: that is what stops a subscription.
        """
        asked, context = self._admitted(asked, connection), self.context(connection)

        async def answered() -> AsyncGenerator[Answer, None]:
            async with aclosing(subscribe(asked, context, schema=self.schema)) as answers:
                async for answer in answers:
                    await self._evened_out()
                    yield answer

        return answered()

    async def _evened_out(self) -> None:
        """Let a missing credential take as long as a wrong one does."""
        if Code.CREDENTIAL_REQUIRED in noted():
            await self.gate.tire()

    def _admitted(self, asked: Asked, connection: HTTPConnection) -> Asked:
        """What is asked, with its document; raises BadRequest for what is not taken from there."""
        by_address = connection.scope.get("method") in ("GET", "HEAD")  # a socket has no method
        trusted = by_address and not self.settings.get_queries
        asked = replace(asked, query=self.documents.text_of(asked, trusted=trusted))
        if trusted and not self.documents.trusts(asked.query):
            raise BadRequest(405, "HTTP_405", "a query's text must be sent by POST", POST_ONLY)
        if by_address:
            check_safe(asked)
        note(name=self.documents.name_of(asked))
        return asked
