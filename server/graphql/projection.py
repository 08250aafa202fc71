"""A projection: what a what-if says."""

from functools import partial
from typing import Annotated

import strawberry

import simulation
from server import registry
from server.graphql import costs, structure, variance
from server.graphql.assumption import Assumption, Scenario, assumptions
from server.graphql.chart import Chart, OfKind, OfMeasure, chart
from server.graphql.context import Info
from server.graphql.costs import CostLine
from server.graphql.learned import supposed
from server.graphql.limits import work
from server.graphql.series import YearlySeries, series
from server.graphql.structure import StructuralAlternative
from server.graphql.telling import InLanguage, InYear
from server.graphql.threshold import Threshold, YearBelow, year_below
from server.graphql.variance import VarianceSplit
from server.graphql.verification import Verification
from server.graphql.whatif import HorizonInput, WhatIfInput, places
from server.services import headcount, projecting, reporting
from server.services.headcount import Headcount
from server.services.laying import input_hash, lay_out
from server.services.outcome import Outcome
from server.services.projecting import Doubt, Engine, Opening, Sampling
from server.telling.language import Language
from simulation import (
    MODEL_VERSION,
    SCENARIOS,
    AppReading,
    Expectation,
    Link,
    Measure,
    Samples,
    Step,
    WhatIf,
)
from simulation.bounds import within
from simulation.replications import REPLICATIONS, SEEDS
from simulation.threshold import THRESHOLD

Measures = Annotated[
    list[Measure] | None, strawberry.argument(description="Which measures; absent: all.")
]
Places = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(description="Which municipalities, by id or CBS code; absent: the region."),
]
Quantiles = Annotated[
    list[float],
    strawberry.argument(description="Which quantiles of what may happen, 20 at most, in [0, 1]."),
]


@strawberry.type(description="One scenario, year by year.")
class Projection:
    outlook: strawberry.Private[Samples | Expectation]
    found: strawberry.Private[Opening]
    sampling: strawberry.Private[Sampling]

    scenario: Scenario = strawberry.field(description="Which scenario.")
    supposed: list[str] = strawberry.field(
        description="What is supposed beside it, a sentence each: what follows, who does not join, "
        "campaigns, changed figures, and readings that are not the usual ones."
    )
    region: str = strawberry.field(description="Name of the region whose register it starts from.")
    synthetic: bool = strawberry.field(
        description="True: the register it starts from is drawn by chance, no real person in it."
    )
    origin: registry.Origin = strawberry.field(description="Where that register comes from.")
    start: int = strawberry.field(description="Calendar year on whose 1 January it starts.")
    link: Link = strawberry.field(description="How resolution depends on the base.")
    engine: Engine = strawberry.field(description="How it was computed.")
    replications: int | None = strawberry.field(description="Replications; null with ANALYTIC.")
    step: Step | None = strawberry.field(
        description="Step of the base; null with ANALYTIC and INDIVIDUAL, which have none."
    )
    seed: int | None = strawberry.field(description="Seed of all luck; null with ANALYTIC.")
    opening: Headcount = strawberry.field(
        description="Which counts of the register it started from."
    )
    doubt: Doubt = strawberry.field(description="What its replications differ by.")
    app: AppReading = strawberry.field(description="Whether users of the app count.")
    model_version: str = strawberry.field(
        description="Version of the model, with that of numpy: same version, same numbers."
    )
    data_version: str = strawberry.field(description="Digest of the register it starts from.")
    input_hash: strawberry.ID = strawberry.field(
        description="Digest of input, model version and data version: same hash, same answer."
    )

    @strawberry.field(description="Every figure behind it, those changed marked.")
    def assumptions(self) -> list[Assumption]:
        return assumptions(self.outlook.plan.whatif)

    @strawberry.field(
        description="How far the run lies from the closed form; null with ANALYTIC, which is it."
    )
    async def verification(self, info: Info) -> Verification | None:
        if not isinstance(self.outlook, Samples):
            return None
        samples = self.outlook
        info.context.budget.work(work.VERIFICATION)
        return Verification.of(await info.context.run(lambda _: simulation.verify(samples)))

    @strawberry.field(
        description="How much of the spread is luck and how much not knowing the figures; null "
        "with the doubt CHANCE, where all of it is luck."
    )
    async def variance_split(
        self, info: Info, measures: Measures = None
    ) -> list[VarianceSplit] | None:
        if not isinstance(self.outlook, Samples) or not self.outlook.plan.drawn:
            return None
        return await variance.splits(info, self.outlook, measures)

    @strawberry.field(
        description="STRESS-DES report (Markdown): all that it takes to understand it and get it "
        "again, each figure with its source."
    )
    async def report(self, info: Info) -> str:
        write = partial(reporting.report, [self.outlook.plan], self.sampling, self.found)
        info.context.budget.work(work.REPORT)
        return await info.context.workers.quick(write)

    @strawberry.field(description="A chart of it alone; its picture is drawn if it is asked for.")
    async def chart(
        self,
        info: Info,
        kind: OfKind,
        language: InLanguage = Language.NL,
        year: InYear = None,
        measure: OfMeasure = Measure.EXPECTED_SOLVED,
    ) -> Chart:
        alone = Outcome(found=self.found, sampling=self.sampling, outlooks=(self.outlook,))
        return await chart(info, alone, kind, language=language, year=year, measure=measure)

    @strawberry.field(description="When the rate of direct resolution falls below a threshold.")
    async def year_below(self, info: Info, threshold: Threshold = THRESHOLD) -> YearBelow:
        return await year_below(info, self.outlook, threshold)

    @strawberry.field(
        description="The same under every link and reading, one changed at a time: doubt that has "
        "no chance attached, so it is set side by side."
    )
    async def structure(
        self,
        info: Info,
        measures: Annotated[
            list[Measure], strawberry.argument(description="Which measures, of the region.")
        ],
    ) -> list[StructuralAlternative]:
        return await structure.alternatives(info, self.outlook.plan, measures)

    @strawberry.field(description="What it costs, and who pays [euro of 2014/year].")
    async def costs(self, info: Info, municipalities: Places = None) -> list[CostLine]:
        return await costs.lines(info, self.outlook, places(municipalities))

    @strawberry.field(description="Measures over the years, for the region or municipalities.")
    async def series(
        self,
        info: Info,
        measures: Measures = None,
        municipalities: Places = None,
        quantiles: Quantiles = [0.05, 0.5, 0.95],
    ) -> list[YearlySeries]:
        return await series(
            info,
            self.outlook,
            measures=measures,
            municipalities=places(municipalities),
            quantiles=quantiles,
        )


async def project(info: Info, asked: WhatIfInput) -> Projection:
    headcount.permit(asked.opening, info.context.principal)
    whatifs = await supposed(
        info, [asked], start=asked.start, years=asked.years, opening=asked.opening
    )
    return (await play(info, whatifs, asked))[0]


async def play(info: Info, whatifs: list[WhatIf], asked: HorizonInput) -> list[Projection]:
    """Play what-ifs over the register with common luck; raises Refused and OutOfBounds."""
    context, sampling = info.context, asked.to_sampling()
    within("replications", asked.replications, *REPLICATIONS)
    within("seed", asked.seed, *SEEDS)
    laid = await lay_out(
        context.database,
        context.workers,
        whatifs,
        sampling,
        most_cells=context.settings.most_cells,
        today=context.today,
    )
    cells = work.cells_of(laid.plans, laid.sampling, most=context.settings.most_cells)
    context.budget.work(work.played(cases=len(laid.plans), cells=cells))
    outlooks = await context.run(
        lambda stop: projecting.play(
            laid.plans, laid.sampling, threads=context.settings.threads, stop=stop
        ),
        cells=cells,
    )
    return [projection_of(outlook, laid.found, laid.sampling) for outlook in outlooks]


def projection_of(
    outlook: Samples | Expectation,
    found: Opening,
    sampling: Sampling,
    *,
    model_version: str = MODEL_VERSION,
) -> Projection:
    """What an outlook says; `model_version` is that of the model that played it."""
    whatif, drawn = outlook.plan.whatif, sampling.engine is not Engine.ANALYTIC
    return Projection(
        outlook=outlook,
        found=found,
        sampling=sampling,
        scenario=Scenario.of(SCENARIOS[whatif.scenario]),
        supposed=list(whatif.words),
        region=found.region.name,
        synthetic=found.synthetic,
        origin=found.origin,
        start=whatif.start,
        link=whatif.link,
        engine=sampling.engine,
        replications=sampling.replications if drawn else None,
        step=sampling.steps,
        seed=sampling.seed if drawn else None,
        doubt=sampling.doubt,
        opening=sampling.opening,
        app=whatif.app,
        model_version=model_version,
        data_version=found.region.version,
        input_hash=strawberry.ID(input_hash(whatif, sampling, found.region.version)),
    )
