"""Small worlds in which participants live one by one, and how runs are held to the truth."""

import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import pytest

from simulation import (
    Adoption,
    AppReading,
    Campaign,
    Change,
    ChannelsReading,
    Measure,
    Parameter,
    Plan,
    Region,
    Samples,
    ScenarioName,
    WhatIf,
    expect,
    individual,
    plan,
)
from simulation.arrays import Floats
from simulation.population import Course
from tests.simulation.worlds import hamlet

NEVER_JOINS = frozenset({"GM0002"})


def live(made: Plan, *, replications: int, seed: int = 1) -> Samples:
    """Play replications here, in this process, where a test can break things."""
    gc.disable()  # it would look through the living again and again, for the few who are dead
    try:
        played = [individual.play(made, seed=seed, replication=r) for r in range(replications)]
    finally:
        gc.enable()
    together = {
        field.name: np.concatenate([getattr(course, field.name) for course in played])
        for field in fields(Course)
    }
    return Samples(plan=made, course=Course(**together))


def quiet(
    *adoptions: Adoption,
    changes: Mapping[Parameter, float] | None = None,
    later: tuple[Change, ...] = (),
    years: int = 3,
    region: Region | None = None,
) -> Plan:
    """Lay out a what-if with 40 actions a year, which are the slowest to play."""
    everywhere = {Parameter.ACTIONS_PER_YEAR: 40.0} | dict(changes or {})
    changed = [Change(parameter=name, value=value) for name, value in everywhere.items()]
    return plan(
        WhatIf(adoptions=adoptions, changes=(*changed, *later), years=years), region or hamlet(10)
    )


def told(made: Plan, **more: Any) -> Plan:
    """Lay out the same what-if, but for these of its fields."""
    return plan(replace(made.whatif, **more), made.region)


def worlds() -> dict[str, Plan]:
    """Everything that may make a difference to a life: rates, dates, places, the end."""
    frozen, package, ended = (
        ScenarioName.FROZEN,
        ScenarioName.REGIONAL_SUPPLEMENTARY,
        ScenarioName.ENDED,
    )
    return {
        "frozen": quiet(Adoption(scenario=frozen)),
        "one place joins in the middle of a leap year": quiet(
            Adoption(scenario=frozen),
            Adoption(
                scenario=package,
                since=date(2016, 5, 17),
                municipalities=frozenset({"GM0001"}),
            ),
        ),
        "ended in one place, and begun anew": quiet(
            Adoption(scenario=package),
            Adoption(scenario=ended, since=date(2016, 1, 1), municipalities=NEVER_JOINS),
            Adoption(scenario=package, since=date(2016, 9, 1)),
        ),
        "a campaign, two channels, and users of the app": told(
            quiet(
                Adoption(scenario=frozen),
                changes={Parameter.NUMBER_CHANGE: 0.2, Parameter.VOICE_NUMBER_CHANGE: 3.0},
            ),
            app=AppReading.WITH,
            channels=ChannelsReading.APART,
            campaigns=(Campaign(since=date(2016, 3, 7), registrations=40.0),),
        ),
        "large hazards that change": quiet(
            changes={
                Parameter.DEPARTURE: 0.4,
                Parameter.GHOST_SHARE: 0.6,
                Parameter.REMOVAL: 0.8,
                Parameter.REGISTRATIONS: 30.0,
            },
            later=(
                Change(parameter=Parameter.DEPARTURE, value=1.3, since=date(2016, 3, 1)),
                Change(parameter=Parameter.REMOVAL, value=0.1, since=date(2017, 10, 1)),
            ),
        ),
    }


def z_scores(samples: Samples) -> Iterator[tuple[str, float]]:
    """Every mean in every place and year, and the variances that are known, in standard errors."""
    exact = expect(samples.plan)
    for place in (None, *samples.plan.region.codes):
        for measure in (
            Measure.REACHABLE,
            Measure.UNREACHABLE,
            Measure.LISTED,
            Measure.REGISTRATIONS,
            Measure.DEPARTURES,
            Measure.ACTIONS,
            Measure.SOLVED_DIRECTLY,
            Measure.EXPECTED_SOLVED,
            Measure.DIRECT_RESOLUTION_RATE,
            Measure.MESSAGE_COST,
            Measure.UNREACHABLE_MESSAGES,
            Measure.UNREACHABLE_MESSAGE_COST,
        ):
            truth = exact.summary(measure, place)
            for y, mean in enumerate(truth.mean):
                drawn = samples.of(measure, place)[:, y]
                what = f"{measure} {place} {truth.years[y]}"
                if np.isnan(mean) or mean < 1e-9:
                    assert not np.nan_to_num(drawn).any(), what
                    continue
                variance = truth.deviation[y] ** 2
                if measure in (Measure.REGISTRATIONS, Measure.ACTIONS, Measure.SOLVED_DIRECTLY):
                    variance = mean  # a Poisson number, solved but for a little
                spread = drawn.var() if np.isnan(variance) else variance
                if spread < 1e-20:  # certain, or so rare that it did not happen once
                    ghosts = exact.summary(Measure.UNREACHABLE, place).mean[y]
                    rare = not drawn.any() and min(mean, ghosts) * len(drawn) < 7.0
                    assert rare or drawn.mean() == pytest.approx(mean), what
                    continue
                yield f"mean of {what}", (drawn.mean() - mean) / np.sqrt(spread / len(drawn))
                if not np.isnan(variance):
                    yield f"variance of {what}", off_in_variance(drawn - mean, variance)
    if not samples.plan.rates.ended.any():
        drawn = samples.of(Measure.DEPARTURES).sum(axis=1)
        off = drawn - exact.summary(Measure.DEPARTURES).mean.sum()
        yield "variance of departures", off_in_variance(off, variance_of_departures(samples.plan))


def off_in_variance(off: Floats, variance: float) -> float:
    """Error of a variance in standard errors: a Poisson number's, which a binomial one stays below.

    That of the sample is no measure where hardly anything happens.
    """
    error = np.sqrt((2.0 * variance**2 + variance) / len(off))
    return float(((off**2).mean() - variance) / error)


def variance_of_departures(made: Plan) -> float:
    """Of all departures of all years: of each first participant yes or no, of newcomers Poisson."""
    length = np.array([part.years for part in made.stretches])[:, None, None]
    shape = (len(made.stretches), *made.opening.reachable.shape[-2:])
    stay = np.exp(-(np.broadcast_to(made.rates.departure, shape) * length).sum(axis=0))
    first = made.opening.reachable
    exact = expect(made)
    newcomers = exact.summary(Measure.REGISTRATIONS).mean.sum()
    still_here = exact.summary(Measure.REACHABLE).mean[-1] - (first * stay).sum()
    return float((first * stay * (1.0 - stay)).sum() + newcomers - still_here)


LEVEL: Final = 0.05
MARGIN: Final = 0.005
"""Of the mean reachable base: how far two engines may differ and be called one."""


@dataclass(frozen=True, kw_only=True)
class Equivalence:
    """Two one-sided tests of means, each at LEVEL: equal unless shown to differ is not enough."""

    difference: float
    error: float
    margin: float

    @property
    def shown(self) -> bool:
        """True: a difference as large as the margin would be found in one run of 20 at most."""
        return abs(self.difference) + self._quantile * self.error < self.margin

    @property
    def refuted(self) -> bool:
        """True: the difference is larger than the margin, by the same standard."""
        return abs(self.difference) - self._quantile * self.error > self.margin

    @property
    def power(self) -> float:
        """Chance that it is shown if the engines are the same."""
        if self.error == 0.0:
            return 1.0
        return max(0.0, 2.0 * NormalDist().cdf(self.margin / self.error - self._quantile) - 1.0)

    @property
    def _quantile(self) -> float:
        return NormalDist().inv_cdf(1.0 - LEVEL)


def equivalences(one: Samples, other: Samples) -> dict[str, Equivalence]:
    """Stocks at the end and flows of all years, each within a margin of MARGIN × mean reachable.

    The chance of resolution in the last year within MARGIN of itself.
    """
    reachable = other.of(Measure.REACHABLE)[:, -1].mean()

    def tested(a: Floats, b: Floats, mean: float) -> Equivalence:
        error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        return Equivalence(
            difference=float(a.mean() - b.mean()), error=float(error), margin=MARGIN * mean
        )

    found = {}
    for measure in (Measure.REACHABLE, Measure.UNREACHABLE, Measure.LISTED):
        found[measure.value] = tested(one.of(measure)[:, -1], other.of(measure)[:, -1], reachable)
    for measure in (Measure.REGISTRATIONS, Measure.DEPARTURES):
        found[measure.value] = tested(
            one.of(measure).sum(axis=1), other.of(measure).sum(axis=1), reachable
        )
    rate = Measure.DIRECT_RESOLUTION_RATE
    a, b = one.of(rate)[:, -1], other.of(rate)[:, -1]
    found[rate.value] = tested(a, b, float(b.mean()))
    return found
