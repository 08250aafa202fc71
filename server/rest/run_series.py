"""/runs/{id}/series: what a run brought, once it has succeeded."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from server.graphql.limits import work
from server.registry import RunState
from server.rest import series
from server.rest.declaring import Part, Reach, Ready, Resource, Table, Told
from server.rest.examples import SERIES
from server.rest.parameters import BY_NAME
from server.rest.problems import Problem
from server.rest.runs import EXAMPLE, Run, RunAsked
from server.rest.series import Series
from server.rest.supposing import Measures, Places, Quantiles
from server.rest.tabular import Row, Said
from server.services.runs import following, question, results
from server.telling.language import Words
from simulation import Measure, Samples, ScenarioName
from simulation.sentence import Sentence


class SeriesAsked(RunAsked):
    measures: Measures | None = None
    """What is measured; absent: everything."""
    municipalities: Places | None = None
    """CBS codes of municipalities; absent: the region, and each of its municipalities."""
    quantiles: Quantiles = (0.05, 0.5, 0.95)
    """Which quantiles of what may happen [-]."""


class Case(Part):
    """One case that the run played."""

    number: int
    """Place among the cases, from 0; of a comparison 0 is the baseline."""
    scenario: Annotated[ScenarioName, BY_NAME]
    """Which scenario it is at the start."""
    series: tuple[Series, ...]
    """Measures over the years, by place and then by measure."""


class RunSeries(Told):
    """All that a run brought, year by year."""

    run: Run
    """The run."""
    cases: tuple[Case, ...]
    """What it played, with the same luck."""

    def table(self) -> Table:
        bands = self.cases[0].series[0].bands
        return Table(
            (
                *("run", "case", "scenario"),
                *series.columns([band.quantile for band in bands]),
                *("modelVersion", "dataVersion"),
            ),
            self._rows(),
        )

    def provenance(self, words: Words) -> Said:
        return self.run.provenance(words)

    def _rows(self) -> Iterator[Row]:
        run = self.run
        for case in self.cases:
            for one in case.series:
                for row in one.rows():
                    head = (run.id, case.number, case.scenario.name)
                    yield (*head, *row, run.model_version, run.data_version)


async def _series(reach: Reach, asked: SeriesAsked) -> Ready[RunSeries]:
    found = await following.known(reach.database, asked.id)
    if found.run.state is not RunState.SUCCEEDED:
        state = found.run.state.name
        said = Sentence("run {id} is {state}: its series are not whole", id=asked.id, state=state)
        raise Problem(409, "NOT_SUCCEEDED", said)
    results.check_model(found.run)
    posed = question.read(found.run.question)
    region, measures = posed.opening.region, asked.measures or tuple(Measure)
    cut = asked.quantiles
    places = (None, *region.codes)
    if asked.municipalities is not None:
        places = series.checked(region, asked.municipalities)
    numbers = series.affordable(
        measures=len(measures),
        places=len(places),
        years=posed.whatifs[0].years,
        quantiles=len(cut),
        times=len(posed.whatifs),
        most=results.MOST_NUMBERS,
    )

    async def tell() -> RunSeries:
        outlooks = await reach.runs.results.of(reach.database, found)
        summarise = partial(series.summarised, measures=measures, places=places, quantiles=cut)

        def cases() -> tuple[Case, ...]:
            return tuple(_case(number, outlook, summarise(outlook)) for number, outlook in numbered)

        if not outlooks:
            raise following.unknown()  # deleted since it was looked up
        numbered = list(enumerate(outlooks))
        return RunSeries(
            run=Run.of(found, datetime.now(UTC)), cases=await reach.workers.run(lambda _: cases())
        )

    return Ready(tell, (found.run.id, str(found.run.digest)), work.RESULT, numbers)


def _case(number: int, outlook: Samples, summaries: tuple[Series, ...]) -> Case:
    scenario = outlook.plan.whatif.scenario
    return Case(number=number, scenario=scenario, series=summaries)


RUN_SERIES = Resource(
    path="/runs/{id}/series",
    name="runSeries",
    file="run-reeksen",
    summary="What a run brought, year by year",
    description="All measures of all cases, for the region and each municipality, once the run "
    "SUCCEEDED: they never change. For downloads, `format=csv`, `jsonl`, `excel` or `xlsx`.",
    asked=SeriesAsked,
    told=RunSeries,
    example=RunSeries(
        run=EXAMPLE, cases=(Case(number=0, scenario=ScenarioName.FROZEN, series=(SERIES,)),)
    ),
    ready=_series,
)
