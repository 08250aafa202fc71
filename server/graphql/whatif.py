"""What a client supposes: input, checked, to the simulation's own parameter object."""

from datetime import date

import strawberry

from server.errors import Code, Refused
from server.graphql.municipality_codes import code_of
from server.services.headcount import Headcount
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine, Sampling
from simulation import (
    Adoption,
    AppReading,
    Campaign,
    Change,
    ChannelsReading,
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


@strawberry.input(description="A scenario that follows on the first one.")
class AdoptionInput:
    scenario: ScenarioName = strawberry.field(description="Which scenario.")
    since: date = strawberry.field(name="from", description="Date on which it comes into force.")
    municipalities: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Who adopts it, by id or CBS code; absent: all."
    )

    def to_adoption(self) -> Adoption:
        return Adoption(
            scenario=self.scenario,
            since=self.since,
            municipalities=places(self.municipalities),
        )


@strawberry.input(description="A burst of registrations, as a letter to every household brings.")
class CampaignInput:
    since: date = strawberry.field(name="from", description="First day.")
    registrations: float = strawberry.field(
        description="Extra registrations in all, were they everywhere; pro rata to inhabitants."
    )
    days: int = strawberry.field(default=21, description="How long it works [days], 1–365.")
    municipalities: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Who campaigns, by id or CBS code; absent: all."
    )

    def to_campaign(self) -> Campaign:
        return Campaign(
            since=self.since,
            registrations=self.registrations,
            days=self.days,
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
    not_joining: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Who does not adopt it, by id or CBS code; absent: none."
    )
    later: list[AdoptionInput] | None = strawberry.field(
        default=None,
        description="Scenarios that follow, in the order in which they hold; the control room "
        "closed on 2023-03-21: ENDED.",
    )
    campaigns: list[CampaignInput] | None = strawberry.field(
        default=None, description="Bursts of registrations."
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
    app: AppReading = strawberry.field(
        default=AppReading.WITHOUT, description="Whether users of the free app look out as well."
    )
    channels: ChannelsReading = strawberry.field(
        default=ChannelsReading.TOGETHER,
        description="Whether those who are called and those who get an SMS are told apart.",
    )
    basis: Basis = strawberry.field(
        default=Basis.LEDGER, description="Where figures come from that the register can teach."
    )

    def to_whatif(self, *, start: int, years: int) -> WhatIf:
        """Raise OutOfBounds or Refused, naming field, value and bounds."""
        changes, later, campaigns = self.changes or [], self.later or [], self.campaigns or []
        asked = len(changes) + len(later) + len(campaigns)
        if asked >= MOST_CHANGES:
            raise Refused(
                Code.BAD_INPUT,
                f"changes, later and campaigns={asked} is outside [0, {MOST_CHANGES - 1}]",
            )
        first = Adoption(
            scenario=self.scenario,
            since=self.adopted_on,
            municipalities=places(self.municipalities),
            apart_from=places(self.not_joining) or frozenset(),
        )
        return WhatIf(
            adoptions=(first, *(adoption.to_adoption() for adoption in later)),
            campaigns=tuple(campaign.to_campaign() for campaign in campaigns),
            start=start,
            years=years,
            changes=tuple(change.to_change() for change in changes),
            link=self.link,
            hours=self.hours,
            supplementary=self.supplementary,
            app=self.app,
            channels=self.channels,
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
    step: Step = strawberry.field(
        default=Step.YEAR,
        description="How often the base turns over; the engine AGGREGATE alone has steps.",
    )
    seed: int = strawberry.field(
        default=1, description="Seed of all luck, 0–2147483647; the same seed, the same answer."
    )
    doubt: Doubt = strawberry.field(
        default=Doubt.CHANCE, description="What the replications differ by."
    )
    opening: Headcount = strawberry.field(
        default=Headcount.PUBLISHED,
        description="Which counts of the register it starts from; EXACT takes a role.",
    )
    precision: float | None = strawberry.field(
        default=None,
        description="How well the mean of SOLVED_DIRECTLY must be known in every year: half its "
        "95 % interval over itself, 0.0001–1; sets the replications. Absent: `replications` holds.",
    )

    def to_sampling(self) -> Sampling:
        return Sampling(
            engine=self.engine,
            replications=self.replications,
            step=self.step,
            seed=self.seed,
            doubt=self.doubt,
            opening=self.opening,
            precision=self.precision,
        ).heeded


@strawberry.input(description="One scenario, played forward.")
class WhatIfInput(CaseInput, HorizonInput):
    pass


@strawberry.input(description="Several cases against a baseline, with the same luck.")
class ComparisonInput(HorizonInput):
    alternatives: list[CaseInput] = strawberry.field(description="What is compared, 1–12 cases.")
    # no default of fields: the client that ariadne-codegen makes of one cannot ask without it
    baseline: CaseInput | None = strawberry.field(
        default=None,
        description="What they are compared with; absent: TODAY, nothing changed.",
    )


def places(ids: list[strawberry.ID] | None) -> frozenset[str] | None:
    """CBS codes of a list of ids; None for everywhere."""
    if ids is None:
        return None
    if not 1 <= len(ids) <= MOST_PLACES:
        raise Refused(Code.BAD_INPUT, f"municipalities={len(ids)} is outside [1, {MOST_PLACES}]")
    return frozenset(code_of(id_) for id_ in ids)
