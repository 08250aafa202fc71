"""How the chance that an action is solved directly depends on the base.

x is the audience of a municipality relative to its own on the first day: its reachable base and,
where they count, users of the app. A municipality without an audience on that day has nothing to
compare with: x is 0 and stays 0.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr

from simulation.arrays import Counts, Floats
from simulation.whatif import Link

SMALL: Final = 60.0
"""Below this expected base, E x^ε is summed over the exact law instead of expanded."""
LARGE: Final = 1_000.0
"""From this expected base on, the third and fourth order are below 1e-7."""
SUPPORTS: Final = ((0.1, 16), (8.0, 64), (SMALL, 256))
"""Up to each mean, so many numbers from 0 on carry all but 1e-16 of a law."""
AT_ONCE: Final = 512
"""Laws that are summed over in one go: each takes some ten thousand bytes for a while."""


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
        """Expected p, the base being Σ Binomial(initial, stay) over classes + Poisson(arrived).

        `initial` and `stay` have shapes (…, municipality, class), `arrived`, `outside` (app users
        by their attention) and the result (…, municipality). Exact for EXPONENTIAL and CEILING by
        the generating function; for POWER a fourth-order expansion about the mean (relative error
        below 1e-7 from 60 participants on), or the exact law. Where p comes close to 1, at which it
        is cut off, the base is taken for normal (error below 1e-3).
        """
        if self.link is Link.POWER:
            return self._expected_power(initial, stay, arrived, outside)
        highest = self._highest
        known = np.asarray(self.today) > 0
        kept = (1.0 - self.p0 / highest) ** (1.0 / np.where(known, self.today, 1.0))
        θ = 1.0 - kept
        missed = ((1.0 - θ[..., None] * stay) ** initial).prod(axis=-1) * np.exp(-θ * arrived)
        return np.asarray(np.where(known, highest * (1.0 - missed * kept**outside), 0.0))

    @property
    def _highest(self) -> Floats:
        return self.ceiling if self.link is Link.CEILING else np.ones_like(self.ceiling)

    def _expected_power(
        self, initial: Counts, stay: Floats, arrived: Floats, outside: Floats | float
    ) -> Floats:
        q = stay * (1.0 - stay)
        base, κ2 = over_classes(initial, stay) + arrived, over_classes(initial, q) + arrived
        mean = base + outside
        ε, by = self.elasticity, 1.0 / np.maximum(mean, SMALL)
        second = ε * (ε - 1.0) / 2.0
        bend = second * κ2
        if float(base.min()) < LARGE:
            κ3 = over_classes(initial, q * (1.0 - 2.0 * stay)) + arrived
            κ4 = over_classes(initial, q * (1.0 - 6.0 * q)) + arrived
            third = second * (ε - 2.0) / 3.0
            fourth = third * (ε - 3.0) / 4.0
            bend += by * (third * κ3 + by * fourth * (κ4 + 3.0 * κ2 * κ2))
        known = np.where(np.asarray(self.today) > 0, self.today, 1.0)
        p = self.p0 * (by * known) ** -ε * (1.0 + by * by * bend)
        p = _capped(p, spread=ε * p * by * np.sqrt(κ2))

        small = np.broadcast_to(mean < SMALL, p.shape)
        if small.any():
            certain = small & (κ2 == 0)  # an ended register, above all: it has no law to sum over
            p[certain] = np.broadcast_to(self.chance(mean), p.shape)[certain]
            small = small & ~certain
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

        def where(values: Counts | Floats | float, *classes: int) -> Floats:
            return np.asarray(np.broadcast_to(values, (*small.shape, *classes))[small])

        classes = np.shape(initial)[-1]
        first, staying = where(initial, classes), where(stay, classes)
        came, beside = where(arrived), where(outside)
        figures = (self.today, self.p0, self.elasticity, self.ceiling)
        today, p0, elasticity, ceiling = (where(values)[:, None] for values in figures)
        mean = np.einsum("nk,nk->n", first, staying) + came
        expected, begin = np.empty(len(mean)), 0
        order = np.argsort(mean, kind="stable")
        for most, support in SUPPORTS:
            end = int(np.searchsorted(mean[order], most))
            for part in np.split(order[begin:end], range(AT_ONCE, end - begin, AT_ONCE)):
                law = exact_law(first[part], staying[part], came[part], support)
                there = Resolution(
                    link=self.link,
                    today=today[part],
                    p0=p0[part],
                    elasticity=elasticity[part],
                    ceiling=ceiling[part],
                )
                chances = there.chance(np.arange(support) + beside[part][:, None])
                expected[part] = (law * chances).sum(axis=-1)
            begin = end
        return expected


def _capped(p: Floats, spread: Floats) -> Floats:
    """Expected min(1, y) of a y of this mean and spread, taken for normal where that matters."""
    if float((p + 8.0 * spread).max()) < 1.0:
        return p
    d = (1.0 - p) / np.maximum(spread, 1e-12)
    excess = spread * np.exp(-0.5 * d * d) / np.sqrt(2.0 * np.pi) - (1.0 - p) * ndtr(-d)
    return np.asarray(np.clip(p - excess, 0.0, 1.0))


def over_classes(initial: Counts | Floats, chance: Floats) -> Floats:
    """How many of those first in each class a chance is expected to befall; (…, municipality).

    Where the chance is the same in all municipalities it is a product of small matrices, which is
    ten times faster.
    """
    if chance.shape[-2] == 1 and initial.shape[-3:-2] == (1,):
        return np.asarray(chance[..., 0, :] @ np.swapaxes(initial[..., 0, :, :], -1, -2))
    return np.asarray(np.einsum("...k,...k->...", initial, chance))


def exact_law(
    initial: Counts | Floats, stay: Floats, arrived: Floats, support: int = SUPPORTS[-1][1]
) -> Floats:
    """Chances of 0 … support − 1 reachable, from the generating function at the roots of unity.

    The last axis of `initial` and `stay` is the class, that of the result the number of
    participants; `arrived` has neither. Logarithm of size and angle are added up over the classes;
    of a real law the second half of the roots says what the first does.
    """
    turn = 2.0 * np.pi * np.arange(support // 2 + 1) / support
    short, s, n = 1.0 - np.cos(turn), stay[..., None], initial[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):  # at a half, a root may leave nothing
        size = 0.5 * n * np.log1p(-2.0 * short * s * (1.0 - s))
    size = np.where(n == 0, 0.0, size).sum(axis=-2) - arrived[..., None] * short
    angle = n * np.arctan2(s * np.sin(turn), 1.0 - s * short)
    angle = angle.sum(axis=-2) + arrived[..., None] * np.sin(turn)
    generating = np.exp(size) * (np.cos(angle) - 1j * np.sin(angle))
    return np.asarray(np.clip(np.fft.irfft(generating, n=support, axis=-1), 0.0, None))
