"""/comparisons: scenarios against a baseline, with the same luck."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated, Final

from pydantic import Field

import simulation
from server.rest import series
from server.rest.computing import Computed, computed, lay_out, play, points, version
from server.rest.declaring import Part, Reach, Ready, Resource, Table, Told
from server.rest.examples import COMPUTED, DIGEST, SERIES
from server.rest.parameters import BY_NAME, ONCE, SPLIT
from server.rest.series import Series
from server.rest.supposing import Supposed
from server.rest.tabular import Row, Said
from server.telling import names
from server.telling.language import Words, phrase
from simulation import Advantage, Difference, ScenarioName, WhatIf, advantage

VALUE: Final = phrase("value")
DIFFERENCE: Final = phrase("difference")
"""What a row of the table is of a scenario: what it has itself, or that minus the baseline."""
Scenario = Annotated[ScenarioName, BY_NAME]


class Asked(Supposed):
    scenarios: Annotated[
        tuple[Scenario, ...],
        Field(min_length=1, max_length=len(ScenarioName), examples=[["FROZEN", "REGIONAL_BASIC"]]),
        ONCE,
        SPLIT,
    ]
    """Which scenarios are compared with the baseline."""
    baseline: Annotated[ScenarioName, BY_NAME] = ScenarioName.TODAY
    """What they are compared with, from the start and everywhere."""

    @property
    def whatifs(self) -> list[WhatIf]:
        """The baseline, with changed figures alone, then the scenarios; raises OutOfBounds."""
        return [self.plain(self.baseline), *map(self.whatif, self.scenarios)]


class SolvesMore(Part):
    """Chance that a scenario solves more actions directly than the baseline, over all years."""

    more: float
    """More: share of the replications [-]."""
    as_many: float
    """Just as many: share of the replications [-]."""
    fewer: float
    """Fewer: share of the replications [-]."""
    standard_error: float
    """How well `more` is computed [-]."""

    @classmethod
    def of(cls, found: Advantage | None) -> "SolvesMore | None":
        if found is None:
            return None
        return cls(
            more=float(found.more),
            as_many=float(found.as_many),
            fewer=float(found.fewer),
            standard_error=float(found.error(found.more)),
        )


class Alternative(Part):
    """A scenario against the baseline, replication by replication."""

    scenario: Scenario
    """Which scenario."""
    input_hash: str
    """Digest of its input, model version and data version, as in GraphQL."""
    solves_more: SolvesMore | None
    """Whether it solves more; null with ANALYTIC, which knows no luck."""
    follows: tuple[str, ...]
    """What in the difference follows from the model, or has a source."""
    assumed: tuple[str, ...]
    """What in the difference is assumed, not measured: to be said beside it."""
    series: tuple[Series, ...]
    """The scenario by itself, by place and then by measure."""
    differences: tuple[Series, ...]
    """The scenario minus the baseline, by place and then by measure."""


class Comparison(Told):
    """Scenarios against a baseline, with the same luck."""

    baseline: Scenario
    """What the others are compared with."""
    baseline_input_hash: str
    """Digest of the baseline's input, model version and data version, as in GraphQL."""
    baseline_series: tuple[Series, ...]
    """The baseline by itself, by place and then by measure."""
    computed: Computed
    """How it was computed, and from what."""
    alternatives: tuple[Alternative, ...]
    """The scenarios, in the order in which they were asked for."""

    def table(self) -> Table:
        bands = self.alternatives[0].differences[0].bands
        return Table(
            (
                "baseline",
                "scenario",
                "quantity",
                *series.columns([band.quantile for band in bands]),
                *("origin", "modelVersion", "dataVersion", "baselineInputHash", "inputHash"),
            ),
            self._rows(),
        )

    def provenance(self, words: Words) -> Said:
        digest = words("Digest of the input")
        return (
            (
                words("Numbers"),
                words("Each scenario by itself and minus the baseline, with the same luck"),
            ),
            (words("Baseline"), names.scenario(words, self.baseline)),
            (digest, self.baseline_input_hash),
            *(
                line
                for one in self.alternatives
                for line in (
                    (words("Scenario"), names.scenario(words, one.scenario)),
                    (digest, one.input_hash),
                )
            ),
            *self.computed.provenance(words),
        )

    def _rows(self) -> Iterator[Row]:
        told = self.computed
        source = (
            told.origin.name,
            told.model_version,
            told.data_version,
            self.baseline_input_hash,
        )
        base = self.baseline.name
        for own in self.baseline_series:
            for row in own.rows():
                yield (base, base, VALUE, *row, *source, self.baseline_input_hash)
        for one in self.alternatives:
            for quantity, found in ((VALUE, one.series), (DIFFERENCE, one.differences)):
                for each in found:
                    for row in each.rows():
                        yield (base, one.scenario.name, quantity, *row, *source, one.input_hash)


async def _ready(reach: Reach, asked: Asked) -> Ready[Comparison]:
    laid = await lay_out(reach, asked, asked.whatifs)
    places = series.checked(laid.found.region, asked.municipalities)
    numbers = series.affordable(
        measures=len(asked.measured),
        places=len(places),
        years=asked.years,
        quantiles=len(asked.quantiles),
        times=1 + 2 * len(asked.scenarios),  # each by itself, and each difference
    )

    async def tell() -> Comparison:
        outcome = await play(reach, laid)
        by_itself = partial(
            series.summarised,
            measures=asked.measured,
            places=places,
            quantiles=asked.quantiles,
        )
        return Comparison(
            baseline=asked.baseline,
            baseline_input_hash=laid.hashes[0],
            baseline_series=await reach.workers.quick(partial(by_itself, outcome.baseline)),
            computed=computed(laid),
            alternatives=tuple(
                [
                    await reach.workers.quick(partial(_alternative, one, digest, asked, places))
                    for one, digest in zip(outcome.differences, laid.hashes[1:], strict=True)
                ]
            ),
        )

    return Ready(tell, version(laid), points(laid, most=reach.settings.most_cells), numbers)


def _alternative(
    difference: Difference, digest: str, asked: Asked, places: Sequence[str | None]
) -> Alternative:
    other, baseline = difference.other, difference.baseline
    rests_on = simulation.grounds(other.plan, baseline.plan)
    told = partial(
        series.summarised, measures=asked.measured, places=places, quantiles=asked.quantiles
    )
    return Alternative(
        scenario=other.plan.whatif.scenario,
        input_hash=digest,
        solves_more=SolvesMore.of(advantage.over_horizon(difference)),
        follows=rests_on.follows,
        assumed=rests_on.assumed,
        series=told(other),
        differences=told(difference),
    )


COMPARISONS = Resource(
    path="/comparisons",
    name="comparisons",
    file="vergelijking",
    summary="Scenarios against a baseline",
    description="Plays scenarios and a baseline with the same luck, and tells each by itself, what "
    "differs, how well that is computed, and what of it is assumed. `changes`, `basis` and the "
    "readings hold for all of them; `adoptedOn`, `notJoining`, `then` and `campaigns` for the "
    "scenarios, and not for the baseline. (In GraphQL a baseline that is not given "
    "is TODAY with nothing changed.)",
    asked=Asked,
    told=Comparison,
    example=Comparison(
        baseline=ScenarioName.TODAY,
        baseline_input_hash=DIGEST,
        baseline_series=(SERIES,),
        computed=COMPUTED,
        alternatives=(
            Alternative(
                scenario=ScenarioName.FROZEN,
                input_hash=DIGEST,
                solves_more=SolvesMore(more=0.31, as_many=0.16, fewer=0.53, standard_error=0.015),
                follows=("The loss follows from the hazards of departure.",),
                assumed=("elasticity: how resolution depends on the base, never measured.",),
                series=(SERIES,),
                differences=(SERIES,),
            ),
        ),
    ),
    ready=_ready,
)
