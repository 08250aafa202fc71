"""What a script supposes: the parameters that projections and comparisons share."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from server.graphql.limits import work
from server.rest import spelling
from server.rest.parameters import BY_NAME, IS_DAY, IS_DECIMAL, IS_WHOLE, ONCE, SPLIT, Asked
from server.rest.spelling import Campaigns, Changes, Later
from server.services.headcount import Headcount
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine, Sampling
from simulation import (
    Adoption,
    AppReading,
    ChannelsReading,
    HoursReading,
    Link,
    Measure,
    ScenarioName,
    Step,
    SupplementaryReading,
    WhatIf,
)
from simulation.precision import PRECISIONS
from simulation.replications import REPLICATIONS, SEEDS
from simulation.whatif import STARTS, YEARS

MOST_QUANTILES: Final = 20
MOST_PLACES: Final = 400

A_CODE: Final = "CBS code: GM and four digits"
Measures = Annotated[
    tuple[Annotated[Measure, BY_NAME], ...],
    Field(min_length=1, max_length=len(Measure), examples=[["REACHABLE", "TOTAL_COST"]]),
    ONCE,
    SPLIT,
]
Places = Annotated[
    tuple[Annotated[str, Field(pattern="^GM[0-9]{4}$", description=A_CODE)], ...],
    Field(min_length=1, max_length=MOST_PLACES, examples=[["GM0001", "GM0002"]]),
    ONCE,
    SPLIT,
]
Quantiles = Annotated[
    tuple[Annotated[float, Field(ge=0, le=1), IS_DECIMAL], ...],
    Field(min_length=1, max_length=MOST_QUANTILES, examples=[[0.05, 0.5, 0.95]]),
    ONCE,
    SPLIT,
]


class Supposed(Asked):
    """What is supposed beside the scenario, how it is computed, and what is told of it."""

    start: Annotated[int, Field(ge=STARTS[0], le=STARTS[1], examples=[2015]), IS_WHOLE] = 2015
    """Calendar year on whose 1 January it starts."""
    years: Annotated[int, Field(ge=YEARS[0], le=YEARS[1], examples=[10]), IS_WHOLE] = 10
    """How many years it goes on [year]."""
    engine: Annotated[Engine, BY_NAME] = Engine.AGGREGATE
    """How it is computed."""
    replications: Annotated[
        int, Field(ge=REPLICATIONS[0], le=REPLICATIONS[1], examples=[1000]), IS_WHOLE
    ] = 1000
    """How often luck is drawn; ANALYTIC draws none."""
    step: Annotated[Step, BY_NAME] = Step.YEAR
    """How often the base turns over; the engine AGGREGATE alone has steps."""
    seed: Annotated[int, Field(ge=SEEDS[0], le=SEEDS[1], examples=[1]), IS_WHOLE] = 1
    """Seed of all luck: the same seed, the same answer."""
    doubt: Annotated[Doubt, BY_NAME] = Doubt.CHANCE
    """What the replications differ by; FIGURES takes an engine that has replications."""
    opening: Annotated[Headcount, BY_NAME] = Headcount.PUBLISHED
    """Which counts of the register it starts from; EXACT takes a role."""
    precision: (
        Annotated[float, Field(ge=PRECISIONS[0], le=PRECISIONS[1], examples=[0.05]), IS_DECIMAL]
        | None
    ) = None
    """How well the mean of SOLVED_DIRECTLY must be known in every year: half its 95 % interval
    over itself [-]; sets the replications. Absent: `replications` holds."""
    link: Annotated[Link, BY_NAME] = Link.POWER
    """How resolution depends on the base; nobody knows."""
    hours: Annotated[HoursReading, BY_NAME] = HoursReading.LINEAR
    """How the memo's 20 hours a month carry over to other municipalities."""
    supplementary: Annotated[SupplementaryReading, BY_NAME] = SupplementaryReading.INCLUSIVE
    """How the memo's € 0.07 for the supplementary package is read."""
    app: Annotated[AppReading, BY_NAME] = AppReading.WITHOUT
    """Whether users of the free app look out as well."""
    channels: Annotated[ChannelsReading, BY_NAME] = ChannelsReading.TOGETHER
    """Whether those who are called and those who get an SMS are told apart."""
    basis: Annotated[Basis, BY_NAME] = Basis.LEDGER
    """Where figures come from that the register can teach."""
    changes: Changes | None = None
    """Figures of the ledger set otherwise, name:value, everywhere; from the start, or with @ and a
    day from that day. Each is within its `minimum` and `maximum` in /assumptions, in its unit. Of
    two that meet, the later holds. They hold for every scenario, a baseline included."""
    adopted_on: Annotated[date, Field(examples=["2016-01-01"]), IS_DAY] | None = None
    """Day on which the scenario comes into force, TODAY going on before; absent: the start. Not
    for a baseline, which holds from the start."""
    not_joining: Places | None = None
    """CBS codes of municipalities in which TODAY goes on; absent: all join. Not for a baseline,
    which holds everywhere."""
    then: Later | None = None
    """Scenarios that follow, day:scenario, in the order in which they hold. Not for a baseline,
    which goes on."""
    campaigns: Campaigns | None = None
    """Bursts of registrations in the three weeks from a day, day:registrations, pro rata to
    inhabitants. Not for a baseline, which has none."""
    measures: Measures | None = None
    """What is measured; absent: everything."""
    municipalities: Places | None = None
    """CBS codes of municipalities; absent: the region as a whole."""
    quantiles: Quantiles = (0.05, 0.5, 0.95)
    """Which quantiles of what may happen [-]."""

    @property
    def lookup(self) -> int:
        return work.LEARNED if self.basis is Basis.REGISTRY else 0

    @property
    def mark(self) -> str:
        return f"{self.start}-{self.start + self.years - 1}"

    def sampling(self) -> Sampling:
        if self.engine is Engine.ANALYTIC:  # the rest would change nothing
            return Sampling(
                engine=self.engine,
                doubt=self.doubt,
                opening=self.opening,
                precision=self.precision,
            )
        return Sampling(
            engine=self.engine,
            replications=self.replications,
            step=self.step if self.engine is Engine.AGGREGATE else Step.YEAR,  # others have none
            seed=self.seed,
            doubt=self.doubt,
            opening=self.opening,
            precision=self.precision,
        )

    def whatif(self, scenario: ScenarioName) -> WhatIf:
        """A scenario and all that is supposed beside it; raises OutOfBounds by parameter."""
        plain = self.plain(scenario)
        apart_from = frozenset(self.not_joining or ())
        first = Adoption(scenario=scenario, since=self.adopted_on, apart_from=apart_from)
        later, bursts = spelling.later(self.then), spelling.campaigns(self.campaigns)
        spelling.within_horizon(plain, [first], field="adoptedOn")
        spelling.within_horizon(plain, later, field="then")
        spelling.within_horizon(plain, bursts, field="campaigns")
        return replace(plain, adoptions=(first, *later), campaigns=bursts)

    def plain(self, scenario: ScenarioName) -> WhatIf:
        """A scenario everywhere from the start, only figures changed: what a baseline is."""
        begun = WhatIf.of(scenario, start=self.start, years=self.years)
        changes = spelling.changes(self.changes)
        spelling.within_horizon(begun, changes, field="changes")
        return replace(
            begun,
            changes=changes,
            link=self.link,
            hours=self.hours,
            supplementary=self.supplementary,
            app=self.app,
            channels=self.channels,
        )

    @property
    def measured(self) -> tuple[Measure, ...]:
        return self.measures or tuple(Measure)
