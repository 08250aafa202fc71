"""The year in which the rate of direct resolution falls below a threshold.

The rate is that of `Measure.DIRECT_RESOLUTION_RATE`: what the base makes of a year's actions,
averaged over the year. It knows the luck of the base, which is small, and not the luck of actions,
which is large: the year in which a count of solved actions falls is not to be had from it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.analytic import Expectation, expect
from simulation.arrays import Floats
from simulation.bounds import within
from simulation.measures import Measure
from simulation.samples import Samples
from simulation.sentence import Sentence

THRESHOLD: Final = 0.10
"""The memo's lower bound: “Bij 10 tot 15% van de burgernetacties …” [solved directly/action]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """When a rate first falls below a threshold."""

    threshold: float
    """[solved directly/action]"""
    years: tuple[int, ...]
    first: Floats | None
    """Share of the replications that fall below in that year and in none before; shape (year,).

    With `never` they add up to 1. None in closed form, which has one course only.
    """
    never: float | None
    """Share of the replications that never do within the horizon."""
    of_mean: int | None
    """First year in which the exact mean lies below; None: never within the horizon."""
    defined: bool
    """False: there are no actions in any year, so there is no rate to fall."""
    rated: tuple[int, ...]
    """Years that have a rate, since there are actions in them."""

    @property
    def words(self) -> Sentence:
        """The same as a sentence."""
        if not self.defined:
            return Sentence("There are no actions, so there is no rate.")
        mean = self._of_mean
        if len(self.rated) < len(self.years):
            mean = Sentence(
                "{mean} ({years} have a rate, the others have no actions)",
                mean=mean,
                years=_span(self.rated),
            )
        if self.first is None or self.never is None:
            return Sentence("{mean}.", mean=mean)
        if self.never > max(self.first):
            return Sentence(
                "{mean}; never in {share:.0f} % of the replications.",
                mean=mean,
                share=100 * self.never,
            )
        return Sentence(
            "{mean}; first in {year} in {share:.0f} % of the replications.",
            mean=mean,
            year=self.years[int(np.argmax(self.first))],
            share=100 * float(self.first.max()),
        )

    @property
    def _of_mean(self) -> Sentence:
        bar = 100 * self.threshold
        if self.of_mean is None:
            return Sentence(
                "The mean is never below {bar:g} % in {years}", bar=bar, years=_span(self.rated)
            )
        return Sentence("The mean first lies below {bar:g} % in {year}", bar=bar, year=self.of_mean)


def fall(
    outlook: Samples | Expectation,
    threshold: float = THRESHOLD,
    municipality: str | None = None,
) -> Fall:
    """First year with a rate below the threshold, in each replication and of the exact mean.

    A year without actions has no rate and lies below nothing. Raises OutOfBounds for a threshold
    outside [0, 1] and for an unknown municipality.
    """
    within("threshold", threshold, 0.0, 1.0)
    exact = outlook if isinstance(outlook, Expectation) else expect(outlook.plan)
    mean = exact.of(Measure.DIRECT_RESOLUTION_RATE, municipality).mean(axis=0)
    years = tuple(outlook.plan.years)
    defined = not bool(np.isnan(mean).all())
    first = never = None
    if isinstance(outlook, Samples) and defined:
        below = outlook.of(Measure.DIRECT_RESOLUTION_RATE, municipality) < threshold
        so_far = np.logical_or.accumulate(below, axis=1)
        first = np.diff(so_far.mean(axis=0), prepend=0.0)
        never = float((~below.any(axis=1)).mean())
    fallen = np.flatnonzero(mean < threshold)
    return Fall(
        threshold=threshold,
        years=years,
        first=first,
        never=never,
        of_mean=years[fallen[0]] if len(fallen) else None,
        defined=defined,
        rated=tuple(year for year, rate in zip(years, mean, strict=True) if not np.isnan(rate)),
    )


def _span(years: tuple[int, ...]) -> int | Sentence:
    if len(years) == 1:
        return years[0]
    return Sentence("{first}–{last}", first=years[0], last=years[-1])
