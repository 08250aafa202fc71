"""/projections: one scenario, year by year."""

from typing import Annotated, Final

from pydantic import Field

from server.rest import series
from server.rest.computing import Computed, computed, lay_out, play, points, version
from server.rest.declaring import Reach, Ready, Resource, Table, Told
from server.rest.examples import COMPUTED, DIGEST, SERIES
from server.rest.parameters import BY_NAME
from server.rest.series import Series
from server.rest.supposing import Supposed
from server.rest.tabular import Said
from server.telling import names
from server.telling.language import Words
from simulation import (
    AppReading,
    ChannelsReading,
    HoursReading,
    Link,
    ScenarioName,
    SupplementaryReading,
)


class Asked(Supposed):
    scenario: Annotated[ScenarioName, BY_NAME, Field(examples=["FROZEN"])]
    """Which scenario is played."""


class Projection(Told):
    """One scenario, year by year."""

    scenario: Annotated[ScenarioName, BY_NAME]
    """Which scenario."""
    link: Annotated[Link, BY_NAME]
    """How resolution depends on the base."""
    hours: Annotated[HoursReading, BY_NAME]
    """How the memo's hours were read."""
    supplementary: Annotated[SupplementaryReading, BY_NAME]
    """How the memo's € 0.07 was read."""
    app: Annotated[AppReading, BY_NAME]
    """Whether users of the app count."""
    channels: Annotated[ChannelsReading, BY_NAME]
    """Whether those called and texted are told apart."""
    changes: tuple[str, ...]
    """Figures set otherwise than the ledger has them, name:value."""
    input_hash: str
    """Digest of input, model version and data version, as in GraphQL: same hash, same answer."""
    computed: Computed
    """How it was computed, and from what."""
    series: tuple[Series, ...]
    """Measures over the years, by place and then by measure."""

    def table(self) -> Table:
        quantiles = [band.quantile for band in self.series[0].bands]
        source = (
            self.computed.origin.name,
            self.computed.model_version,
            self.computed.data_version,
            self.input_hash,
        )
        return Table(
            ("scenario", *series.columns(quantiles), *SOURCE),
            ((self.scenario.name, *row, *source) for one in self.series for row in one.rows()),
        )

    def provenance(self, words: Words) -> Said:
        return (
            (words("Scenario"), names.scenario(words, self.scenario)),
            *self.computed.provenance(words),
            (words("Digest of the input"), self.input_hash),
        )


SOURCE: Final = ("origin", "modelVersion", "dataVersion", "inputHash")
"""Columns that say where the numbers of a row come from."""


async def _ready(reach: Reach, asked: Asked) -> Ready[Projection]:
    laid = await lay_out(reach, asked, [asked.whatif(asked.scenario)])
    places = series.checked(laid.found.region, asked.municipalities)
    numbers = series.affordable(
        measures=len(asked.measured),
        places=len(places),
        years=asked.years,
        quantiles=len(asked.quantiles),
    )

    async def tell() -> Projection:
        outlook = (await play(reach, laid)).baseline
        summaries = await reach.workers.quick(
            lambda: series.summarised(
                outlook, measures=asked.measured, places=places, quantiles=asked.quantiles
            )
        )
        return Projection(
            scenario=asked.scenario,
            link=asked.link,
            hours=asked.hours,
            supplementary=asked.supplementary,
            app=asked.app,
            channels=asked.channels,
            changes=asked.changes or (),
            input_hash=laid.hashes[0],
            computed=computed(laid),
            series=summaries,
        )

    return Ready(tell, version(laid), points(laid, most=reach.settings.most_cells), numbers)


PROJECTIONS = Resource(
    path="/projections",
    name="projections",
    file="projectie",
    summary="One scenario, year by year",
    description="Plays a scenario forward from the register's own counts, in closed form or by "
    "replications, and tells what is expected, how well that is computed, and what may happen. "
    "A large one is a run, which GraphQL starts.",
    asked=Asked,
    told=Projection,
    example=Projection(
        scenario=ScenarioName.FROZEN,
        link=Link.POWER,
        hours=HoursReading.LINEAR,
        supplementary=SupplementaryReading.INCLUSIVE,
        app=AppReading.WITHOUT,
        channels=ChannelsReading.TOGETHER,
        changes=("elasticity:0",),
        input_hash=DIGEST,
        computed=COMPUTED,
        series=(SERIES,),
    ),
    ready=_ready,
)
