"""The chances of each step: rates turned into what the processes draw with.

A step is played in parts where a change of rates cuts it, or the base changes fast; actions are
drawn for the whole of it, so that their luck is the same in every scenario.
"""

from dataclasses import dataclass

import numpy as np

from simulation import law
from simulation.arrays import Floats
from simulation.cuts import cuts
from simulation.horizon import Step, Stretch, edges, stretches
from simulation.meanwhile import Meanwhile, meanwhile
from simulation.plan import Plan
from simulation.resolution import Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What may happen in one part of a step; shapes (…, municipality), with classes where said.

    They broadcast over replications and municipalities; see `Rates`.
    """

    days: int
    leave: Floats
    """Chance of a reachable participant to stop being so; with classes."""
    linger: Floats
    """Chance that one who does is still listed at the end; with classes."""
    remove: Floats
    """Chance of an unreachable entry to be removed."""
    arrive: Floats
    """Expected newcomers who are reachable at the end; with classes."""
    arrive_lingering: Floats
    """Expected newcomers who are listed and unreachable by then."""
    arrive_gone: Floats
    """Expected newcomers who have come and gone."""
    actions: Floats
    """Expected actions."""
    message_cost: Floats
    """Messages of one action [euro/listed participant]."""
    meanwhile: Meanwhile
    resolution: Resolution
    outside: tuple[Floats, Floats]
    """Audience outside the register, at both ends [participant]."""
    ended: np.ndarray[tuple[int], np.dtype[np.bool_]]
    closes_step: bool
    closes_year: bool


def transitions(plan: Plan, step: Step) -> tuple[Transition, ...]:
    """Every part of every step of a plan, in order."""
    grid = edges(plan.whatif.opening, plan.whatif.years, step)
    begins = [stretch.begin for stretch in plan.stretches]
    parts = stretches(plan.whatif.opening, [*grid, *cuts(plan, grid)])
    steps = {(day - plan.whatif.opening).days for day in grid}
    held = np.searchsorted(begins, [part.begin for part in parts], side="right") - 1

    rates = plan.rates
    t = np.array([part.years for part in parts])[:, None, None]
    h, γ = rates.departure[..., held, :, :], rates.ghost_share[..., held, :, :]
    δ = rates.removal[..., held, :, None]
    leave = -np.expm1(-h * t)
    lingering = law.becoming_unreachable(h, γ, δ, t)
    linger = np.divide(lingering, leave, out=np.zeros_like(leave), where=leave > 0)
    new = rates.newcomers[..., held, :, :]
    arrive = new * law.arrived_reachable(h, t)
    arrive_lingering = new * law.arrived_unreachable(h, γ, δ, t)
    arrive_gone = np.maximum(new * t - arrive - arrive_lingering, 0.0)
    between = meanwhile(plan, parts, held)
    resolutions = [resolution(plan, s) for s in range(len(plan.stretches))]
    shares = rates.shares
    return tuple(
        Transition(
            days=part.days,
            leave=leave[..., i, :, :],
            linger=np.minimum(linger[..., i, :, :], 1.0),
            remove=-np.expm1(-rates.removal[..., s, :] * part.years),
            arrive=arrive[..., i, :, :] * shares[:, None],
            arrive_lingering=arrive_lingering[..., i, :, :].sum(axis=-1) * shares,
            arrive_gone=arrive_gone[..., i, :, :].sum(axis=-1) * shares,
            actions=rates.actions[..., s, :] * part.years,
            message_cost=rates.message_cost[..., s, :],
            meanwhile=between[i],
            resolution=resolutions[s],
            outside=_outside(plan, part, s),
            ended=rates.ended[s],
            closes_step=part.end in steps,
            closes_year=i + 1 == len(parts) or parts[i + 1].year > part.year,
        )
        for i, (part, s) in enumerate(zip(parts, held.tolist(), strict=True))
    )


def resolution(plan: Plan, stretch: int) -> Resolution:
    """What decides the chance of resolution on a stretch."""
    rates = plan.rates
    return Resolution(
        link=plan.whatif.link,
        today=plan.audience_today,
        p0=rates.resolution[..., stretch, :],
        elasticity=rates.elasticity[..., stretch, :],
        ceiling=rates.ceiling[..., stretch, :],
    )


def _outside(plan: Plan, part: Stretch, stretch: int) -> tuple[Floats, Floats]:
    """Audience outside the register at both ends of a part: on the straight line of its stretch."""
    whole = plan.stretches[stretch]
    begin, end = (np.asarray(of[..., stretch, :]) for of in plan.rates.outside)

    def on(day: int) -> Floats:
        return np.asarray(begin + (end - begin) * ((day - whole.begin) / whole.days))

    return on(part.begin), on(part.end)


def step_lengths(plan: Plan, step: Step) -> tuple[float, ...]:
    """Length of each whole step [year]."""
    grid = edges(plan.whatif.opening, plan.whatif.years, step)
    return tuple(part.years for part in stretches(plan.whatif.opening, grid))
