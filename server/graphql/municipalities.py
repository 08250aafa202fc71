"""The list of municipalities: filter, order and pages by key."""

from enum import StrEnum
from typing import Any, Self

import strawberry
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from server import registry
from server.graphql import filters, paging
from server.graphql.context import Info
from server.graphql.describing import described
from server.graphql.enums import OrderDirection
from server.graphql.filters import IntFilter, TextFilter, compare, few
from server.graphql.municipality import Foresight, Municipality
from server.graphql.paging import Connection
from server.registry.keyset import Order
from server.registry.municipalities import Entry
from server.services import publishing


@strawberry.input(description="Which municipalities; what is given must all hold.")
class MunicipalityWhere:
    code: TextFilter | None = strawberry.field(default=None, description="CBS code.")
    name: TextFilter | None = strawberry.field(default=None, description="Name.")
    urbanity: IntFilter | None = strawberry.field(default=None, description="CBS class 1–5.")
    households: IntFilter | None = strawberry.field(default=None, description="Households in 2015.")
    and_: list[Self] | None = strawberry.field(
        name="and", default=None, description="All of these, 100 at most."
    )
    or_: list[Self] | None = strawberry.field(
        name="or", default=None, description="At least one of these, 100 at most."
    )
    not_: Self | None = strawberry.field(name="not", default=None, description="Not this.")

    def conditions(self) -> int:
        compared = (self.code, self.name, self.urbanity, self.households)
        own = sum(asked.conditions() for asked in compared if asked is not None)
        return filters.conditions(own, self.and_, self.or_, [self.not_] if self.not_ else None)

    def clause(self) -> ColumnElement[bool]:
        row = registry.Municipality
        own = [
            *compare(row.code, self.code),
            *compare(row.name, self.name),
            *compare(row.urbanity, self.urbanity),
            *compare(row.households, self.households),
        ]
        return filters.clause(own, all_of=self.and_, any_of=self.or_, none_of=self.not_)


class MunicipalityOrderField(StrEnum):
    CODE = "code"
    NAME = "name"
    URBANITY = "urbanity"
    HOUSEHOLDS = "households"


described(
    MunicipalityOrderField,
    "MunicipalityOrderField",
    "What municipalities can be ordered by.",
    {
        "CODE": "CBS code.",
        "NAME": "Name.",
        "URBANITY": "CBS class 1–5.",
        "HOUSEHOLDS": "Households in 2015.",
    },
)


@strawberry.input(description="One key of an order; the CBS code is always the last.")
class MunicipalityOrder:
    field: MunicipalityOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which way."
    )


async def page(
    info: Info,
    *,
    where: MunicipalityWhere | None,
    order_by: list[MunicipalityOrder],
    first: int,
    after: str | None,
) -> Connection[Municipality]:
    """One page; raises Refused for a size or a cursor that does not fit."""
    keys = {key.field: key for key in few("orderBy", order_by, least=0)}
    named = [field for field in keys if field is not MunicipalityOrderField.CODE]
    code = keys.get(MunicipalityOrderField.CODE)
    if code is not None:
        # nothing can be told apart behind a unique key
        named = named[: list(keys).index(MunicipalityOrderField.CODE)]
    order = [Order(_column(field), keys[field].direction is OrderDirection.DESC) for field in named]
    order.append(
        Order(
            registry.Municipality.code, code is not None and code.direction is OrderDirection.DESC
        )
    )
    size, past = paging.size(first), paging.key(after, order)
    clause = None
    if where is not None:
        info.context.compare(where.conditions())
        clause = where.clause()
    foresight = Foresight(info, ("nodes",), ("edges", "node"))
    async with info.context.database.reading() as session:
        rows, more = await registry.municipalities.page(
            session, first=size, after=past, order=order, where=clause, years=foresight.years
        )
        listed = (
            await publishing.by_municipality(session, today=info.context.today)
            if foresight.counts and rows
            else {}
        )

    async def counted() -> int:
        async with info.context.database.reading() as session:
            return await registry.municipalities.count(session, clause)

    def node(row: Entry) -> Municipality:
        return Municipality.of(row, foresight.of(row, listed.get(row.code)))

    return paging.connection(rows, node, order=order, after=after, more=more, counted=counted)


def _column(field: MunicipalityOrderField) -> InstrumentedAttribute[Any]:
    column: InstrumentedAttribute[Any] = getattr(registry.Municipality, field.value)
    return column
