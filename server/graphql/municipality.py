from typing import Annotated, Self

import strawberry

from server import registry
from server.graphql import ids
from server.graphql.context import Info
from server.graphql.node import Node

KIND = "Municipality"


@strawberry.type(description="A municipality and those who take part in it.")
class Municipality(Node):
    code: str = strawberry.field(description="CBS code: GM and four digits.")
    name: str = strawberry.field(description="Name.")
    land_ha: int = strawberry.field(description="Land [hectare].")
    urbanity: int = strawberry.field(description="CBS class: 1 very strongly urban … 5 not at all.")
    households: int = strawberry.field(description="Households on 1 January 2015.")

    @classmethod
    def of(cls, row: registry.Municipality) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(KIND, row.code)),
            code=row.code,
            name=row.name,
            land_ha=row.land_ha,
            urbanity=row.urbanity,
            households=row.households,
        )

    @strawberry.field(
        description="Inhabitants on 1 January of a year; null where CBS's figure is not here."
    )
    async def inhabitants(
        self,
        info: Info,
        year: Annotated[int, strawberry.argument(description="Calendar year.")] = 2015,
    ) -> int | None:
        return (await info.context.inhabitants.load(self.code)).get(year)

    @strawberry.field(description="Participants in the register today.")
    async def listed(self, info: Info) -> int:
        return (await info.context.listed_counts.load(self.code)).listed

    @strawberry.field(description="Those of them who are known to be unreachable.")
    async def on_hold(self, info: Info) -> int:
        return (await info.context.listed_counts.load(self.code)).on_hold


def code_of(id_: str) -> str:
    """CBS code that an id, or a CBS code itself, stands for."""
    match ids.decode(id_):
        case (kind, key) if kind == KIND:
            return key
        case _:
            return id_
