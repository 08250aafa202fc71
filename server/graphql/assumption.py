from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Self

import strawberry

import simulation
from server.graphql.context import Info
from server.services import regional
from simulation import LEDGER, Distribution, Origin, Parameter, ScenarioName, WhatIf

NONE: Final[Mapping[str, float | None]] = MappingProxyType({})


@strawberry.type(description="A figure behind a result: its value, its doubt and its source.")
class Assumption:
    name: str = strawberry.field(description="Name in the ledger.")
    meaning: str = strawberry.field(description="What it says.")
    unit: str = strawberry.field(description="Unit of all its values.")
    value: float | None = strawberry.field(
        description="Value in the ledger, or learned from the register; null where the scenario "
        "decides."
    )
    used: float | None = strawberry.field(
        description="Value that the result starts from; null where the scenario decides."
    )
    changed: bool = strawberry.field(description="Whether the what-if changes it, then or later.")
    low: float | None = strawberry.field(description="5 % point of its doubt; null if unknown.")
    high: float | None = strawberry.field(description="95 % point of its doubt; null if unknown.")
    minimum: float = strawberry.field(description="Least value that is taken.")
    maximum: float = strawberry.field(description="Greatest value that is taken.")
    distribution: Distribution = strawberry.field(description="How its doubt is spread.")
    origin: Origin = strawberry.field(description="How firm its source is.")
    source: str = strawberry.field(description="Source; of the memo, in its words.")
    contradiction: str | None = strawberry.field(
        description="What speaks against it, where a source contradicts itself or another."
    )

    @classmethod
    def of(
        cls,
        figure: simulation.Assumption,
        used: Mapping[str, float | None] = NONE,
        changed: bool = False,
    ) -> Self:
        return cls(
            name=figure.name,
            meaning=figure.meaning,
            unit=figure.unit,
            value=figure.value,
            used=used.get(figure.name, figure.value),
            changed=changed,
            low=figure.low,
            high=figure.high,
            minimum=figure.floor,
            maximum=figure.ceiling,
            distribution=figure.distribution,
            origin=figure.origin,
            source=figure.source,
            contradiction=figure.contradiction or None,
        )


async def ledger(info: Info) -> list[Assumption]:
    """Every figure, as it holds in the region."""
    async with info.context.database.reading() as session:
        held = await regional.ledger_of(session)
    return [Assumption.of(figure) for figure in held.values()]


def assumptions(whatif: WhatIf) -> list[Assumption]:
    """Every figure, as a what-if has it."""
    used = {name: whatif.used(name) for name in LEDGER}
    changed = {change.parameter.value for change in whatif.changes}
    return [Assumption.of(whatif.figure(name), used, name in changed) for name in LEDGER]


@strawberry.type(description="A scenario on the table, and what it changes.")
class Scenario:
    name: ScenarioName = strawberry.field(description="Name.")
    meaning: str = strawberry.field(description="What it is.")
    memo: str = strawberry.field(description="The memo's own words (Dutch).")
    registrations: str | None = strawberry.field(
        description="Assumption that sets its registrations, as a factor on L*; null: none."
    )
    removal: str | None = strawberry.field(
        description="Assumption that sets how fast unreachable entries go; null: never."
    )
    reported_in_time: str | None = strawberry.field(
        description="Assumption that sets the share of changes reported in time; null: none."
    )
    goes_on: bool = strawberry.field(
        description="False: there are no actions, and the register is destroyed."
    )

    @classmethod
    def of(cls, scenario: simulation.Scenario) -> Self:
        def named(parameter: Parameter | None) -> str | None:
            return None if parameter is None else parameter.value

        return cls(
            name=scenario.name,
            meaning=scenario.meaning,
            memo=scenario.memo,
            registrations=named(scenario.registrations),
            removal=named(scenario.removal),
            reported_in_time=named(scenario.reported_in_time),
            goes_on=scenario.goes_on,
        )
