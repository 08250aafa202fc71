"""A what-if laid out over a region: all that an engine needs to play it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds
from simulation.costs import Work, work
from simulation.horizon import Stretch, yearly
from simulation.opening import Opening, opening
from simulation.rates import Rates, rates
from simulation.region import Region
from simulation.terms import AS_THEY_ARE, terms
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
    drawn: Mapping[Parameter, Floats]
    """Figures that each row has its own value of; shapes (row,)."""

    @property
    def years(self) -> range:
        """Calendar years of the projection."""
        return range(self.whatif.start, self.whatif.start + self.whatif.years)

    @property
    def number_of_rows(self) -> int:
        """How many sets of figures there are; 1 where none is drawn."""
        return max((len(values) for values in self.drawn.values()), default=1)

    @property
    def audience_today(self) -> Floats:
        """All who may look out on the first day; shape (…, municipality) [participant]."""
        return np.asarray(self.opening.reachable.sum(axis=-1) + self.rates.outside[0][..., 0, :])

    @property
    def expected_actions(self) -> Floats:
        """Expected actions; shape (…, year, municipality) [action/year]."""
        return yearly(self.rates.actions, self.stretches)

    def rows(self, begin: int, end: int) -> "Plan":
        """The same plan for some of its rows; itself where no figure is drawn."""
        if not self.drawn:
            return self
        some = {name: values[begin:end] for name, values in self.drawn.items()}
        return plan(self.whatif, self.region, drawn=some)

    def place(self, municipality: str | None) -> slice:
        """Where a municipality, or (None) the region, stands on a municipality axis."""
        codes = self.region.codes
        if municipality is None:
            return slice(len(codes))
        if municipality not in codes:
            raise OutOfBounds(
                "municipality",
                "{field}={municipality} is not in this region",
                municipality=municipality,
            )
        return slice(codes.index(municipality), codes.index(municipality) + 1)

    def initial_rate(self, municipality: str | None) -> float:
        """Chance that an action on the first day is solved directly; NaN without actions."""
        place = self.place(municipality)
        actions = self.rates.actions[..., 0, :]
        chance = self.rates.resolution[..., 0, :] * (self.audience_today > 0)
        solved = float((actions * chance)[..., place].sum(axis=-1).mean())
        possible = float(actions[..., place].sum(axis=-1).mean())
        return solved / possible if possible else float("nan")


def plan(
    whatif: WhatIf, region: Region, *, drawn: Mapping[Parameter, Floats] = AS_THEY_ARE
) -> Plan:
    """Lay out a what-if over a region; raises OutOfBounds where the two do not fit.

    `drawn` gives figures that each row, a replication or a closed form, has its own value of;
    shapes (row,), as `doubt.draw` makes them. What the what-if changes is not drawn.
    """
    whatif = _in_region(whatif, region)
    drawn = {name: values for name, values in drawn.items() if name not in whatif.settled}
    what_holds = terms(whatif, region.codes, drawn)
    values = what_holds.values
    p0 = Parameter.RESOLUTION_TODAY
    below = values[Parameter.CEILING] < (whatif.value(p0) if p0 in drawn else values[p0])
    if whatif.link is Link.CEILING and Parameter.CEILING not in drawn and below.any():
        raise OutOfBounds(
            Parameter.CEILING,
            "{field} is below {chance}, which it must not be",
            chance=Parameter.RESOLUTION_TODAY,
        )
    at_start = opening(region, whatif, drawn)
    return Plan(
        whatif=whatif,
        region=region,
        opening=at_start,
        stretches=what_holds.stretches,
        rates=rates(what_holds, whatif, region, at_start.reachable.sum(axis=(-2, -1))),
        work=work(what_holds, whatif, region.shares),
        drawn=drawn,
    )


def _in_region(whatif: WhatIf, region: Region) -> WhatIf:
    """The same on the region's own figures, where it does not name them itself."""
    named = {figure.name for figure in whatif.figures}
    own = tuple(figure for figure in region.figures if figure.name not in named)
    return replace(whatif, figures=(*own, *whatif.figures)) if own else whatif
