"""Actions one by one, for those who keep them; how many there were, anyone may count."""

from typing import Annotated

import strawberry
from sqlalchemy import ColumnElement, and_

from server import registry
from server.credentials import Right
from server.graphql import paging
from server.graphql.action import Action
from server.graphql.context import Info
from server.graphql.filters import few
from server.graphql.municipality_codes import code_of
from server.graphql.paging import Connection
from server.graphql.participants import After, First
from server.registry import ActionType
from server.registry.alerts import LATEST_FIRST, Alert
from server.registry.audit import Purpose
from server.services import access


@strawberry.input(description="Which actions; what is given must all hold.")
class ActionWhere:
    municipality: list[str] | None = strawberry.field(
        default=None, description="CBS code or id of one of these, 100 at most."
    )
    type: list[ActionType] | None = strawberry.field(
        default=None, description="For one of these, 100 at most."
    )
    running: bool | None = strawberry.field(default=None, description="Whether they run.")

    def conditions(self) -> int:
        return 3 + len(self.municipality or []) + len(self.type or [])

    def clauses(self) -> list[ColumnElement[bool]]:
        row = registry.Action
        clauses: list[ColumnElement[bool]] = []
        if self.municipality is not None:
            codes = few("municipality", self.municipality, least=0)
            clauses.append(row.municipality_code.in_([code_of(one) for one in codes]))
        if self.type is not None:
            clauses.append(row.type.in_(few("type", self.type, least=0)))
        if self.running is not None:
            clauses.append(row.ended_at.is_(None) if self.running else row.ended_at.is_not(None))
        return clauses


@strawberry.type
class ActionQuery:
    @strawberry.field(
        description="Actions in the municipalities of a credential, one by one, those that began "
        "last first; by POST alone. For the right READ_ACTIONS."
    )
    async def actions(
        self,
        info: Info,
        where: Annotated[
            ActionWhere | None, strawberry.argument(description="Which of them; by variables.")
        ] = None,
        purpose: Annotated[
            Purpose, strawberry.argument(description="What their texts are read for.")
        ] = Purpose.ALERTING,
        first: First = 20,
        after: After = None,
    ) -> Connection[Action]:
        context, order, now = info.context, LATEST_FIRST, info.context.now()
        access.require(context.principal, Right.READ_ACTIONS)
        size, past = paging.size(first), paging.key(after, order)
        clauses = [access.actions(context.principal).rows]
        if where is not None:
            context.compare(where.conditions())
            clauses += where.clauses()
        clause = and_(*clauses)
        async with context.database.reading() as session:
            rows, more = await registry.alerts.page(
                session, first=size, after=past, order=order, where=clause, now=now
            )

        async def counted() -> int:
            async with context.database.reading() as session:
                return await registry.alerts.count(session, clause)

        def node(row: Alert) -> Action:
            return Action.of(info, row, purpose)

        return paging.connection(rows, node, order=order, after=after, more=more, counted=counted)
