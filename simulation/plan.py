"""A what-if laid out over a region: all that an engine needs to play it."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds
from simulation.costs import Work, work
from simulation.horizon import Stretch
from simulation.opening import Opening, opening
from simulation.rates import Rates, rates
from simulation.region import Region
from simulation.terms import terms
from simulation.whatif import Link, WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    whatif: WhatIf
    region: Region
    opening: Opening
    stretches: tuple[Stretch, ...]
    """Time, cut wherever a rate changes."""
    rates: Rates
    work: Work

    @property
    def years(self) -> range:
        """Calendar years of the projection."""
        return range(self.whatif.start, self.whatif.start + self.whatif.years)

    @property
    def expected_actions(self) -> Floats:
        """Expected actions; shape (year, municipality) [action/year]."""
        total = np.zeros((self.whatif.years, len(self.region.municipalities)))
        for stretch, actions in zip(self.stretches, self.rates.actions, strict=True):
            total[stretch.year] += actions * stretch.years
        return total

    def place(self, municipality: str | None) -> slice:
        """Where a municipality, or (None) the region, stands on a municipality axis."""
        codes = self.region.codes
        if municipality is None:
            return slice(len(codes))
        if municipality not in codes:
            raise OutOfBounds("municipality", f"={municipality} is not in this region")
        return slice(codes.index(municipality), codes.index(municipality) + 1)

    def initial_rate(self, municipality: str | None) -> float:
        """Chance that an action on the first day is solved directly; NaN without actions."""
        place = self.place(municipality)
        actions = self.rates.actions[0, place]
        present = self.opening.reachable.sum(axis=-1)[place] > 0
        solved = float((actions * self.rates.resolution[0, place] * present).sum())
        return solved / float(actions.sum()) if actions.any() else float("nan")


def plan(whatif: WhatIf, region: Region) -> Plan:
    """Lay out a what-if over a region; raises OutOfBounds where the two do not fit."""
    shares = region.shares
    what_holds = terms(whatif, region.codes)
    values = what_holds.values
    if whatif.link is Link.CEILING and (
        (values[Parameter.CEILING] < values[Parameter.RESOLUTION_TODAY]).any()
    ):
        raise OutOfBounds(Parameter.CEILING, " is below resolution_today, which it must not be")
    at_start = opening(region, whatif)
    return Plan(
        whatif=whatif,
        region=region,
        opening=at_start,
        stretches=what_holds.stretches,
        rates=rates(
            what_holds,
            start=whatif.start,
            shares=shares,
            reachable=int(at_start.reachable.sum()),
        ),
        work=work(what_holds, whatif, shares),
    )
