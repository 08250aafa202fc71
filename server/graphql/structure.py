"""The doubt about structure: one what-if under every link and reading."""

from functools import partial

import strawberry

import simulation
from server.graphql.context import Info
from server.graphql.limits import work
from server.graphql.series import YearlySeries, series
from simulation import Measure, Reading


@strawberry.type(description="A what-if read in one way, all else as it stands; exact means.")
class StructuralAlternative:
    reading: Reading = strawberry.field(description="What is read.")
    choice: str = strawberry.field(description="How: the name of a value of that enum.")
    chosen: bool = strawberry.field(description="Whether the what-if itself reads it so.")
    series: list[YearlySeries] = strawberry.field(description="What follows; bands are null.")


async def alternatives(
    info: Info, plan: simulation.Plan, measures: list[Measure]
) -> list[StructuralAlternative]:
    info.context.budget.work(work.STRUCTURE)
    read = partial(simulation.structure, plan.whatif, plan.region)
    return [
        StructuralAlternative(
            reading=one.reading,
            choice=one.choice.name,
            chosen=one.chosen,
            series=await series(
                info, one.outlook, measures=measures, municipalities=None, quantiles=[]
            ),
        )
        for one in await info.context.run(lambda _: read())
    ]
