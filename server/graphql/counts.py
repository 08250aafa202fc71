"""Open counts of the register: fixed dimensions, fixed dates, small cells hidden."""

from datetime import date
from typing import TypeVar

import strawberry

from server import registry
from server.errors import Code, Refused
from server.graphql.context import Info
from server.graphql.limits import work
from server.registry.counting import Count
from server.services import disclosure

D = TypeVar("D")


@strawberry.input(description="Calendar years, both included.")
class YearRange:
    first: int = strawberry.field(description="First year.")
    last: int = strawberry.field(description="Last year.")


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


async def participants(
    info: Info, by: list[registry.participants.Dimension], on: date | None
) -> CountTable:
    by = _distinct(by)
    info.context.budget.work(work.COUNT)
    async with info.context.database.reading() as session:
        dataset = await registry.datasets.current(session)
        day = dataset.as_of if on is None else on
        if day != dataset.as_of and (day.month, day.day) != (1, 1):
            raise Refused(
                Code.BAD_INPUT,
                f"on={day} is neither a 1 January nor {dataset.as_of}, the last count",
            )
        rows = await registry.participants.counts(session, by=by, on=day)
    return _table(rows, [dimension.name for dimension in by], "participants", day, dataset)


async def actions(
    info: Info, by: list[registry.actions.Dimension], years: YearRange | None
) -> CountTable:
    by = _distinct(by)
    if years is not None and not 1900 <= years.first <= years.last <= 2200:
        raise Refused(
            Code.BAD_INPUT, f"years={years.first}–{years.last} is no range within 1900–2200"
        )
    info.context.budget.work(work.COUNT)
    async with info.context.database.reading() as session:
        dataset = await registry.datasets.current(session)
        span = None if years is None else (years.first, years.last)
        rows = await registry.actions.counts(session, by=by, years=span)
    names = [dimension.name for dimension in by]
    return _table(rows, names, "actions", dataset.as_of, dataset)


def _table(
    rows: list[Count],
    dimensions: list[str],
    unit: str,
    on: date,
    dataset: registry.Dataset,
) -> CountTable:
    return CountTable(
        dimensions=dimensions,
        unit=unit,
        cells=[CountCell(keys=list(keys), count=count) for keys, count in disclosure.protect(rows)],
        rules=list(disclosure.RULES),
        on=on,
        synthetic=dataset.origin is registry.Origin.SYNTHETIC,
    )


def _distinct(dimensions: list[D]) -> list[D]:
    if not 1 <= len(dimensions) == len(set(dimensions)):
        raise Refused(Code.BAD_INPUT, "by names a dimension twice, or none")
    return dimensions
