"""/runs: how far a run is, and its series once it has succeeded."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final

from pydantic import Field

from server.errors import Code, Refused
from server.graphql.limits import work
from server.registry import RunState
from server.registry.runs import Standing
from server.rest import series
from server.rest.declaring import Part, Reach, Ready, Resource, Table, Told, flat
from server.rest.examples import DIGEST, SERIES
from server.rest.parameters import BY_NAME, Asked
from server.rest.problems import Problem
from server.rest.series import Series
from server.rest.supposing import Measures, Places, Quantiles
from server.rest.tabular import Row, Said
from server.services.runs import following, question, results
from server.telling.language import Words
from simulation import Measure, Samples, ScenarioName
from simulation.sentence import Sentence

Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$", examples=[DIGEST], description="inputHash")]


class RunAsked(Asked):
    id: Id
    """Run: what GraphQL's `startRun` tells as `inputHash`."""


class Run(Told):
    """A what-if too large for one answer: how it stands."""

    id: str
    """Digest of input, model version and data version: same input, same run."""
    state: Annotated[RunState, BY_NAME]
    """How it stands; SUCCEEDED, FAILED and CANCELED are ends."""
    replications: int
    """Replications in all."""
    replications_done: int
    """Replications that are there."""
    rate: float | None
    """Its pace since it was last taken up [replication/second]; null before the first block since,
    and unless it is RUNNING."""
    asked_at: datetime
    """When it was asked for last."""
    expected_end: datetime | None
    """When it ends at that pace; null without one."""
    ended_at: datetime | None
    """When it ended; null before."""
    failure: str | None
    """Why it FAILED; null otherwise."""
    digest: str | None
    """Digest of all that was drawn; null before it SUCCEEDED."""
    model_version: str
    """Version of the model, with that of numpy, that plays it."""
    data_version: str
    """Digest of the register it starts from."""

    @classmethod
    def of(cls, standing: Standing, now: datetime) -> "Run":
        run = standing.run
        return cls(
            id=run.id,
            state=run.state,
            replications=run.replications,
            replications_done=standing.replications,
            rate=following.rate(standing, now),
            asked_at=run.asked_at,
            expected_end=following.expected_end(standing, now),
            ended_at=run.ended_at,
            failure=run.failure,
            digest=run.digest,
            model_version=run.model_version,
            data_version=run.data_version,
        )

    def table(self) -> Table:
        return flat(Run, [self])

    def provenance(self, words: Words) -> Said:
        return (
            (words("Run"), self.id),
            (words("Version of the data"), self.data_version),
            (words("Version of the model"), self.model_version),
            (words("Replications"), self.replications),
            (words("Digest of the result"), self.digest),
        )


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


async def standing(reach: Reach, id_: str) -> Standing:
    """How far a run is; raises Refused where there is none."""
    found = await following.standing(reach.database, id_)
    if found is None:
        raise _unknown(id_)
    return found


def _unknown(id_: str) -> Refused:
    return Refused(Code.UNKNOWN_RUN, Sentence("id={id} is no run, or no longer", id=id_))


async def _run(reach: Reach, asked: RunAsked) -> Ready[Run]:
    found = await standing(reach, asked.id)

    async def tell() -> Run:
        return Run.of(found, datetime.now(UTC))

    return Ready(tell)


async def _series(reach: Reach, asked: SeriesAsked) -> Ready[RunSeries]:
    found = await standing(reach, asked.id)
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
            raise _unknown(asked.id)  # deleted since it was looked up
        numbered = list(enumerate(outlooks))
        return RunSeries(
            run=Run.of(found, datetime.now(UTC)), cases=await reach.workers.run(lambda _: cases())
        )

    return Ready(tell, (found.run.id, str(found.run.digest)), work.RESULT, numbers)


def _case(number: int, outlook: Samples, summaries: tuple[Series, ...]) -> Case:
    scenario = outlook.plan.whatif.scenario
    return Case(number=number, scenario=scenario, series=summaries)


_EXAMPLE: Final = Run(
    id=DIGEST,
    state=RunState.SUCCEEDED,
    replications=10_000,
    replications_done=10_000,
    rate=None,
    asked_at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
    expected_end=None,
    ended_at=datetime(2026, 1, 5, 9, 4, tzinfo=UTC),
    failure=None,
    digest=DIGEST * 2,
    model_version="2/numpy-2.3.0",
    data_version=DIGEST[:16],
)

RUN = Resource(
    path="/runs/{id}",
    name="run",
    file="run",
    summary="How far a run is",
    description="A what-if too large for one answer, which GraphQL's `startRun` starts. "
    "`/runs/{id}/events` tells the same as server-sent events, until its end.",
    asked=RunAsked,
    told=Run,
    example=_EXAMPLE,
    ready=_run,
)
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
        run=_EXAMPLE, cases=(Case(number=0, scenario=ScenarioName.FROZEN, series=(SERIES,)),)
    ),
    ready=_series,
)
