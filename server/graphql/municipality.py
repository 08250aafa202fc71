from collections.abc import Sequence
from dataclasses import field
from typing import Annotated, Self

import strawberry

from server import registry
from server.credentials import Right
from server.graphql import ids, lookahead
from server.graphql.context import Info
from server.graphql.lookahead import Foreseen
from server.graphql.municipality_codes import KIND
from server.graphql.node import Node
from server.graphql.paging import Connection
from server.graphql.participant import Participant
from server.graphql.participants import After, First, For, OrderBy, Where
from server.graphql.participants import page as registrations
from server.registry.audit import Purpose
from server.registry.municipalities import Entry
from server.services import access
from server.services.publishing import Listed

YEAR = 2015
"""Of inhabitants, where none is asked."""


@strawberry.type(description="A municipality and those who take part in it.")
class Municipality(Node):
    code: str = strawberry.field(description="CBS code: GM and four digits.")
    name: str = strawberry.field(description="Name.")
    land_ha: int = strawberry.field(description="Land [hectare].")
    urbanity: int = strawberry.field(description="CBS class: 1 very strongly urban … 5 not at all.")
    households: int = strawberry.field(description="Households on 1 January 2015.")
    foreseen: strawberry.Private[Foreseen] = field(default_factory=dict)

    @classmethod
    def of(cls, row: registry.Municipality | Entry, foreseen: Foreseen | None = None) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(KIND, row.code)),
            code=row.code,
            name=row.name,
            land_ha=row.land_ha,
            urbanity=row.urbanity,
            households=row.households,
            foreseen=foreseen or {},
        )

    @strawberry.field(
        description="Inhabitants on 1 January of a year; null where CBS's figure is not here."
    )
    async def inhabitants(
        self,
        info: Info,
        year: Annotated[int, strawberry.argument(description="Calendar year.")] = YEAR,
    ) -> int | None:
        return (await info.context.inhabitants.load(self.code)).get(year)

    @strawberry.field(
        description="Participants listed on the last 1 January that is counted, by the rules of "
        "participantCounts; null: too few to show."
    )
    async def listed(self, info: Info) -> int | None:
        return (await info.context.listed_counts.load(self.code)).listed

    @strawberry.field(
        description="Those of them who are known to be unreachable; null: too few to show, these "
        "or the others."
    )
    async def on_hold(self, info: Info) -> int | None:
        return (await info.context.listed_counts.load(self.code)).on_hold

    @strawberry.field(
        description="Registrations, one by one; null for a credential that does not keep them."
    )
    async def participants(
        self,
        info: Info,
        where: Where = None,
        order_by: OrderBy = None,
        purpose: For = Purpose.KEEPING,
        first: First = 20,
        after: After = None,
    ) -> Connection[Participant] | None:
        if not access.keeps(info.context.principal, Right.READ_PEOPLE, self.code):
            return None
        return await registrations(
            info,
            where=where,
            order_by=order_by,
            purpose=purpose,
            first=first,
            after=after,
            within=self.code,
        )


class Foresight:
    """What a list of municipalities is asked beside their own columns, once for all rows."""

    def __init__(self, info: Info, *paths: Sequence[str]) -> None:
        fields = lookahead.asked(info, *paths)
        years = {
            id(node): lookahead.argument(info, node, "year", YEAR)
            for node in fields
            if node.name.value == "inhabitants"
        }
        # what is no year goes the long way, which says what is wrong with it
        self._years = {node: year for node, year in years.items() if type(year) is int}
        self._listed = {id(node) for node in fields if node.name.value == "listed"}
        self._on_hold = {id(node) for node in fields if node.name.value == "onHold"}

    @property
    def years(self) -> set[int]:
        return set(self._years.values())

    @property
    def counts(self) -> bool:
        """Whether participants must be counted."""
        return bool(self._listed or self._on_hold)

    def of(self, row: Entry, listed: Listed | None) -> Foreseen:
        """Values for one row."""
        foreseen: Foreseen = {node: row.inhabitants[year] for node, year in self._years.items()}
        if listed is not None:
            foreseen |= dict.fromkeys(self._listed, listed.listed)
            foreseen |= dict.fromkeys(self._on_hold, listed.on_hold)
        return foreseen
