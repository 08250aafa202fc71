"""A schema of nothing but ways to answer: at once, many times, never, wrongly."""

import asyncio
from collections.abc import AsyncGenerator

import strawberry

from server.errors import Code, Refused
from server.graphql.limits import Limits
from server.graphql.schema import Schema

left: list[str] = []
"""Subscriptions that were given up before their end."""


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "hello"

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("a secret of the server")

    @strawberry.field
    def refused(self) -> int:
        raise Refused(Code.BUSY, "try again later")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def note(self, text: str) -> str:
        return text


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int) -> AsyncGenerator[int, None]:
        for number in range(1, to + 1):
            yield number

    @strawberry.subscription
    async def silence(self, name: str = "silence") -> AsyncGenerator[int, None]:
        try:
            yield 0
            await asyncio.Event().wait()
        finally:
            left.append(name)

    @strawberry.subscription
    async def much(self) -> AsyncGenerator[str, None]:
        try:
            while True:
                yield "a" * 100_000
        finally:
            left.append("much")

    @strawberry.subscription
    async def broken(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError("a secret of the server")

    @strawberry.subscription
    async def refused(self, times: int = 1) -> AsyncGenerator[int, None]:
        for _ in range(times):
            raise Refused(Code.BUSY, "try again later")
        yield 1


schema = Schema(query=Query, mutation=Mutation, subscription=Subscription, extensions=[Limits])
