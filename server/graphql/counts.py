"""Open counts of the register."""

from datetime import date
from typing import Annotated, Self

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


@strawberry.type
class CountQuery:
    @strawberry.field(
        description="How many participants are listed: open data, small cells hidden."
    )
    async def participant_counts(
        self,
        info: Info,
        by: Annotated[
            list[registry.participants.Dimension],
            strawberry.argument(description="What to count by."),
        ],
        on: Annotated[
            date | None,
            strawberry.argument(
                description="A 1 January, or the register's last day; absent: that day."
            ),
        ] = None,
    ) -> CountTable:
        info.context.budget.work(work.COUNT)
        today = info.context.today
        async with info.context.database.reading() as session:
            return CountTable.of(await tallying.participants(session, by=by, on=on, today=today))

    @strawberry.field(description="How many actions there were: open data, small cells hidden.")
    async def action_counts(
        self,
        info: Info,
        by: Annotated[
            list[registry.actions.Dimension],
            strawberry.argument(
                description="What to count by, one of them: YEAR, or by whole periods of five "
                "years MUNICIPALITY, TYPE or OUTCOME."
            ),
        ],
    ) -> CountTable:
        info.context.budget.work(work.COUNT)
        async with info.context.database.reading() as session:
            return CountTable.of(await tallying.actions(session, by=by, today=info.context.today))
