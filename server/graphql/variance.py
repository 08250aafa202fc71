"""Two kinds of doubt in one result, kept apart."""

from collections.abc import Sequence
from typing import Self

import strawberry

import simulation
from server.graphql.context import Info
from server.graphql.limits import work
from server.graphql.series import known
from simulation import MEANINGS, Measure, Samples


@strawberry.type(description="Where the spread of what may happen comes from, year by year.")
class VarianceSplit:
    measure: Measure = strawberry.field(description="What is measured.")
    unit: str = strawberry.field(description="Unit of the measure; variances are in its square.")
    years: list[int] = strawberry.field(description="Calendar years.")
    chance: list[float | None] = strawberry.field(
        description="Variance by luck, whatever the figures: E Var(y | figures); null: undefined."
    )
    figures: list[float | None] = strawberry.field(
        description="Variance by not knowing the figures: Var E(y | figures); null: undefined."
    )

    @classmethod
    def of(cls, split: simulation.Split) -> Self:
        return cls(
            measure=split.measure,
            unit=MEANINGS[split.measure].unit,
            years=list(split.years),
            chance=known(split.chance),
            figures=known(split.figures),
        )


async def splits(
    info: Info, samples: Samples, measures: Sequence[Measure] | None
) -> list[VarianceSplit]:
    """One split for each measure asked for; refuses what is more than a request's share."""
    wanted = list(dict.fromkeys(Measure if measures is None else measures))
    info.context.give(2 * len(wanted) * len(samples.plan.years), "varianceSplit")
    info.context.budget.work(work.SPLIT * len(wanted))
    found = await info.context.run(
        lambda _: [simulation.split(samples, measure) for measure in wanted]
    )
    return [VarianceSplit.of(split) for split in found]
