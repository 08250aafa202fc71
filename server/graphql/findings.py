"""What is found about doubt: bars, shares of the variance, regrets, and beliefs."""

import math
from typing import Self

import strawberry

import simulation
from server.graphql.assumption import Scenario
from simulation import SCENARIOS, Parameter, WhatIf


@strawberry.type(description="One figure from low to high, the others as the ledger has them.")
class TornadoBar:
    parameter: Parameter = strawberry.field(description="Which figure.")
    low: float = strawberry.field(description="Its low, in its unit.")
    value: float = strawberry.field(description="Its value in the ledger, likewise.")
    high: float = strawberry.field(description="Its high, likewise.")
    at_low: float = strawberry.field(description="The answer at its low, in the measure's unit.")
    at_value: float = strawberry.field(description="The answer as the ledger has it, likewise.")
    at_high: float = strawberry.field(description="The answer at its high, likewise.")
    swing: float = strawberry.field(description="Greatest less least of the three, likewise.")
    matters: bool = strawberry.field(description="Whether it changes the answer at all.")

    @classmethod
    def of(cls, bar: simulation.Bar) -> Self:
        return cls(
            parameter=bar.parameter,
            low=bar.low,
            value=bar.value,
            high=bar.high,
            at_low=bar.at_low,
            at_value=bar.at_value,
            at_high=bar.at_high,
            swing=bar.swing,
            matters=bar.matters,
        )


@strawberry.type(description="A share of the variance, with its 95 % interval by bootstrap.")
class Share:
    value: float = strawberry.field(description="Estimate [-]; by chance it may be below 0.")
    low: float = strawberry.field(description="Lower end of the interval [-].")
    high: float = strawberry.field(description="Upper end of the interval [-].")


@strawberry.type(description="How much of the doubt in the answer comes from one figure.")
class SobolIndex:
    parameter: Parameter = strawberry.field(description="Which figure.")
    first: Share = strawberry.field(description="By itself: what knowing it would take away.")
    total: Share = strawberry.field(description="With what it does together with others.")

    @classmethod
    def of(cls, index: simulation.Index) -> Self:
        return cls(
            parameter=index.parameter,
            first=Share(
                value=index.first, low=index.first_interval[0], high=index.first_interval[1]
            ),
            total=Share(
                value=index.total, low=index.total_interval[0], high=index.total_interval[1]
            ),
        )


@strawberry.type(description="Whence the doubt about figures in the answer comes.")
class SobolIndices:
    mean: float = strawberry.field(description="Mean over the figures, in the measure's unit.")
    deviation: float = strawberry.field(description="Standard deviation over them, likewise.")
    evaluations: int = strawberry.field(description="Sets of figures computed.")
    indices: list[SobolIndex] = strawberry.field(description="The greatest total first.")
    words: str = strawberry.field(description="Which assumption matters most, in a sentence.")

    @classmethod
    def of(cls, found: simulation.Sobol) -> Self:
        return cls(
            mean=found.mean,
            deviation=found.deviation,
            evaluations=found.evaluations,
            indices=[SobolIndex.of(index) for index in found.indices],
            words=found.words,
        )


@strawberry.type(description="What one scenario comes to over futures that are the same for all.")
class Regret:
    scenario: Scenario = strawberry.field(description="Which scenario.")
    best: float = strawberry.field(description="Share of futures in which it alone is best [-].")
    tied: float = strawberry.field(description="Share in which it is best with another [-].")
    mean: float = strawberry.field(
        description="Missed against the best, on average [euro of 2014, whole horizon]."
    )
    worst: float = strawberry.field(description="Missed at worst, likewise.")

    @classmethod
    def of(cls, found: simulation.Regret) -> Self:
        return cls(
            scenario=scenario_of(found.whatif),
            best=found.best,
            tied=found.tied,
            mean=found.mean,
            worst=found.worst,
        )


@strawberry.type(description="A point of two figures, each in its unit.")
class Point:
    x: float = strawberry.field(description="Value of the figure across.")
    y: float = strawberry.field(description="Value of the figure up.")


@strawberry.type(description="Where, in two figures, the scenario is worth more than its baseline.")
class Belief:
    x: list[float] = strawberry.field(description="Values across, in the figure's unit.")
    y: list[float] = strawberry.field(description="Values up, in the figure's unit.")
    benefit: list[list[float]] = strawberry.field(
        description="Price × more solved − more cost, a row for each y, a column for each x "
        "[euro of 2014, whole horizon]; it wins where above 0."
    )
    boundary: list[Point] = strawberry.field(
        description="Where the benefit is 0, on the lines of the grid, by interpolation."
    )
    share: float | None = strawberry.field(
        description="Of the two figures' distributions, the part where it wins [-]; null: no doubt."
    )

    @classmethod
    def of(cls, found: simulation.Belief) -> Self:
        rows, columns = found.benefit.shape
        return cls(
            x=found.x.values(columns).tolist(),
            y=found.y.values(rows).tolist(),
            benefit=found.benefit.tolist(),
            boundary=[Point(x=x, y=y) for x, y in found.boundary],
            share=None if math.isnan(found.share) else found.share,
        )


def scenario_of(whatif: WhatIf) -> Scenario:
    """The scenario that a what-if is about: the first it adopts."""
    return Scenario.of(SCENARIOS[whatif.scenario])
