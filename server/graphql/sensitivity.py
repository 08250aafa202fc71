"""What an answer rests on: which figures matter, and what one would have to believe."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event
from typing import Annotated, TypeVar

import strawberry

import simulation
from server.graphql.assumption import Scenario
from server.graphql.context import Info
from server.graphql.findings import Belief, Regret, SobolIndices, TornadoBar, scenario_of
from server.graphql.learned import supposed
from server.graphql.limits.simulations import MOST_ALTERNATIVES
from server.graphql.limits.work import CASE, played
from server.graphql.whatif import CaseInput
from server.services import projecting, sensitivity
from server.services.projecting import Opening
from simulation import MEANINGS, MODEL_VERSION, Measure, Parameter, ScenarioName, WhatIf
from simulation.belief import DRAWS, POINTS
from simulation.bounds import within
from simulation.futures import chosen
from simulation.regret import FUTURES
from simulation.replications import SEEDS
from simulation.sobol import SETS

T = TypeVar("T")

Price = Annotated[
    float,
    strawberry.argument(
        description="What an action solved directly is worth [euro of 2014], 0–10,000,000."
    ),
]


@strawberry.input(description="A scenario, and the number of it whose doubt is looked into.")
class SensitivityInput(CaseInput):
    start: int = strawberry.field(
        default=2015, description="Calendar year on whose 1 January it starts, 2010–2100."
    )
    years: int = strawberry.field(default=10, description="How many years, 1–30.")
    measure: Measure = strawberry.field(
        default=Measure.EXPECTED_SOLVED,
        description="Which measure of the region; refused where it has no value.",
    )
    year: int | None = strawberry.field(
        default=None, description="Which calendar year of the horizon; absent: the last."
    )
    parameters: list[Parameter] | None = strawberry.field(
        default=None,
        description="Figures in doubt; absent: all that have a distribution and are not changed.",
    )
    seed: int = strawberry.field(
        default=1,
        description="Seed of what is drawn, 0–2147483647; the same seed, the same answer.",
    )

    def to_question(self, whatif: WhatIf, found: Opening) -> simulation.Question:
        return simulation.Question(
            whatif=whatif,
            region=found.region,
            measure=self.measure,
            year=self.start + self.years - 1 if self.year is None else self.year,
        )


@strawberry.input(description="Values of a figure; the ledger's low and high where none is given.")
class AxisInput:
    parameter: Parameter = strawberry.field(description="Which figure.")
    least: float | None = strawberry.field(
        default=None, description="Least value, in the figure's unit; absent: the ledger's low."
    )
    greatest: float | None = strawberry.field(
        default=None, description="Greatest value, likewise; absent: the ledger's high."
    )

    def to_axis(self, whatif: WhatIf) -> simulation.Axis:
        return simulation.Axis.of(whatif, self.parameter, least=self.least, greatest=self.greatest)


@strawberry.type(description="What one number of a scenario rests on; from closed forms.")
class Sensitivity:
    question: strawberry.Private[simulation.Question]
    found: strawberry.Private[Opening]
    parameters: strawberry.Private[tuple[Parameter, ...]]

    scenario: Scenario = strawberry.field(description="Which scenario.")
    measure: Measure = strawberry.field(description="Which measure of the region.")
    unit: str = strawberry.field(description="Unit of the answers.")
    year: int = strawberry.field(description="Which calendar year.")
    seed: int = strawberry.field(description="Seed of what is drawn.")
    synthetic: bool = strawberry.field(
        description="True: the register it starts from is drawn by chance, no real person in it."
    )
    model_version: str = strawberry.field(description="Version of the model, with that of numpy.")
    data_version: str = strawberry.field(description="Digest of the register it starts from.")

    @strawberry.field(description="One figure at a time from low to high; the widest first.")
    async def tornado(self, info: Info) -> list[TornadoBar]:
        work = partial(simulation.tornado, self.question, self.parameters)
        bars = await self._run(
            info, [self.question.whatif], 1 + 2 * len(self.parameters), lambda stop: work(stop=stop)
        )
        return [TornadoBar.of(bar) for bar in bars]

    @strawberry.field(description="All figures at once: shares of the variance (Sobol indices).")
    async def sobol(
        self,
        info: Info,
        sets: Annotated[
            int,
            strawberry.argument(
                description="A power of two, 16–16,384; sets × (figures + 2) are computed."
            ),
        ] = 1024,
    ) -> SobolIndices:
        within("sets", sets, *SETS)
        work = partial(
            simulation.sobol,
            self.question,
            self.parameters,
            sets=sets,
            seed=self.seed,
            threads=info.context.settings.threads,
        )
        rows = sets * (2 + len(self.parameters))
        found = await self._run(info, [self.question.whatif], rows, lambda stop: work(stop=stop))
        return SobolIndices.of(found)

    @strawberry.field(
        description="How often each scenario is best over drawn figures, and what it may miss; "
        "this scenario first."
    )
    async def regret(
        self,
        info: Info,
        against: Annotated[
            list[CaseInput], strawberry.argument(description="The other scenarios, 1–12.")
        ],
        price: Price,
        futures: Annotated[
            int,
            strawberry.argument(description="Futures drawn, 1–100,000, rounded up to 250s."),
        ] = 1000,
    ) -> list[Regret]:
        within("against", len(against), 1, MOST_ALTERNATIVES)
        within("futures", futures, *FUTURES)
        whatifs = [self.question.whatif, *await self._also(info, against)]
        work = partial(
            simulation.regret,
            whatifs,
            self.found.region,
            price=price,
            futures=futures,
            seed=self.seed,
            threads=info.context.settings.threads,
        )
        found = await self._run(info, whatifs, futures, lambda stop: work(stop=stop))
        return [Regret.of(one) for one in found]

    @strawberry.field(
        description="What one would have to believe of two figures for it to beat a baseline."
    )
    async def belief(
        self,
        info: Info,
        price: Price,
        x: Annotated[AxisInput, strawberry.argument(description="The figure across.")],
        y: Annotated[AxisInput, strawberry.argument(description="The figure up.")],
        baseline: Annotated[
            CaseInput | None, strawberry.argument(description="What it must beat; absent: TODAY.")
        ] = None,
        points: Annotated[
            int, strawberry.argument(description="Values of each figure, 2–50.")
        ] = 25,
    ) -> Belief:
        within("points", points, *POINTS)
        whatif = self.question.whatif
        (rival,) = await self._also(info, [baseline or CaseInput(scenario=ScenarioName.TODAY)])
        work = partial(
            simulation.belief,
            whatif,
            rival,
            self.found.region,
            price=price,
            x=x.to_axis(whatif),
            y=y.to_axis(whatif),
            points=points,
            seed=self.seed,
            threads=info.context.settings.threads,
        )
        found = await self._run(
            info, [whatif, rival], points**2 + DRAWS, lambda stop: work(stop=stop)
        )
        return Belief.of(found)

    async def _also(self, info: Info, cases: Sequence[CaseInput]) -> list[WhatIf]:
        """Other cases over the same years."""
        whatif = self.question.whatif
        return await supposed(info, cases, start=whatif.start, years=whatif.years)

    async def _run(
        self, info: Info, whatifs: Sequence[WhatIf], rows: int, work: Callable[[Event], T]
    ) -> T:
        """Compute in a worker, if it is not too much."""
        most = info.context.settings.most_cells
        cells = await info.context.workers.quick(
            partial(sensitivity.affordable, self.found, whatifs, rows=rows, most=most)
        )
        info.context.budget.work(played(cases=0, cells=cells))
        return await info.context.run(work)


async def ask(info: Info, asked: SensitivityInput) -> Sensitivity:
    within("seed", asked.seed, *SEEDS)
    info.context.budget.work(CASE)
    (whatif,) = await supposed(info, [asked], start=asked.start, years=asked.years)
    async with info.context.database.reading() as session:
        found = await projecting.opening(session, start=whatif.start, today=info.context.today)
    question = asked.to_question(whatif, found)
    return Sensitivity(
        question=question,
        found=found,
        parameters=chosen(question.whatif, asked.parameters),
        scenario=scenario_of(question.whatif),
        measure=question.measure,
        unit=MEANINGS[question.measure].unit,
        year=question.year,
        seed=asked.seed,
        synthetic=found.synthetic,
        model_version=MODEL_VERSION,
        data_version=found.region.version,
    )
