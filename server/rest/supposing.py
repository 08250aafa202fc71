"""What a script supposes: the parameters that projections and comparisons share."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from server.graphql.limits import work
from server.registry import Origin
from server.rest.declaring import ROOT, Part
from server.rest.parameters import BY_NAME, DECIMAL, IS_DECIMAL, IS_WHOLE, SPLIT, Asked
from server.services.laying import Laid
from server.services.projecting import Doubt, Engine, Sampling
from simulation import (
    MODEL_VERSION,
    Adoption,
    AppReading,
    Change,
    ChannelsReading,
    HoursReading,
    Link,
    Measure,
    Parameter,
    ScenarioName,
    Step,
    SupplementaryReading,
    WhatIf,
)
from simulation.replications import REPLICATIONS, SEEDS
from simulation.whatif import STARTS, YEARS

SYNTHETIC: Final = "SYNTHETIC register: agrees with published figures, holds no real person."
STOCKS: Final = "Stocks are of 31 December, flows and costs totals of the year."
BANDS: Final = {
    Doubt.CHANCE: "Bands are of luck alone, the figures taken for certain.",
    Doubt.FIGURES: "Bands are of luck and of figures that are drawn from the ledger.",
}

MOST_CHANGES: Final = 40
MOST_QUANTILES: Final = 20
MOST_PLACES: Final = 400

CHANGE: Final = f"^({'|'.join(Parameter)}):{DECIMAL}$"
A_CHANGE: Final = "name of a figure of /assumptions, colon, number"
A_CODE: Final = "CBS code: GM and four digits"
Changes = Annotated[
    tuple[Annotated[str, Field(pattern=CHANGE, description=A_CHANGE)], ...],
    Field(min_length=1, max_length=MOST_CHANGES, examples=[["elasticity:0"]]),
    SPLIT,
]
Measures = Annotated[
    tuple[Annotated[Measure, BY_NAME], ...],
    Field(min_length=1, max_length=len(Measure), examples=[["REACHABLE", "TOTAL_COST"]]),
    SPLIT,
]
Places = Annotated[
    tuple[Annotated[str, Field(pattern="^GM[0-9]{4}$", description=A_CODE)], ...],
    Field(min_length=1, max_length=MOST_PLACES, examples=[["GM0001", "GM0002"]]),
    SPLIT,
]
Quantiles = Annotated[
    tuple[Annotated[float, Field(ge=0, le=1), IS_DECIMAL], ...],
    Field(min_length=1, max_length=MOST_QUANTILES, examples=[[0.05, 0.5, 0.95]]),
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
    changes: Changes | None = None
    """Figures of the ledger set otherwise, name:value, from the start and everywhere; each within
    its `minimum` and `maximum` in /assumptions, in its unit. Of two that meet, the later holds."""
    measures: Measures | None = None
    """What is measured; absent: everything."""
    municipalities: Places | None = None
    """CBS codes of municipalities; absent: the region as a whole."""
    quantiles: Quantiles = (0.05, 0.5, 0.95)
    """Which quantiles of what may happen [-]."""

    def sampling(self) -> Sampling:
        if self.engine is Engine.ANALYTIC:  # the rest would change nothing
            return Sampling(engine=self.engine, doubt=self.doubt)
        return Sampling(
            engine=self.engine,
            replications=self.replications,
            step=self.step if self.engine is Engine.AGGREGATE else Step.YEAR,  # others have none
            seed=self.seed,
            doubt=self.doubt,
        )

    def whatif(self, scenario: ScenarioName) -> WhatIf:
        """Raise OutOfBounds for a changed figure outside its bounds."""
        pairs = [one.partition(":") for one in self.changes or ()]
        return WhatIf(
            adoptions=(Adoption(scenario=scenario),),
            start=self.start,
            years=self.years,
            changes=tuple(
                Change(parameter=Parameter(name), value=float(value)) for name, _, value in pairs
            ),
            link=self.link,
            hours=self.hours,
            supplementary=self.supplementary,
            app=self.app,
            channels=self.channels,
        )

    @property
    def measured(self) -> tuple[Measure, ...]:
        return tuple(dict.fromkeys(self.measures or Measure))

    @property
    def cut(self) -> tuple[float, ...]:
        return tuple(dict.fromkeys(self.quantiles))


class Computed(Part):
    """How numbers were computed, and where they come from."""

    start: int
    """Calendar year on whose 1 January it starts."""
    engine: Annotated[Engine, BY_NAME]
    """How it was computed."""
    replications: int | None
    """Replications; null with ANALYTIC."""
    step: Annotated[Step, BY_NAME] | None
    """Step of the base; null with ANALYTIC and INDIVIDUAL, which have none."""
    seed: int | None
    """Seed of all luck; null with ANALYTIC."""
    doubt: Annotated[Doubt, BY_NAME]
    """What the replications differ by."""
    origin: Annotated[Origin, BY_NAME]
    """Where the register comes from that it starts from."""
    synthetic: bool
    """True: that register is drawn by chance, no real person in it."""
    as_of: date
    """Last day that the register knows of."""
    model_version: str
    """Version of the model, with that of numpy: same version, same numbers."""
    data_version: str
    """Digest of the register it starts from."""
    notes: tuple[str, ...]
    """To be said beside the numbers."""
    assumptions: str = f"{ROOT}/assumptions"
    """Where every figure behind the numbers stands, with its source and its doubt."""


def computed(laid: Laid) -> Computed:
    found, sampling = laid.found, laid.sampling
    drawn = sampling.engine is not Engine.ANALYTIC
    synthetic = found.origin is Origin.SYNTHETIC
    return Computed(
        start=found.on.year,
        engine=sampling.engine,
        replications=sampling.replications if drawn else None,
        step=sampling.steps,
        seed=sampling.seed if drawn else None,
        doubt=sampling.doubt,
        origin=found.origin,
        synthetic=synthetic,
        as_of=found.as_of,
        model_version=MODEL_VERSION,
        data_version=found.region.version,
        notes=(*([SYNTHETIC] if synthetic else []), STOCKS, BANDS[sampling.doubt]),
    )


def version(laid: Laid) -> tuple[str, ...]:
    """All that decides what is told of what was asked."""
    return (*laid.hashes, laid.found.origin, str(laid.found.as_of))


def points(laid: Laid, *, most: int) -> int:
    """What playing takes of a client's share."""
    cells = work.cells_of(laid.plans, laid.sampling, most=most)
    return work.played(cases=len(laid.plans), cells=cells)
