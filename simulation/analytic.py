"""The analytic engine: exact means and variances in milliseconds, and the oracle for the others.

Hazards are constant on a stretch, and stretches chain: of the participants on the first day each
is reachable with one chance, an unreachable entry with another; newcomers are Poisson numbers.
Expected solved is integrated over each stretch by Gauss–Legendre with 8 nodes.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from simulation import law
from simulation.arrays import Floats
from simulation.measures import Measure
from simulation.outlook import QUANTILES, Summary, initial, values
from simulation.plan import Plan
from simulation.population import Course
from simulation.resolution import expected_chance

NODES: Final = 8
_LEGENDRE: Final = np.polynomial.legendre.leggauss(NODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Means, and variances of the stocks; an `Outlook`."""

    plan: Plan
    mean: Course
    """With one replication: the mean."""
    reachable_variance: Floats
    """Shape (year, municipality) [participant²], like those below."""
    unreachable_variance: Floats
    covariance: Floats
    """Of reachable and unreachable."""

    def summary(
        self,
        measure: Measure,
        municipality: str | None = None,
        *,
        quantiles: tuple[float, ...] = QUANTILES,
    ) -> Summary:
        """Mean, exact but for the expansion of the link POWER; see `Outlook`.

        The deviation is known for LISTED, REACHABLE and UNREACHABLE; quantiles are undefined.
        """
        place = self.plan.place(municipality)
        undefined = np.full(len(self.plan.years), np.nan)
        variances = {
            Measure.REACHABLE: self.reachable_variance,
            Measure.UNREACHABLE: self.unreachable_variance,
            Measure.LISTED: self.reachable_variance
            + self.unreachable_variance
            + 2.0 * self.covariance,
        }
        spread = variances.get(measure)
        return Summary(
            measure=measure,
            years=tuple(self.plan.years),
            initial=initial(self.plan, measure, municipality),
            mean=values(self.plan, self.mean, measure, municipality)[0],
            standard_error=np.zeros(len(self.plan.years)),
            deviation=undefined if spread is None else np.sqrt(spread[:, place].sum(axis=-1)),
            quantiles=dict.fromkeys(quantiles, undefined),
        )


@dataclass(frozen=True, slots=True)
class _Fate:
    """Where people are after some time; shape (stretch, node, municipality, cohort)."""

    stay: Floats
    """Chance that one who is reachable at first still is."""
    linger: Floats
    """Chance that one who is reachable at first is an unreachable entry."""
    keep: Floats
    """Chance that an entry unreachable at first is still listed."""
    arrived: Floats
    """Expected newcomers who are reachable."""
    arrived_lingering: Floats
    """Expected newcomers who are unreachable entries."""

    def after(self, earlier: "_Fate") -> "_Fate":
        """Where those end whom an earlier fate has brought to the beginning of this one."""
        return _Fate(
            stay=earlier.stay * self.stay,
            linger=earlier.linger * self.keep + earlier.stay * self.linger,
            keep=earlier.keep * self.keep,
            arrived=earlier.arrived * self.stay + self.arrived,
            arrived_lingering=earlier.arrived_lingering * self.keep
            + earlier.arrived * self.linger
            + self.arrived_lingering,
        )

    def at(self, *place: int | npt.NDArray[np.intp]) -> "_Fate":
        """Index all five alike."""
        return _Fate(*(getattr(self, name)[place] for name in _FIELDS))


_FIELDS: Final = ("stay", "linger", "keep", "arrived", "arrived_lingering")


def expect(plan: Plan) -> Expectation:
    """Means and variances of a plan in closed form."""
    rates = plan.rates
    length = np.array([stretch.years for stretch in plan.stretches])
    year = np.array([stretch.year for stretch in plan.stretches])
    nodes, weights = _LEGENDRE
    within = length[:, None] * np.append(0.5 * (nodes + 1.0), 1.0)
    fates = _chain(_on_each_stretch(plan, within), plan)

    first = plan.opening.reachable
    reachable = (first * fates.stay + fates.arrived).sum(axis=-1)
    ghosts = first * fates.linger + fates.arrived_lingering
    unreachable = plan.opening.unreachable * fates.keep[..., 0] + ghosts.sum(axis=-1)
    chance = expected_chance(
        plan.whatif.link,
        first,
        fates.stay[:, :-1],
        fates.arrived[:, :-1],
        first.sum(axis=-1),
        *(a[:, None] for a in (rates.resolution, rates.elasticity, rates.ceiling)),
    )

    def over_the_year(at_nodes: Floats) -> Floats:
        """Integrate what happens at actions; (stretch, node, municipality) to (year, …)."""
        return yearly(rates.actions * 0.5 * np.einsum("snm,n->sm", at_nodes, weights))

    def yearly(rate: Floats) -> Floats:
        total = np.zeros((plan.whatif.years, rate.shape[-1]))
        np.add.at(total, year, rate * length[:, None])
        return total

    ends = np.flatnonzero(np.diff(year, append=plan.whatif.years))
    at_end = reachable[ends, -1]
    before = np.vstack([first.sum(axis=-1), at_end[:-1]])
    registrations = yearly(rates.registrations.sum(axis=-1))
    solved = over_the_year(chance)
    listed = rates.message_cost[:, None] * (reachable + unreachable)[:, :-1]
    means = {
        "reachable": at_end,
        "unreachable": unreachable[ends, -1],
        "registrations": registrations,
        "departures": before + registrations - at_end,
        "actions": plan.expected_actions,
        "solved": solved,
        "expected_solved": solved,
        "likely_solved": solved,
        "message_cost": over_the_year(listed),
    }
    last = fates.at(ends, -1)
    kept = last.keep[..., 0]
    return Expectation(
        plan=plan,
        mean=Course(**{name: mean[None] for name, mean in means.items()}),
        reachable_variance=(first * last.stay * (1.0 - last.stay) + last.arrived).sum(axis=-1),
        unreachable_variance=plan.opening.unreachable * kept * (1.0 - kept)
        + (first * last.linger * (1.0 - last.linger) + last.arrived_lingering).sum(axis=-1),
        covariance=-(first * last.stay * last.linger).sum(axis=-1),
    )


def _on_each_stretch(plan: Plan, within: Floats) -> _Fate:
    """Fates from the beginning of each stretch; `within` is (stretch, node) [year]."""
    rates, t = plan.rates, within[:, :, None, None]
    h, γ, new = (a[:, None] for a in (rates.departure, rates.ghost_share, rates.registrations))
    δ = rates.removal[:, None, :, None]
    stay = law.staying(h, t)
    return _Fate(
        stay=stay,
        linger=law.becoming_unreachable(h, γ, δ, t),
        keep=np.broadcast_to(law.staying(δ, t), stay.shape),
        arrived=new * law.arrived_reachable(h, t),
        arrived_lingering=new * law.arrived_unreachable(h, γ, δ, t),
    )


def _chain(on_stretch: _Fate, plan: Plan) -> _Fate:
    """Fates from the first day on; where a scenario ends the network, nobody is left."""
    nobody = np.zeros(plan.opening.reachable.shape)
    everybody = nobody + 1.0
    so_far = _Fate(everybody, nobody, everybody, nobody, nobody)
    before = []
    for stretch, ended in enumerate(plan.rates.ended):
        if ended.any():
            left = np.where(ended, 0.0, 1.0)[:, None]
            so_far = _Fate(*(getattr(so_far, name) * left for name in _FIELDS))
        before.append(so_far)
        so_far = on_stretch.at(stretch, -1).after(so_far)
    beginnings = (np.stack([getattr(one, name) for one in before])[:, None] for name in _FIELDS)
    return on_stretch.after(_Fate(*beginnings))
