"""How the chance that an action is solved directly depends on the base.

x is the audience of a municipality relative to its own on the first day: its reachable base and,
where they count, users of the app. A municipality without an audience on that day has nothing to
compare with: x is 0 and stays 0.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.arrays import Counts, Floats
from simulation.whatif import Link

SMALL: Final = 60.0
"""Below this expected base, E x^ε is summed over the exact law instead of expanded."""
LARGE: Final = 1_000.0
"""From this expected base on, the third and fourth order are below 1e-7."""
SUPPORT: Final = 256
"""Numbers 0 … 255 carry all but 1e-16 of a law with a mean below SMALL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What decides the chance of direct resolution; shapes (…, municipality)."""

    link: Link
    today: Counts | Floats
    """Audience on the first day [participant]."""
    p0: Floats
    elasticity: Floats
    ceiling: Floats

    def chance(self, audience: Counts | Floats) -> Floats:
        """Chance p(x) of direct resolution before an audience; shapes broadcast."""
        today = np.asarray(self.today)
        shape = np.broadcast_shapes(np.shape(audience), today.shape)
        x = np.divide(audience, today, out=np.zeros(shape), where=today > 0)
        if self.link is Link.POWER:
            return np.asarray(np.minimum(1.0, self.p0 * x**self.elasticity))
        highest = self._highest
        return np.asarray(highest * (1.0 - (1.0 - self.p0 / highest) ** x))

    def expected(
        self, initial: Counts, stay: Floats, arrived: Floats, outside: Floats | float = 0.0
    ) -> Floats:
        """Expected p, the base being Binomial(initial, stay) + Poisson(arrived) in each cohort.

        These have shapes (…, municipality, cohort), `outside` (app users by their attention) and
        the result (…, municipality). Exact for EXPONENTIAL and CEILING by the generating function;
        for POWER a fourth-order expansion about the mean (relative error below 1e-7 from 60
        participants on), or the exact law.
        """
        if self.link is Link.POWER:
            return self._expected_power(initial, stay, arrived, outside)
        highest = self._highest
        known = np.asarray(self.today) > 0
        kept = (1.0 - self.p0 / highest) ** (1.0 / np.where(known, self.today, 1.0))
        θ = 1.0 - kept[..., None]
        missed = ((1.0 - θ * stay) ** initial * np.exp(-θ * arrived)).prod(axis=-1)
        return np.asarray(np.where(known, highest * (1.0 - missed * kept**outside), 0.0))

    @property
    def _highest(self) -> Floats:
        return self.ceiling if self.link is Link.CEILING else np.ones_like(self.ceiling)

    def _expected_power(
        self, initial: Counts, stay: Floats, arrived: Floats, outside: Floats | float
    ) -> Floats:
        q = stay * (1.0 - stay)
        base, κ2 = over_classes(initial, stay, arrived), over_classes(initial, q, arrived)
        mean = base + outside
        μ, ε = np.maximum(mean, SMALL), self.elasticity
        second = ε * (ε - 1.0) / 2.0
        bend = 1.0 + second * κ2 / μ**2
        if float(base.min()) < LARGE:
            κ3 = over_classes(initial, q * (1.0 - 2.0 * stay), arrived)
            κ4 = over_classes(initial, q * (1.0 - 6.0 * q), arrived)
            third = second * (ε - 2.0) / 3.0
            fourth = third * (ε - 3.0) / 4.0
            bend += third * κ3 / μ**3 + fourth * (κ4 + 3.0 * κ2**2) / μ**4
        known = np.where(np.asarray(self.today) > 0, self.today, 1.0)
        p = np.minimum(1.0, self.p0 * (μ / known) ** ε * bend)

        p = np.where(mean > 0, p, np.minimum(1.0, self.p0 * 0.0**ε))
        small = np.broadcast_to((mean > 0) & (mean < SMALL), p.shape)
        if small.any():
            p[small] = self._over_the_law(initial, stay, arrived, outside, small)
        return np.asarray(np.where(np.asarray(self.today) > 0, p, 0.0))

    def _over_the_law(
        self,
        initial: Counts,
        stay: Floats,
        arrived: Floats,
        outside: Floats | float,
        small: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    ) -> Floats:
        """Expected p where the base is small, summed over its exact law."""

        def where(values: Counts | Floats | float, *cohorts: int) -> Floats:
            return np.asarray(np.broadcast_to(values, (*small.shape, *cohorts))[small])

        cohorts = np.shape(initial)[-1]
        law = exact_law(*(where(a, cohorts) for a in (initial, stay, arrived)))
        there = Resolution(
            link=self.link,
            today=where(self.today)[:, None],
            p0=where(self.p0)[:, None],
            elasticity=where(self.elasticity)[:, None],
            ceiling=where(self.ceiling)[:, None],
        )
        chances = there.chance(np.arange(SUPPORT) + where(outside)[:, None])
        return np.asarray((law * chances).sum(axis=-1))


def over_classes(initial: Counts | Floats, chance: Floats, arrived: Floats) -> Floats:
    """Sum over cohorts of initial × chance + arrived; much faster than `sum` over a short axis."""
    return np.asarray(
        np.einsum("...k,...k->...", initial, chance) + np.einsum("...k->...", arrived)
    )


def exact_law(initial: Counts | Floats, stay: Floats, arrived: Floats) -> Floats:
    """Chances of 0 … SUPPORT − 1 reachable, from the generating function at the roots of unity.

    The last axis of the arguments is the cohort, that of the result the number of participants.
    """
    z = np.exp(-2j * np.pi * np.arange(SUPPORT) / SUPPORT)
    one = 1.0 - stay[..., None] + stay[..., None] * z
    generating = (one ** initial[..., None] * np.exp(arrived[..., None] * (z - 1.0))).prod(axis=-2)
    return np.asarray(np.clip(np.fft.ifft(generating, axis=-1).real, 0.0, None))
