"""A what-if: the one parameter object of all engines, which checks itself."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from simulation.assumptions import Assumption, Parameter
from simulation.bounds import OutOfBounds, within
from simulation.ledger import LEDGER
from simulation.scenario import Adoption, ScenarioName
from simulation.sentence import Listing, Sentence

YEARS: Final = (1, 30)
STARTS: Final = (2010, 2100)
MOST_CHANGES: Final = 100

AT_THE_START: Final = frozenset(
    {Parameter.PARTICIPANTS, Parameter.STARTING_GHOST_SHARE, Parameter.VOICE_SHARE}
)
"""Figures of the opening state, of the region as a whole: a change has no date and no place."""


class Link(StrEnum):
    """How the chance of resolution p depends on the relative base x; nobody knows."""

    POWER = "power"
    """p = min(1, p0 · x^elasticity)."""
    EXPONENTIAL = "exponential"
    """p = 1 − (1 − p0)^x: every participant an independent chance."""
    CEILING = "ceiling"
    """p = ceiling · (1 − (1 − p0/ceiling)^x): most actions can never be solved this way."""


class HoursReading(StrEnum):
    """How the memo's 20 hours a month carry over to other municipalities."""

    LINEAR = "linear"
    PER_MUNICIPALITY = "per_municipality"


class SupplementaryReading(StrEnum):
    """Whether € 0.07 is the whole price of the supplementary package, or an extra on € 0.03."""

    INCLUSIVE = "inclusive"
    ADDITIONAL = "additional"


class AppReading(StrEnum):
    """Whether users of the free app, who are in no register, look out as well."""

    WITHOUT = "without"
    WITH = "with"


class ChannelsReading(StrEnum):
    """Whether those who are called and those who get an SMS are told apart."""

    TOGETHER = "together"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure set otherwise than the ledger or the scenario has it, from a date, in some places.

    `since` None is the start, `municipalities` None all of them. A figure of the region (such as
    registrations a year) that is changed in some places is the regional figure as it holds there.
    """

    parameter: Parameter
    value: float
    since: date | None = None
    municipalities: frozenset[str] | None = None

    def __post_init__(self) -> None:
        figure = LEDGER[self.parameter]
        within(self.parameter.value, self.value, figure.floor, figure.ceiling)
        if self.parameter in AT_THE_START and (self.since, self.municipalities) != (None, None):
            raise OutOfBounds(
                self.parameter.value,
                "{field} is a figure of the start and the whole region: no date, no place",
            )

    @property
    def words(self) -> Sentence:
        """What is set, and since when if not from the start."""
        figure, value = self.parameter, self.value
        if self.since is None:
            return Sentence("{figure} = {value:g}.", figure=figure, value=value)
        return Sentence(
            "{figure} = {value:g} from {since}.", figure=figure, value=value, since=self.since
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A burst of registrations beside the steady stream, evenly over some days.

    A letter to every household took Terneuzen from 705 to 1,433 in three weeks
    (blikopnieuws.nl 2012).
    """

    since: date
    registrations: float
    """Extra registrations in all, were they everywhere; pro rata to inhabitants."""
    days: int = 21
    municipalities: frozenset[str] | None = None
    """Who campaigns; None: all."""

    def __post_init__(self) -> None:
        within("campaign.registrations", self.registrations, 0, 5_000_000)
        within("campaign.days", self.days, 1, 365)

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.since + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What is supposed: scenarios adopted over TODAY, changed figures, and readings of the memo.

    Adoptions and changes apply in their order: where two of them meet, the later one holds.
    """

    adoptions: tuple[Adoption, ...] = ()
    start: int = 2015
    """The projection starts on 1 January of this year."""
    years: int = 10
    changes: tuple[Change, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    link: Link = Link.POWER
    hours: HoursReading = HoursReading.LINEAR
    supplementary: SupplementaryReading = SupplementaryReading.INCLUSIVE
    app: AppReading = AppReading.WITHOUT
    channels: ChannelsReading = ChannelsReading.TOGETHER
    figures: tuple[Assumption, ...] = ()
    """Figures that stand in for the ledger's of the same name: a region's, or a register's."""

    def __post_init__(self) -> None:
        within("start", self.start, *STARTS)
        within("years", self.years, *YEARS)
        within("changes", len(self.events), 0, MOST_CHANGES)
        for since in (event.since for event in self.events):
            if since is not None and not self.opening <= since < self.end:
                raise OutOfBounds(
                    "from",
                    "{field}={value} is outside [{low}, {high})",
                    value=since,
                    low=self.opening,
                    high=self.end,
                )

    @classmethod
    def of(cls, scenario: ScenarioName, *, years: int = 10, start: int = 2015) -> "WhatIf":
        """One scenario in all municipalities from the start, nothing else changed."""
        return cls(adoptions=(Adoption(scenario=scenario),), years=years, start=start)

    @property
    def scenario(self) -> ScenarioName:
        """What it is about: the scenario that it adopts first, else TODAY."""
        return self.adoptions[0].scenario if self.adoptions else ScenarioName.TODAY

    @property
    def plain(self) -> "WhatIf":
        """The same scenario everywhere from the start, only figures changed: what a baseline is."""
        return replace(self, adoptions=(Adoption(scenario=self.scenario),), campaigns=())

    @property
    def events(self) -> tuple[Adoption | Change | Campaign, ...]:
        """All that comes into force, at the start or on a date of its own."""
        return (*self.adoptions, *self.changes, *self.campaigns)

    @property
    def dates(self) -> frozenset[date]:
        """Dates on which something begins or ends after the start."""
        begin = {event.since for event in self.events}
        end = {one.end for one in self.campaigns if one.end < self.end}
        return frozenset(since for since in begin | end if since is not None)

    @property
    def words(self) -> tuple[Sentence, ...]:
        """What is supposed beside the first scenario, a sentence each."""
        first, later = self.adoptions[:1], self.adoptions[1:]
        return (
            *(
                Sentence("Apart from {places}.", places=Listing(sorted(one.apart_from)))
                for one in first
                if one.apart_from
            ),
            *(
                Sentence("From {since}: {scenario}.", since=one.since, scenario=one.scenario)
                for one in later
            ),
            *(
                Sentence(
                    "Campaign of {registrations:,.0f} from {since}.",
                    registrations=one.registrations,
                    since=one.since,
                )
                for one in self.campaigns
            ),
            *(one.words for one in self.changes),
            *([Sentence("Users of the app count.")] if self.app is AppReading.WITH else []),
            *(
                [Sentence("Called and SMS apart.")]
                if self.channels is ChannelsReading.APART
                else []
            ),
        )

    @property
    def settled(self) -> frozenset[Parameter]:
        """Figures that a change sets from the start, in all municipalities: not in doubt."""
        return frozenset(
            change.parameter
            for change in self.changes
            if change.since in (None, self.opening) and change.municipalities is None
        )

    def figure(self, name: str) -> Assumption:
        """The entry that holds: the ledger's, or the one that stands in for it."""
        held = [figure for figure in self.figures if figure.name == name]
        return held[-1] if held else LEDGER[name]

    def value(self, parameter: Parameter) -> float:
        """Value of a figure where nothing changes it; NaN where it is left to the scenario."""
        value = self.figure(parameter).value
        return float("nan") if value is None else value

    def used(self, name: str) -> float | None:
        """Value that holds everywhere from the start; None where it is left to the scenario."""
        set_ = [
            change.value
            for change in self.changes
            if change.parameter == name and change.since is None and change.municipalities is None
        ]
        return set_[-1] if set_ else self.figure(name).value

    @property
    def opening(self) -> date:
        return date(self.start, 1, 1)

    @property
    def end(self) -> date:
        return date(self.start + self.years, 1, 1)
