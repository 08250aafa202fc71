"""A what-if: the one parameter object of all engines, which checks itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds, within
from simulation.ledger import LEDGER
from simulation.scenario import Adoption, ScenarioName

YEARS: Final = (1, 30)
STARTS: Final = (2010, 2100)
MOST_CHANGES: Final = 100

AT_THE_START: Final = frozenset({Parameter.PARTICIPANTS, Parameter.STARTING_GHOST_SHARE})
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
                " is a figure of the start and the whole region: no date, no place",
            )


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
    link: Link = Link.POWER
    hours: HoursReading = HoursReading.LINEAR
    supplementary: SupplementaryReading = SupplementaryReading.INCLUSIVE

    def __post_init__(self) -> None:
        within("start", self.start, *STARTS)
        within("years", self.years, *YEARS)
        within("changes", len(self.changes) + len(self.adoptions), 0, MOST_CHANGES)
        for since in self.dates:
            if not self.opening <= since < self.end:
                raise OutOfBounds("since", f"={since} is outside [{self.opening}, {self.end})")

    @classmethod
    def of(cls, scenario: ScenarioName, *, years: int = 10, start: int = 2015) -> "WhatIf":
        """One scenario in all municipalities from the start, nothing else changed."""
        return cls(adoptions=(Adoption(scenario=scenario),), years=years, start=start)

    @property
    def dates(self) -> frozenset[date]:
        """Dates on which something comes into force after the start."""
        named = [one.since for one in self.adoptions] + [one.since for one in self.changes]
        return frozenset(since for since in named if since is not None)

    @property
    def opening(self) -> date:
        return date(self.start, 1, 1)

    @property
    def end(self) -> date:
        return date(self.start + self.years, 1, 1)
