"""Open counts of the register."""

from datetime import date
from typing import Self

import strawberry

from server import registry
from server.graphql.context import Info
from server.graphql.limits import work
from server.services import tallying
from server.services.tallying import Tally


@strawberry.type(description="One cell of a table of counts.")
class CountCell:
    keys: list[str] = strawberry.field(description="A value for each of the table's dimensions.")
    count: int | None = strawberry.field(
        description="How many, by the table's rules; null: too few to show."
    )


@strawberry.type(description="A table of open counts.")
class CountTable:
    dimensions: list[str] = strawberry.field(description="What is counted by, in order.")
    unit: str = strawberry.field(description="What is counted.")
    cells: list[CountCell] = strawberry.field(description="Cells, in the order of their keys.")
    rules: list[str] = strawberry.field(description="How the counts are protected.")
    on: date = strawberry.field(description="Date to which the register is counted.")
    synthetic: bool = strawberry.field(description="True: drawn by chance, no real person in it.")

    @classmethod
    def of(cls, tally: Tally) -> Self:
        return cls(
            dimensions=list(tally.dimensions),
            unit=tally.unit,
            cells=[CountCell(keys=list(keys), count=count) for keys, count in tally.cells],
            rules=list(tally.rules),
            on=tally.on,
            synthetic=tally.origin is registry.Origin.SYNTHETIC,
        )


async def participants(
    info: Info, by: list[registry.participants.Dimension], on: date | None
) -> CountTable:
    info.context.budget.work(work.COUNT)
    today = info.context.today
    async with info.context.database.reading() as session:
        return CountTable.of(await tallying.participants(session, by=by, on=on, today=today))


async def actions(info: Info, by: list[registry.actions.Dimension]) -> CountTable:
    info.context.budget.work(work.COUNT)
    async with info.context.database.reading() as session:
        return CountTable.of(await tallying.actions(session, by=by, today=info.context.today))
