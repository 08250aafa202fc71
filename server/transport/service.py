"""The one way that every transport goes: from what is asked, by its limits, to what is answered."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from strawberry import Schema

from server.graphql.context import Context
from server.graphql.schema import schema as own
from server.settings import Settings
from server.transport.answers import Answer
from server.transport.executing import check_safe, execute, subscribe
from server.transport.places import Places
from server.transport.reading import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    context: Callable[[HTTPConnection], Context]
    """Makes what one operation may reach."""
    settings: Settings
    closing: asyncio.Event
    """Set when the server is to stop; what stays open must end then."""
    schema: Schema = own
    places: Places = field(default_factory=Places)
    """Where sockets and event streams stay."""

    async def answer(self, asked: Asked, connection: HTTPConnection) -> Answer:
        """Answer a query or a mutation; raises BadRequest for what is not taken."""
        self._admit(asked, connection)
        return await execute(asked, self.context(connection), schema=self.schema)

    async def answers(
        self, asked: Asked, connection: HTTPConnection
    ) -> AsyncGenerator[Answer, None]:
        """Answer anything, a subscription until it ends; raises BadRequest for what is not taken.

        Whoever asks closes the generator: that is what stops a subscription.
        """
        self._admit(asked, connection)
        return subscribe(asked, self.context(connection), schema=self.schema)

    def _admit(self, asked: Asked, connection: HTTPConnection) -> None:
        """Refuse what no transport takes from there."""
        if connection.scope.get("method") in ("GET", "HEAD"):  # a socket has no method
            check_safe(asked)
