"""What a scenario costs, and who pays."""

from collections.abc import Sequence

import strawberry

from server.graphql.context import Info
from server.graphql.municipality import Municipality
from simulation import Expectation, Item, Measure, Payer, Samples


@strawberry.type(description="A line of costs, and who pays it.")
class CostLine:
    item: Item = strawberry.field(description="What for.")
    payer: Payer = strawberry.field(description="Who pays.")
    municipality: Municipality | None = strawberry.field(description="Where; null: the region.")
    unit: str = strawberry.field(description="Unit of the amounts.")
    years: list[int] = strawberry.field(description="Calendar years.")
    mean: list[float] = strawberry.field(description="Expected amount by year.")


async def lines(
    info: Info, outlook: Samples | Expectation, municipalities: frozenset[str] | None
) -> list[CostLine]:
    """All lines of the region, or of each municipality; raises OutOfBounds and Refused."""
    places: Sequence[str | None] = [None] if municipalities is None else sorted(municipalities)
    for place in places:
        outlook.plan.place(place)
    found = await info.context.workers.quick(
        lambda: [(place, *line) for place in places for line in _of(outlook, place)]
    )
    info.context.give(sum(len(amounts) for *_, amounts in found), "costs")
    rows = await info.context.municipalities.load_many([place for place in places if place])
    towns = {row.code: Municipality.of(row) for row in rows if row is not None}
    return [
        CostLine(
            item=item,
            payer=payer,
            municipality=None if place is None else towns[place],
            unit="euro of 2014/year",
            years=list(outlook.plan.years),
            mean=amounts,
        )
        for place, item, payer, amounts in found
    ]


def _of(outlook: Samples | Expectation, place: str | None) -> list[tuple[Item, Payer, list[float]]]:
    plan = outlook.plan
    messages = outlook.summary(Measure.MESSAGE_COST, place, quantiles=()).mean
    lines = [(Item.MESSAGES, Payer.POLICE, messages.tolist())]
    for (item, payer), amounts in plan.work.lines.items():
        here = amounts[..., plan.place(place)].sum(axis=-1)
        lines.append((item, payer, here.reshape(-1, len(plan.years)).mean(axis=0).tolist()))
    return lines
