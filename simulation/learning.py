"""What a register teaches: its occurrences over exposure, in the place of figures of the ledger.

Only what a register observes is learned: registrations, opt-outs, failed deliveries and direct
resolutions. What it never noted at all it is not known to note, and nothing is learned of it.
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
from simulation.posteriors import Posterior
from simulation.sentence import Listing, Sentence, phrase

AS_TODAY: Final = 0.2
"""How far a year's base may lie from today's for the year to count as one like today [-]."""


def learn(observed: Observed, *, reachable: int) -> tuple[Assumption, ...]:
    """Figures by the names of the ledger, with posterior mean, 5 % and 95 % points.

    `reachable` is the base L₀ that a projection opens with: registrations are learned as the factor
    on L* = h · L₀ of TODAY, for it is under TODAY that they were counted. The other scenarios keep
    the ledger's factors.
    """
    share, share_today = reachable_share(observed)
    exposed = observed.exposure * share
    base, today = exposed / observed.span, observed.today * share_today
    as_today = np.abs(base.sum(axis=0) / max(float(today.sum()), 1.0) - 1.0) <= AS_TODAY
    figures = [*_hazards(observed, float(exposed.sum()))]
    if as_today.any():
        hazard = sum(_used(figures, cause) for cause in CAUSES)
        figures += _registrations(observed, as_today, keeping=hazard * reachable)
        figures += _resolution(observed, as_today)
    if observed.actions.any():
        relative = np.divide(
            base, today[:, None], out=np.zeros_like(base), where=today[:, None] > 0
        )
        figures.append(_elasticity(observed, relative))
    return tuple(figures)


def _hazards(observed: Observed, exposure: float) -> Iterator[Assumption]:
    """Opt-outs, and failed deliveries with the two causes in the ledger's proportion."""
    over = {"exposure": exposure, "listed": float(observed.exposure.sum())}
    unseen = phrase(
        "Who is unreachable is not seen: their share in the exposure rests on the ledger's hazards."
    )
    opted_out, failed = int(observed.opt_outs.sum()), int(observed.failed_deliveries.sum())
    if opted_out:
        found = posteriors.rate(opted_out, exposure, expected=default(Parameter.OPT_OUT))
        told = Sentence(
            "{count:,} opt-outs in {exposure:,.0f} participant-years of reachable people "
            "({listed:,.0f} listed and not on hold)",
            count=opted_out,
            **over,
        )
        yield _figure(observed, Parameter.OPT_OUT, found, Distribution.GAMMA, told, unseen)
    if failed:
        usual = sum(default(cause) for cause in FAILING)
        both = posteriors.rate(failed, exposure, expected=usual)
        for cause in FAILING:
            part = default(cause) / usual
            found = Posterior(part * both.mean, part * both.low, part * both.high)
            told = Sentence(
                "{count:,} failed deliveries in {exposure:,.0f} participant-years of reachable "
                "people ({listed:,.0f} listed and not on hold); {part:.0f} % of them, as in the "
                "ledger, for a register does not tell moves within and changed numbers apart",
                count=failed,
                part=100 * part,
                **over,
            )
            yield _figure(observed, cause, found, Distribution.GAMMA, told, unseen)


def _registrations(
    observed: Observed, as_today: npt.NDArray[np.bool_], *, keeping: float
) -> Iterator[Assumption]:
    """Factor of TODAY on L*, here `keeping` [registrations/year]."""
    if keeping <= 0:
        return
    counted, span = int(observed.registrations[:, as_today].sum()), float(observed.span @ as_today)
    factor = default(Parameter.REGISTRATIONS_TODAY)
    found = posteriors.rate(counted, span * keeping, expected=factor)
    told = Sentence(
        "{count:,} registrations in {span:.2f} years ({when}), {yearly:,.0f} a year, over L* of "
        "{keeping:,.0f}",
        count=counted,
        span=span,
        when=_like_today(observed, as_today),
        yearly=counted / span,
        keeping=keeping,
    )
    kept = phrase(
        "Counted under TODAY, so for TODAY only: the other scenarios keep the ledger's factor on "
        "L*, and a comparison sets a count beside an assumption."
    )
    yield _figure(observed, Parameter.REGISTRATIONS_TODAY, found, Distribution.GAMMA, told, kept)


def _resolution(observed: Observed, as_today: npt.NDArray[np.bool_]) -> Iterator[Assumption]:
    actions = int(observed.actions[:, as_today].sum())
    solved = int(observed.solved_directly[:, as_today].sum())
    if not actions:
        return
    found = posteriors.chance(solved, actions, expected=default(Parameter.RESOLUTION_TODAY))
    judged = phrase(
        "Whether a reaction led directly to the solution is the word of who ended the action."
    )
    told = Sentence(
        "{solved:,} of {actions:,} actions solved directly ({when})",
        solved=solved,
        actions=actions,
        when=_like_today(observed, as_today),
    )
    yield _figure(observed, Parameter.RESOLUTION_TODAY, found, Distribution.BETA, told, judged)


def _elasticity(observed: Observed, relative: Floats) -> Assumption:
    found = posteriors.elasticity(
        observed.solved_directly,
        observed.actions,
        relative,
        expected=default(Parameter.ELASTICITY),
        chance=default(Parameter.RESOLUTION_TODAY),
    )
    told = Sentence(
        "logistic regression of {solved:,} direct resolutions of {actions:,} actions on the base, "
        "by municipality and year",
        solved=int(observed.solved_directly.sum()),
        actions=int(observed.actions.sum()),
    )
    doubt = phrase(
        "Only differences between municipalities within a year teach, and nobody varied the base "
        "on purpose: where all grow alike, the interval stays as wide as that of knowing nothing."
    )
    return _figure(observed, Parameter.ELASTICITY, found, Distribution.BETA, told, doubt)


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


def _like_today(observed: Observed, as_today: npt.NDArray[np.bool_]) -> Sentence:
    years = [year for year, like in zip(observed.years, as_today, strict=True) if like]
    return Sentence(
        "{years}: the base within {margin:.0f} % of today's",
        years=Listing(years),
        margin=100 * AS_TODAY,
    )
