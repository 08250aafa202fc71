"""Several cases against a baseline."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import strawberry

import simulation
from server.graphql import telling
from server.graphql.breakeven import Benchmark, BreakEven, break_evens
from server.graphql.chart import Chart, OfKind, OfMeasure, chart
from server.graphql.context import Info
from server.graphql.effectiveness import CostEffectiveness, effectiveness
from server.graphql.learned import supposed
from server.graphql.limits.simulations import MOST_ALTERNATIVES
from server.graphql.projection import Measures, Places, Projection, Quantiles, play
from server.graphql.series import YearlySeries, series
from server.graphql.telling import Answer, InLanguage, InYear, Reproduction, Standing
from server.graphql.totals import DifferenceTotal, SolvesMore, totals
from server.graphql.whatif import CaseInput, ComparisonInput, places
from server.services import headcount, regional
from server.services.outcome import Outcome
from server.telling.language import Language
from server.telling.reproduction import reproduction
from simulation import Advantage, Difference, Measure, ScenarioName, advantage
from simulation.bounds import within
from simulation.breakeven import BREAK_EVEN_PRICES
from simulation.effectiveness import PRICES

Prices = Annotated[
    list[float],
    strawberry.argument(
        description="What an extra solved action is worth [euro of 2014], 0–1,000,000,000; 100 at "
        "most for a curve, 10 for break-evens."
    ),
]
Solved = Annotated[
    Measure,
    strawberry.argument(
        description="EXPECTED_SOLVED: chances, which are what money buys; or SOLVED_DIRECTLY: "
        "counts, in which the luck of each action is as well."
    ),
]


@strawberry.type(description="A case against the baseline, with the same luck.")
class Alternative:
    difference: strawberry.Private[Difference]

    projection: Projection = strawberry.field(description="The case by itself.")
    follows: list[str] = strawberry.field(
        description="What in the difference follows from the model, or has a source."
    )
    assumed: list[str] = strawberry.field(
        description="What in the difference is assumed, not measured."
    )

    @strawberry.field(
        description="The case minus the baseline, replication by replication; units as in series."
    )
    async def differences(
        self,
        info: Info,
        measures: Measures = None,
        municipalities: Places = None,
        quantiles: Quantiles = [0.05, 0.5, 0.95],
    ) -> list[YearlySeries]:
        return await series(
            info,
            self.difference,
            measures=measures,
            municipalities=places(municipalities),
            quantiles=quantiles,
        )

    @strawberry.field(
        description="The same added up over all years, for flows and costs; absent: all of them."
    )
    async def totals(
        self,
        info: Info,
        measures: Measures = None,
        municipalities: Places = None,
        quantiles: Quantiles = [0.05, 0.5, 0.95],
    ) -> list[DifferenceTotal]:
        return await totals(
            info,
            self.difference,
            measures=measures,
            municipalities=places(municipalities),
            quantiles=quantiles,
        )

    @strawberry.field(
        description="Chance that it solves more directly; null with ANALYTIC, which knows no luck."
    )
    async def solves_more(self, info: Info) -> SolvesMore | None:
        def count() -> tuple[Advantage | None, Advantage | None]:
            return advantage.over_horizon(self.difference), advantage.by_year(self.difference)

        in_all, by_year = await info.context.workers.quick(count)
        if in_all is None or by_year is None:
            return None
        return SolvesMore.of(in_all, by_year, self.difference.plan.years)

    @strawberry.field(
        description="Chance that an extra solved action costs less than a price, as a curve."
    )
    async def cost_effectiveness(
        self,
        info: Info,
        prices: Prices = list(PRICES),
        solved: Solved = Measure.EXPECTED_SOLVED,
    ) -> CostEffectiveness:
        return await effectiveness(info, self.difference, prices=prices, solved=solved)

    @strawberry.field(
        description="Figures at which the two come out even: wage, registrations, elasticity."
    )
    async def break_evens(
        self,
        info: Info,
        prices: Prices = list(BREAK_EVEN_PRICES),
    ) -> list[BreakEven]:
        return await break_evens(info, self.difference, prices)


@strawberry.type(description="Several cases against a named baseline.")
class Comparison:
    outcome: strawberry.Private[Outcome]

    baseline: Projection = strawberry.field(description="What the others are compared with.")
    alternatives: list[Alternative] = strawberry.field(description="The others, in their order.")
    benchmark: Benchmark | None = strawberry.field(
        description="A price for one task alone, to compare; null where the region names none."
    )
    assumed: list[str] = strawberry.field(
        description="What in any of the differences is assumed: to be said beside them."
    )

    @strawberry.field(description="The answer first, one for each alternative, in sentences.")
    async def answers(
        self, info: Info, language: InLanguage = Language.NL, year: InYear = None
    ) -> list[Answer]:
        return await telling.answers(info, replace(self.outcome, year=year), language)

    @strawberry.field(description="The baseline and the others side by side, in one year.")
    async def standings(
        self, info: Info, language: InLanguage = Language.NL, year: InYear = None
    ) -> list[Standing]:
        return await telling.standings(info, replace(self.outcome, year=year), language)

    @strawberry.field(description="A chart of it; its picture is drawn if it is asked for.")
    async def chart(
        self,
        info: Info,
        kind: OfKind,
        language: InLanguage = Language.NL,
        year: InYear = None,
        measure: OfMeasure = Measure.EXPECTED_SOLVED,
    ) -> Chart:
        return await chart(info, self.outcome, kind, language=language, year=year, measure=measure)

    @strawberry.field(description="How to get it again, by each way in.")
    def reproduction(self) -> Reproduction:
        return Reproduction.of(reproduction(self.outcome))


async def compare(info: Info, asked: ComparisonInput) -> Comparison:
    headcount.permit(asked.opening, info.context.principal)
    whatifs = await supposed(
        info, cases_of(asked), start=asked.start, years=asked.years, opening=asked.opening
    )
    return comparison_of(await play(info, whatifs, asked))


def cases_of(asked: ComparisonInput) -> list[CaseInput]:
    """The baseline, then the alternatives; raises OutOfBounds for too many or none."""
    within("alternatives", len(asked.alternatives), 1, MOST_ALTERNATIVES)
    return [asked.baseline or CaseInput(scenario=ScenarioName.TODAY), *asked.alternatives]


def comparison_of(projections: Sequence[Projection]) -> Comparison:
    """Compare the first, the baseline, with each of the others."""
    baseline, *others = projections
    beside = regional.benchmark(baseline.found.region.name)
    alternatives = [_alternative(other, baseline) for other in others]
    return Comparison(
        outcome=Outcome(
            found=baseline.found,
            sampling=baseline.sampling,
            outlooks=tuple(projection.outlook for projection in projections),
        ),
        baseline=baseline,
        alternatives=alternatives,
        benchmark=None if beside is None else Benchmark.of(beside),
        assumed=[*dict.fromkeys(one for case in alternatives for one in case.assumed)],
    )


def _alternative(other: Projection, baseline: Projection) -> Alternative:
    rests_on = simulation.grounds(other.outlook.plan, baseline.outlook.plan)
    return Alternative(
        difference=Difference(other=other.outlook, baseline=baseline.outlook),
        projection=other,
        follows=list(rests_on.follows),
        assumed=list(rests_on.assumed),
    )
