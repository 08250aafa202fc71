"""What a register teaches: its occurrences over exposure, in the place of figures of the ledger.

Only what a register observes and publishes is learned: registrations, opt-outs, failed deliveries
and direct resolutions. What it never noted, or too seldom to be published, it teaches nothing of.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from simulation import posteriors
from simulation.ages import CAUSES
from simulation.arrays import Floats
from simulation.assumptions import Assumption, Distribution, Origin, Parameter
from simulation.ledger import LEDGER, default
from simulation.observation import FAILING, Observed, reachable_share
from simulation.posteriors import Between, Posterior
from simulation.sentence import Listing, Sentence, phrase

AS_TODAY: Final = 0.2
"""How far a year's base may lie from today's for the year to count as one like today [-]."""
TAUGHT: Final = (
    Parameter.OPT_OUT,
    *FAILING,
    Parameter.REGISTRATIONS_TODAY,
    Parameter.RESOLUTION_TODAY,
)
"""What a register can teach, if enough of it is published."""


def learn(observed: Observed, *, reachable: int) -> tuple[Assumption, ...]:
    """Figures by the names of the ledger, with posterior mean, 5 % and 95 % points.

    `reachable` is the base L₀ that a projection opens with: registrations are learned as the factor
    on L* = h · L₀ of TODAY, for it is under TODAY that they were counted. The other scenarios keep
    the ledger's factors.
    """
    if not observed.years:
        return ()
    share, share_today = reachable_share(observed)
    exposed = observed.exposure * share
    today = max(float(observed.base[-1]) * share_today, 1.0)
    as_today = np.abs(exposed / observed.span / today - 1.0) <= AS_TODAY
    figures = [*_hazards(observed, exposed)]
    hazard = sum(_used(figures, cause) for cause in CAUSES)
    figures += _registrations(observed, as_today, keeping=hazard * reachable)
    figures += _resolution(observed, as_today)
    return tuple(figures)


def _hazards(observed: Observed, exposed: Floats) -> Iterator[Assumption]:
    """Opt-outs, and failed deliveries with the two causes in the ledger's proportion."""
    over = {"exposure": float(exposed.sum()), "listed": float(observed.exposure.sum())}
    unseen = phrase(
        "Who is unreachable is not seen: their share in the exposure rests on the ledger's hazards."
    )
    opted_out, failed = observed.opt_outs, observed.failed_deliveries
    if opted_out.noted:
        found = posteriors.rate(opted_out, exposed, expected=default(Parameter.OPT_OUT))
        told = Sentence(
            "about {count:,.0f} opt-outs, as far as they are published, in {exposure:,.0f} "
            "participant-years of reachable people ({listed:,.0f} listed and not on hold)",
            count=_count(opted_out),
            **over,
        )
        yield _figure(observed, Parameter.OPT_OUT, found, Distribution.GAMMA, told, unseen)
    if failed.noted:
        usual = sum(default(cause) for cause in FAILING)
        both = posteriors.rate(failed, exposed, expected=usual)
        for cause in FAILING:
            part = default(cause) / usual
            found = Posterior(part * both.mean, part * both.low, part * both.high)
            told = Sentence(
                "about {count:,.0f} failed deliveries, as far as they are published, in "
                "{exposure:,.0f} participant-years of reachable people ({listed:,.0f} listed and "
                "not on hold); {part:.0f} % of them, as in the ledger, for a register does not "
                "tell moves within and changed numbers apart",
                count=_count(failed),
                part=100 * part,
                **over,
            )
            yield _figure(observed, cause, found, Distribution.GAMMA, told, unseen)


def _registrations(
    observed: Observed, as_today: npt.NDArray[np.bool_], *, keeping: float
) -> Iterator[Assumption]:
    """Factor of TODAY on L*, here `keeping` [registrations/year]."""
    registered, span = _of(observed.registrations, as_today), observed.span[as_today]
    if keeping <= 0 or not registered.noted:
        return
    factor = default(Parameter.REGISTRATIONS_TODAY)
    found = posteriors.rate(registered, span * keeping, expected=factor)
    told = Sentence(
        "about {count:,.0f} registrations, as far as they are published, in {span:.2f} years "
        "({when}), {yearly:,.0f} a year, over L* of {keeping:,.0f}",
        count=_count(registered),
        span=float(span.sum()),
        when=_like_today([year for year, one in zip(observed.years, as_today, strict=True) if one]),
        yearly=_count(registered) / float(span.sum()),
        keeping=keeping,
    )
    kept = phrase(
        "Counted under TODAY, so for TODAY only: the other scenarios keep the ledger's factor on "
        "L*, and a comparison sets a count beside an assumption."
    )
    yield _figure(observed, Parameter.REGISTRATIONS_TODAY, found, Distribution.GAMMA, told, kept)


def _resolution(observed: Observed, as_today: npt.NDArray[np.bool_]) -> Iterator[Assumption]:
    """From periods of which every year is one like today."""
    like = {year for year, one in zip(observed.years, as_today, strict=True) if one}
    periods = [one for one in observed.resolutions if like.issuperset(one.years)]
    solved = Between(
        low=np.array([one.directly.low for one in periods], dtype=np.int64),
        high=np.array([one.directly.high for one in periods], dtype=np.int64),
    )
    if not solved.noted:
        return
    actions = np.array([one.actions for one in periods], dtype=np.float64)
    found = posteriors.chance(solved, actions, expected=default(Parameter.RESOLUTION_TODAY))
    judged = phrase(
        "Whether a reaction led directly to the solution is the word of who ended the action."
    )
    told = Sentence(
        "about {solved:,.0f} of {actions:,.0f} actions solved directly ({when})",
        solved=_count(solved),
        actions=float(actions.sum()),
        when=_like_today([year for one in periods for year in one.years]),
    )
    yield _figure(observed, Parameter.RESOLUTION_TODAY, found, Distribution.BETA, told, judged)


def _of(counts: Between, years: npt.NDArray[np.bool_]) -> Between:
    return Between(low=counts.low[years], high=counts.high[years])


def _count(counts: Between) -> float:
    return float(counts.middle.sum())


def _figure(
    observed: Observed,
    name: Parameter,
    found: Posterior,
    distribution: Distribution,
    told: Sentence,
    against: str,
) -> Assumption:
    ledger = LEDGER[name]
    mean, low, high = np.clip((found.mean, found.low, found.high), ledger.floor, ledger.ceiling)
    return replace(
        ledger,
        value=float(mean),
        low=float(low),
        high=float(high),
        distribution=distribution,
        origin=Origin.REGISTER,
        source=Sentence("{register}: {told}", register=observed.register, told=told),
        contradiction=against,
    )


def _used(figures: list[Assumption], name: Parameter) -> float:
    learned = [figure.value for figure in figures if figure.name == name]
    return default(name) if not learned or learned[0] is None else learned[0]


def _like_today(years: list[int]) -> Sentence:
    return Sentence(
        "{years}: the base within {margin:.0f} % of today's",
        years=Listing(years),
        margin=100 * AS_TODAY,
    )
