"""What an extra solved action costs: a chance for each price."""

from collections.abc import Sequence
from functools import partial
from typing import Self

import strawberry

import simulation
from server.graphql.context import Info
from server.graphql.series import defined, known
from server.graphql.totals import DifferenceTotal
from simulation import Difference, Measure


@strawberry.type(
    description="Extra cost against extra solved over all years: the chance that an extra solved "
    "action costs less than a price (cost-effectiveness acceptability curve), in columns."
)
class CostEffectiveness:
    extra_solved: DifferenceTotal = strawberry.field(
        description="Extra solved; by expectation unless asked as SOLVED_DIRECTLY."
    )
    extra_cost: DifferenceTotal = strawberry.field(description="Extra cost, whoever pays.")
    prices: list[float] = strawberry.field(
        description="What an extra solved action is worth [euro of 2014/action]."
    )
    chance: list[float | None] = strawberry.field(
        description="Share of the replications with a net benefit (price × extra solved − extra "
        "cost) above nought, ties counted half: 0.5 if both are alike. Null with ANALYTIC [-]."
    )
    chance_standard_error: list[float | None] = strawberry.field(
        description="How well the chance is computed [-]."
    )
    net_benefit: list[float | None] = strawberry.field(
        description="Mean net benefit at the price [euro of 2014]."
    )
    net_benefit_standard_error: list[float | None] = strawberry.field(
        description="How well that is computed [euro of 2014]; 0: exactly."
    )
    cost_per_extra_solved: float | None = strawberry.field(
        description="Extra cost / extra solved, a ratio of means [euro of 2014/action]; where both "
        "are below nought, what is saved for each action given up. Null with ANALYTIC, where the "
        "interval of mean extra solved holds nought, and where the case is better or worse in both."
    )
    words: str = strawberry.field(description="Which of these cases it is, in a sentence.")

    @classmethod
    def of(cls, found: simulation.Effectiveness) -> Self:
        return cls(
            extra_solved=DifferenceTotal.of(found.solved),
            extra_cost=DifferenceTotal.of(found.cost),
            prices=found.prices.tolist(),
            chance=known(found.chance),
            chance_standard_error=known(found.chance_error),
            net_benefit=known(found.benefit),
            net_benefit_standard_error=known(found.benefit_error),
            cost_per_extra_solved=defined(found.ratio),
            words=found.words,
        )


async def effectiveness(
    info: Info, difference: Difference, *, prices: Sequence[float], solved: Measure
) -> CostEffectiveness:
    info.context.give(5 * len(prices), "costEffectiveness")
    work = partial(simulation.effectiveness, difference, prices, solved=solved)
    return CostEffectiveness.of(await info.context.workers.quick(work))
