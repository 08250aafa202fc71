"""What a client supposes: input, checked, to the simulation's own parameter object."""

from datetime import date

import strawberry

from server.errors import Code, Refused
from server.graphql.municipality import code_of
from server.services.projecting import Engine, Sampling
from simulation import (
    Adoption,
    Change,
    HoursReading,
    Link,
    Parameter,
    ScenarioName,
    Step,
    SupplementaryReading,
    WhatIf,
)
from simulation.whatif import MOST_CHANGES

MOST_PLACES = 400
"""Municipalities named in one list; the country has 342."""


@strawberry.input(description="One figure, set otherwise than the ledger or the scenario has it.")
class ChangeInput:
    parameter: Parameter = strawberry.field(description="Which figure.")
    value: float = strawberry.field(description="Its value, in the figure's unit.")
    since: date | None = strawberry.field(
        name="from", default=None, description="First day on which it holds; absent: the start."
    )
    municipalities: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Where it holds, by id or CBS code; absent: everywhere."
    )

    def to_change(self) -> Change:
        return Change(
            parameter=self.parameter,
            value=self.value,
            since=self.since,
            municipalities=places(self.municipalities),
        )


@strawberry.input(description="A scenario, and what is supposed beside it.")
class CaseInput:
    scenario: ScenarioName = strawberry.field(description="Which scenario.")
    adopted_on: date | None = strawberry.field(
        default=None,
        description="Date on which it comes into force, TODAY going on before; absent: the start.",
    )
    municipalities: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Who adopts it, by id or CBS code, TODAY going on elsewhere; absent: all.",
    )
    changes: list[ChangeInput] | None = strawberry.field(
        default=None, description="Changed figures, 100 at most; of two that meet, the later holds."
    )
    link: Link = strawberry.field(
        default=Link.POWER, description="How resolution depends on the base."
    )
    hours: HoursReading = strawberry.field(
        default=HoursReading.LINEAR, description="How the memo's hours are read."
    )
    supplementary: SupplementaryReading = strawberry.field(
        default=SupplementaryReading.INCLUSIVE, description="How the memo's € 0.07 is read."
    )

    def to_whatif(self, *, start: int, years: int) -> WhatIf:
        """Raise OutOfBounds or Refused, naming field, value and bounds."""
        changes = self.changes or []
        if len(changes) >= MOST_CHANGES:
            raise Refused(
                Code.BAD_INPUT, f"changes={len(changes)} is outside [0, {MOST_CHANGES - 1}]"
            )
        return WhatIf(
            adoptions=(
                Adoption(
                    scenario=self.scenario,
                    since=self.adopted_on,
                    municipalities=places(self.municipalities),
                ),
            ),
            start=start,
            years=years,
            changes=tuple(change.to_change() for change in changes),
            link=self.link,
            hours=self.hours,
            supplementary=self.supplementary,
        )


@strawberry.input(description="From when, for how long, and how it is computed.")
class HorizonInput:
    start: int = strawberry.field(
        default=2015, description="Calendar year on whose 1 January it starts, 2010–2100."
    )
    years: int = strawberry.field(default=10, description="How many years, 1–30.")
    engine: Engine = strawberry.field(default=Engine.AGGREGATE, description="How it is computed.")
    replications: int = strawberry.field(
        default=1000, description="Replications of a stochastic engine, 1–100,000."
    )
    step: Step = strawberry.field(default=Step.YEAR, description="How often the base turns over.")
    seed: int = strawberry.field(
        default=1, description="Seed of all luck, 0–2147483647; the same seed, the same answer."
    )

    def to_sampling(self) -> Sampling:
        if self.engine is Engine.ANALYTIC:
            return Sampling(engine=self.engine)  # the rest would change nothing
        return Sampling(
            engine=self.engine, replications=self.replications, step=self.step, seed=self.seed
        )


@strawberry.input(description="One scenario, played forward.")
class WhatIfInput(CaseInput, HorizonInput):
    pass


@strawberry.input(description="Several cases against a baseline, with the same luck.")
class ComparisonInput(HorizonInput):
    alternatives: list[CaseInput] = strawberry.field(description="What is compared, 1–12 cases.")
    baseline: CaseInput = strawberry.field(
        default_factory=lambda: CaseInput(scenario=ScenarioName.TODAY),
        description="What they are compared with; absent: TODAY, nothing changed.",
    )


def places(ids: list[strawberry.ID] | None) -> frozenset[str] | None:
    """CBS codes of a list of ids; None for everywhere."""
    if ids is None:
        return None
    if not 1 <= len(ids) <= MOST_PLACES:
        raise Refused(Code.BAD_INPUT, f"municipalities={len(ids)} is outside [1, {MOST_PLACES}]")
    return frozenset(code_of(id_) for id_ in ids)
