"""Who asks, and what is left to them."""

from datetime import datetime
from typing import Self

import strawberry

from server.graphql.budget import Budget
from server.graphql.context import Info
from server.graphql.roles import Role


@strawberry.type(description="What may be asked within a minute; see `extensions.cost`.")
class RateLimit:
    limit: int = strawberry.field(description="Cost that may be asked within a minute [points].")
    remaining: int = strawberry.field(
        description="What is left of it, this request taken off as estimated [points]."
    )
    reset_at: datetime = strawberry.field(
        description="When all of it is there again, if nothing is asked meanwhile."
    )
    cost: int = strawberry.field(
        description="Most that this request can cost, by estimate [points]; what it does not use "
        "is given back."
    )

    @classmethod
    async def of(cls, budget: Budget) -> Self:
        standing = await budget.standing()
        return cls(
            limit=standing.limit,
            remaining=standing.remaining,
            reset_at=standing.reset_at,
            cost=budget.requested,
        )


@strawberry.type(description="Who asks.")
class Viewer:
    @strawberry.field(description="What it is to the register, by its credential.")
    def roles(self, info: Info) -> list[Role]:
        return sorted(info.context.principal.roles)

    @strawberry.field(description="CBS codes of the municipalities whose people it keeps.")
    def municipalities(self, info: Info) -> list[str]:
        return sorted(info.context.principal.municipalities)

    @strawberry.field(description="When its credential ends; null without one.")
    def expires_at(self, info: Info) -> datetime | None:
        return info.context.principal.until

    @strawberry.field(description="What is left to ask, of this address and credential.")
    async def rate_limit(self, info: Info) -> RateLimit:
        return await RateLimit.of(info.context.budget)
