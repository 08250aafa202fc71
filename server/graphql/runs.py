"""Runs, as a list; and followed to their end."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Self

import strawberry
from sqlalchemy import ColumnElement

from server import registry
from server.graphql import filters, paging, run
from server.graphql.context import Info
from server.graphql.describing import described
from server.graphql.enums import OrderDirection
from server.graphql.filters import few
from server.graphql.paging import Connection
from server.graphql.run import Run, RunProgress
from server.registry import RunState
from server.registry.keyset import Order
from server.registry.runs import Standing
from server.services.runs import following


@strawberry.input(description="States to compare with; what is given must all hold.")
class RunStateFilter:
    eq: RunState | None = strawberry.field(default=None, description="This one.")
    in_: list[RunState] | None = strawberry.field(
        name="in", default=None, description="One of these, 100 at most."
    )


@strawberry.input(description="Which runs; what is given must all hold.")
class RunWhere:
    state: RunStateFilter | None = strawberry.field(default=None, description="How they stand.")

    and_: list[Self] | None = strawberry.field(
        name="and", default=None, description="All of these, 100 at most."
    )
    or_: list[Self] | None = strawberry.field(
        name="or", default=None, description="At least one of these, 100 at most."
    )
    not_: Self | None = strawberry.field(name="not", default=None, description="Not this.")

    def conditions(self) -> int:
        own = 0 if self.state is None else 1 + len(self.state.in_ or [])
        return filters.conditions(own, self.and_, self.or_, [self.not_] if self.not_ else None)

    def clause(self) -> ColumnElement[bool]:
        own: list[ColumnElement[bool]] = []
        if self.state is not None and self.state.eq is not None:
            own.append(registry.Run.state == self.state.eq)
        if self.state is not None and self.state.in_ is not None:
            own.append(registry.Run.state.in_(few("in", self.state.in_, least=0)))
        return filters.clause(own, all_of=self.and_, any_of=self.or_, none_of=self.not_)


class RunOrderField(StrEnum):
    ASKED_AT = "asked_at"


described(
    RunOrderField,
    "RunOrderField",
    "What runs can be ordered by.",
    {"ASKED_AT": "When they were asked for last."},
)


@strawberry.input(description="The order of runs.")
class RunOrder:
    field: RunOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which way."
    )


async def page(
    info: Info,
    *,
    where: RunWhere | None,
    order_by: list[RunOrder],
    first: int,
    after: str | None,
) -> Connection[Run]:
    """One page; raises Refused for a size or a cursor that does not fit."""
    context, size = info.context, paging.size(first)
    latest_first = not order_by or few("orderBy", order_by)[0].direction is OrderDirection.DESC
    order = [Order(registry.Run.turn, descending=latest_first)]
    clause = None
    if where is not None:
        context.compare(where.conditions())
        clause = where.clause()
    async with context.database.reading() as session:
        rows, more = await registry.runs.page(
            session, first=size, after=paging.key(after, order), order=order, where=clause
        )
        standing = await registry.runs.standing(session, [row.id for row in rows])

    async def counted() -> int:
        async with context.database.reading() as session:
            return await registry.runs.count(session, clause)

    now = context.now()
    return paging.connection(
        rows,
        lambda row: Run.of(standing.get(row.id, Standing(row, 0, 0)), now),
        order=order,
        after=after,
        more=more,
        counted=counted,
    )


async def progress(info: Info, id_: str, after: str | None) -> AsyncIterator[RunProgress]:
    """How far a run is, until its end; raises Refused where there is none."""
    context = info.context
    key = run.key_of(id_)
    seen = None if after is None else run.seen_at(after, key)
    following_it = following.follow(context.database, context.runs.changes, key, after=seen)
    async for standing in following_it:
        yield RunProgress.of(standing, context.now())
