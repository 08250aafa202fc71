"""/assumptions and /scenarios: every figure behind the results, and what is on the table."""

from typing import Annotated

import simulation
from server.rest.declaring import Part, Reach, Ready, Resource, Table, Told, flat
from server.rest.parameters import BY_NAME, Asked
from server.rest.tabular import Said
from server.services import regional
from server.telling.language import Words
from simulation import (
    LEDGER,
    MODEL_VERSION,
    SCENARIOS,
    Distribution,
    Origin,
    Parameter,
    ScenarioName,
)


class Assumption(Part):
    """A figure behind the results: its value, its doubt and its source."""

    name: str
    """Name in the ledger; with it `changes` of a projection sets the figure."""
    meaning: str
    """What it says."""
    unit: str
    """Unit of all its values."""
    value: float | None
    """Value, in `unit`; null where the scenario decides."""
    low: float | None
    """5 % point of its doubt; null if unknown."""
    high: float | None
    """95 % point of its doubt; null if unknown."""
    minimum: float
    """Least value that is taken."""
    maximum: float
    """Greatest value that is taken."""
    distribution: Annotated[Distribution, BY_NAME]
    """How its doubt is spread."""
    origin: Annotated[Origin, BY_NAME]
    """How firm its source is."""
    source: str
    """Source; of the memo, in its words."""
    contradiction: str | None
    """What speaks against it, where a source contradicts itself or another."""

    @classmethod
    def of(cls, figure: simulation.Assumption) -> "Assumption":
        return cls(
            name=figure.name,
            meaning=figure.meaning,
            unit=figure.unit,
            value=figure.value,
            low=figure.low,
            high=figure.high,
            minimum=figure.floor,
            maximum=figure.ceiling,
            distribution=figure.distribution,
            origin=figure.origin,
            source=figure.source,
            contradiction=figure.contradiction or None,
        )


class Assumptions(Told):
    """Every figure behind the results."""

    assumptions: tuple[Assumption, ...]
    """Figures, in the order of the ledger."""

    def table(self) -> Table:
        return flat(Assumption, self.assumptions)

    def provenance(self, words: Words) -> Said:
        return ((words("Version of the model"), MODEL_VERSION),)


class Scenario(Part):
    """A scenario on the table, and what it changes."""

    name: Annotated[ScenarioName, BY_NAME]
    """Name."""
    meaning: str
    """What it is."""
    memo: str
    """The memo's own words (Dutch)."""
    registrations: str | None
    """Assumption that sets its registrations, as a factor on L*; null: none."""
    removal: str | None
    """Assumption that sets how fast unreachable entries go; null: never."""
    reported_in_time: str | None
    """Assumption that sets the share of changes reported in time; null: none."""
    goes_on: bool
    """False: there are no actions, and the register is destroyed."""

    @classmethod
    def of(cls, scenario: simulation.Scenario) -> "Scenario":
        return cls(
            name=scenario.name,
            meaning=scenario.meaning,
            memo=scenario.memo,
            registrations=_named(scenario.registrations),
            removal=_named(scenario.removal),
            reported_in_time=_named(scenario.reported_in_time),
            goes_on=scenario.goes_on,
        )


class Scenarios(Told):
    """The scenarios on the table."""

    scenarios: tuple[Scenario, ...]
    """Scenarios, in the order of the memo."""

    def table(self) -> Table:
        return flat(Scenario, self.scenarios)

    def provenance(self, words: Words) -> Said:
        return ((words("Version of the model"), MODEL_VERSION),)


def _named(parameter: Parameter | None) -> str | None:
    return None if parameter is None else parameter.value


async def _assumptions(reach: Reach, _asked: Asked) -> Ready[Assumptions]:
    async def tell() -> Assumptions:
        async with reach.database.reading() as session:
            held = await regional.ledger_of(session)
        return Assumptions(assumptions=tuple(map(Assumption.of, held.values())))

    return Ready(tell)


async def _scenarios(_reach: Reach, _asked: Asked) -> Ready[Scenarios]:
    async def tell() -> Scenarios:
        return Scenarios(scenarios=tuple(map(Scenario.of, SCENARIOS.values())))

    return Ready(tell)


ASSUMPTIONS = Resource(
    path="/assumptions",
    name="assumptions",
    file="aannames",
    summary="Every figure behind the results",
    description="Value, doubt, unit and source of every figure of the ledger.",
    asked=Asked,
    told=Assumptions,
    example=Assumptions(assumptions=(Assumption.of(LEDGER[Parameter.ELASTICITY]),)),
    ready=_assumptions,
)
SCENARIO_LIST = Resource(
    path="/scenarios",
    name="scenarios",
    file="scenarios",
    summary="The scenarios on the table",
    description="What each scenario is, in the memo's words, and which figures it changes.",
    asked=Asked,
    told=Scenarios,
    example=Scenarios(scenarios=(Scenario.of(SCENARIOS[ScenarioName.FROZEN]),)),
    ready=_scenarios,
)
