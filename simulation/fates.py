"""What becomes of people: with which chance they are where, some time after the first day.

Hazards are constant on a stretch, and stretches chain: of the participants on the first day each
is reachable with one chance, an unreachable entry with another; newcomers are Poisson numbers.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from simulation import law
from simulation.arrays import Floats
from simulation.plan import Plan


@dataclass(frozen=True, slots=True)
class Fates:
    """Where people are after some time; shape (…, stretch, node, municipality, class)."""

    stay: Floats
    """Chance that one who is reachable at first still is."""
    linger: Floats
    """Chance that one who is reachable at first is an unreachable entry."""
    keep: Floats
    """Chance that an entry unreachable at first is still listed."""
    arrived: Floats
    """Expected newcomers who are reachable, were the whole region like this."""
    arrived_lingering: Floats
    """Expected newcomers who are unreachable entries, likewise."""

    def after(self, earlier: "Fates") -> "Fates":
        """Where those end whom an earlier fate has brought to the beginning of this one."""
        return Fates(
            stay=earlier.stay * self.stay,
            linger=earlier.linger * self.keep + earlier.stay * self.linger,
            keep=earlier.keep * self.keep,
            arrived=earlier.arrived * self.stay + self.arrived,
            arrived_lingering=earlier.arrived_lingering * self.keep
            + earlier.arrived * self.linger
            + self.arrived_lingering,
        )

    def at(self, where: Any) -> "Fates":
        """Those at some of the stretches and nodes."""
        return Fates(*(getattr(self, name)[where] for name in _FIELDS))

    def at_end_of(self, stretch: int) -> "Fates":
        """Those at the last node of a stretch; without these two axes."""
        return self.at(np.s_[..., stretch, -1, :, :])


_FIELDS: Final = ("stay", "linger", "keep", "arrived", "arrived_lingering")


def fates(plan: Plan, within: Floats) -> Fates:
    """Fates from the first day on, at some points of each stretch.

    `within` says where, from 0 at its beginning to 1 at its end, which must be the last.
    """
    length = np.array([stretch.years for stretch in plan.stretches])
    return _chain(_on_each_stretch(plan, length[:, None] * within), plan)


def _on_each_stretch(plan: Plan, within: Floats) -> Fates:
    """Fates from the beginning of each stretch; `within` is (stretch, node) [year]."""
    rates, t = plan.rates, within[:, :, None, None]
    h, γ, new = (
        a[..., :, None, :, :] for a in (rates.departure, rates.ghost_share, rates.newcomers)
    )
    δ = rates.removal[..., :, None, :, None]
    stay = law.staying(h, t)
    return Fates(
        stay=stay,
        linger=law.becoming_unreachable(h, γ, δ, t),
        keep=np.broadcast_to(law.staying(δ, t), np.broadcast_shapes(δ.shape, stay.shape)),
        arrived=new * law.arrived_reachable(h, t),
        arrived_lingering=new * law.arrived_unreachable(h, γ, δ, t),
    )


def _chain(on_stretch: Fates, plan: Plan) -> Fates:
    """Fates from the first day on; where a scenario ends the network, nobody is left."""
    first = on_stretch.at_end_of(0)
    nobody, everybody = np.zeros_like(first.stay), np.ones_like(first.stay)
    so_far = Fates(everybody, nobody, everybody, nobody, nobody)
    before = []
    for stretch, ended in enumerate(plan.rates.ended):
        if ended.any():
            left = np.where(ended, 0.0, 1.0)[:, None]
            so_far = Fates(*(getattr(so_far, name) * left for name in _FIELDS))
        before.append(so_far)
        so_far = on_stretch.at_end_of(stretch).after(so_far)
    beginnings = (
        np.stack(np.broadcast_arrays(*(getattr(one, name) for one in before)), axis=-3)
        for name in _FIELDS
    )
    return on_stretch.after(Fates(*(begin[..., None, :, :] for begin in beginnings)))
