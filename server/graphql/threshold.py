"""The year in which the rate of direct resolution falls below a threshold."""

from functools import partial
from typing import Annotated, Self

import strawberry

import simulation
from server.graphql.context import Info
from server.graphql.series import known
from simulation import Expectation, Fall, Samples

Threshold = Annotated[
    float,
    strawberry.argument(
        description="Rate [solved directly/action], 0–1; absent: 0.1, the memo's lower bound."
    ),
]


@strawberry.type(
    description="The first year whose rate of direct resolution lies below a threshold. The rate "
    "is that of DIRECT_RESOLUTION_RATE: it knows the base, and not the luck of actions."
)
class YearBelow:
    threshold: float = strawberry.field(description="Threshold [solved directly/action].")
    years: list[int] = strawberry.field(description="Calendar years.")
    first: list[float | None] = strawberry.field(
        description="Share of the replications that fall below in the year and in none before [-]; "
        "with `never` they add up to 1. Null with ANALYTIC."
    )
    never: float | None = strawberry.field(
        description="Share of the replications that never do in these years [-]; null: undefined."
    )
    of_mean: int | None = strawberry.field(
        description="First year in which the exact mean lies below; null: in none of them."
    )
    defined: bool = strawberry.field(
        description="False: there are no actions, so there is no rate."
    )
    words: str = strawberry.field(description="The same in a sentence.")

    @classmethod
    def of(cls, found: Fall) -> Self:
        undefined: list[float | None] = [None] * len(found.years)
        return cls(
            threshold=found.threshold,
            years=list(found.years),
            first=undefined if found.first is None else known(found.first),
            never=found.never,
            of_mean=found.of_mean,
            defined=found.defined,
            words=found.words,
        )


async def year_below(info: Info, outlook: Samples | Expectation, threshold: float) -> YearBelow:
    work = partial(simulation.fall, outlook, threshold)
    return YearBelow.of(await info.context.workers.quick(work))
