"""Where a comparison tips, and what another region pays."""

from collections.abc import Sequence
from typing import Self

import strawberry

import simulation
from server.errors import Code, Refused
from server.graphql.context import MOST_BREAK_EVENS, Info
from server.graphql.limits import work
from simulation import LEDGER, Difference, Parameter
from simulation.breakeven import MOST_BREAK_EVEN_PRICES
from simulation.effectiveness import checked


@strawberry.type(
    description="The value of one figure, all others left alone, at which the case and the "
    "baseline come out even over all years; solved on the closed forms."
)
class BreakEven:
    parameter: Parameter = strawberry.field(description="Which figure.")
    unit: str = strawberry.field(description="Unit of the value.")
    price: float | None = strawberry.field(
        description="What an extra solved action is worth [euro of 2014]; null: for the wage equal "
        "cost of the work, for registrations as many solved, whatever the price."
    )
    value: float | None = strawberry.field(
        description="Null where there is none within the bounds of the figure."
    )
    words: str = strawberry.field(description="On which side of it the case is ahead, or why none.")

    @classmethod
    def of(cls, found: simulation.BreakEven) -> Self:
        return cls(
            parameter=found.parameter,
            unit=LEDGER[found.parameter].unit,
            price=found.price,
            value=found.value,
            words=found.words,
        )


@strawberry.type(description="What is paid for one of the three tasks alone; to compare.")
class Benchmark:
    whose: str = strawberry.field(description="Region that pays it.")
    price: float = strawberry.field(description="Price [euro of 2014/inhabitant/year].")
    cost: float = strawberry.field(
        description="The same over the inhabitants it is carried to [euro of 2014/year]."
    )
    buys: str = strawberry.field(
        description="What it is for, which is not what the packages are for: never to be left out."
    )

    @classmethod
    def of(cls, found: simulation.Benchmark) -> Self:
        return cls(whose=found.whose, price=found.price, cost=found.cost, buys=found.buys)


async def break_evens(
    info: Info, difference: Difference, prices: Sequence[float]
) -> list[BreakEven]:
    """Solve in a worker, since it takes a while; raises Refused and OutOfBounds."""
    checked(prices, MOST_BREAK_EVEN_PRICES)
    context = info.context
    context.break_evens_left -= len(prices)
    if context.break_evens_left < 0:
        raise Refused(
            Code.TOO_LARGE,
            f"breakEvens asks for {len(prices)} prices, one request gets {MOST_BREAK_EVENS} in "
            "all: ask fewer prices or alternatives",
        )
    context.budget.work(work.BREAK_EVEN * (1 + len(prices)))
    other, baseline = difference.other.plan, difference.baseline.plan
    found = await context.run(
        lambda stop: simulation.break_evens(other, baseline, prices, stop=stop)
    )
    return [BreakEven.of(one) for one in found]
