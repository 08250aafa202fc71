"""How the chance that an action is solved directly depends on the base.

x is the reachable base of a municipality relative to its own on the first day. A municipality
without a base on that day has nothing to compare with: x is 0 and stays 0.
"""

from typing import Final

import numpy as np

from simulation.arrays import Counts, Floats
from simulation.whatif import Link

SMALL: Final = 60.0
"""Below this expected base, E x^ε is summed over the exact law instead of expanded."""
SUPPORT: Final = 256
"""Numbers 0 … 255 carry all but 1e-16 of a law with a mean below SMALL."""


def chance(
    link: Link,
    reachable: Floats | Counts,
    today: Counts,
    p0: Floats,
    elasticity: Floats,
    ceiling: Floats,
) -> Floats:
    """Chance of direct resolution p(x); all shapes broadcast, municipalities last."""
    x = np.divide(reachable, today, out=np.zeros(np.shape(reachable)), where=today > 0)
    if link is Link.POWER:
        return np.asarray(np.minimum(1.0, p0 * x**elasticity))
    highest = ceiling if link is Link.CEILING else np.ones_like(ceiling)
    return np.asarray(highest * (1.0 - (1.0 - p0 / highest) ** x))


def expected_chance(
    link: Link,
    initial: Counts,
    stay: Floats,
    arrived: Floats,
    today: Counts,
    p0: Floats,
    elasticity: Floats,
    ceiling: Floats,
) -> Floats:
    """Expected p when the base is Binomial(initial, stay) + Poisson(arrived) in each cohort.

    `stay` and `arrived` have shape (..., municipality, cohort), the result (..., municipality).
    Exact for EXPONENTIAL and CEILING by the generating function; for POWER a fourth-order
    expansion about the mean (relative error below 1e-7 from 60 participants on), or the exact law.
    """
    if link is Link.POWER:
        return _expected_power(initial, stay, arrived, today, p0, elasticity)
    highest = ceiling if link is Link.CEILING else np.ones_like(ceiling)
    θ = 1.0 - ((1.0 - p0 / highest) ** (1.0 / np.maximum(today, 1)))[..., None]
    missed = ((1.0 - θ * stay) ** initial * np.exp(-θ * arrived)).prod(axis=-1)
    return np.asarray(np.where(today > 0, highest * (1.0 - missed), 0.0))


def _expected_power(
    initial: Counts, stay: Floats, arrived: Floats, today: Counts, p0: Floats, elasticity: Floats
) -> Floats:
    q = stay * (1.0 - stay)
    mean = (initial * stay + arrived).sum(axis=-1)
    κ2 = (initial * q + arrived).sum(axis=-1)
    κ3 = (initial * q * (1.0 - 2.0 * stay) + arrived).sum(axis=-1)
    κ4 = (initial * q * (1.0 - 6.0 * q) + arrived).sum(axis=-1)

    μ = np.maximum(mean, SMALL)
    ε = elasticity
    second = ε * (ε - 1.0) / 2.0
    third = second * (ε - 2.0) / 3.0
    fourth = third * (ε - 3.0) / 4.0
    bend = 1.0 + second * κ2 / μ**2 + third * κ3 / μ**3 + fourth * (κ4 + 3.0 * κ2**2) / μ**4
    p = np.minimum(1.0, p0 * (μ / np.maximum(today, 1)) ** ε * bend)

    small = np.broadcast_to(mean < SMALL, p.shape)
    if small.any():
        law = exact_law(np.broadcast_to(initial, stay.shape)[small], stay[small], arrived[small])
        p0, ε, base = (np.broadcast_to(a, p.shape)[small][:, None] for a in (p0, ε, today))
        p[small] = (law * chance(Link.POWER, np.arange(SUPPORT) + 0 * base, base, p0, ε, p0)).sum(
            axis=-1
        )
    return np.asarray(p)


def exact_law(initial: Counts, stay: Floats, arrived: Floats) -> Floats:
    """Chances of 0 … SUPPORT − 1 reachable, from the generating function at the roots of unity.

    The last axis of the arguments is the cohort, that of the result the number of participants.
    """
    z = np.exp(-2j * np.pi * np.arange(SUPPORT) / SUPPORT)
    one = 1.0 - stay[..., None] + stay[..., None] * z
    generating = (one ** initial[..., None] * np.exp(arrived[..., None] * (z - 1.0))).prod(axis=-2)
    return np.asarray(np.clip(np.fft.ifft(generating, axis=-1).real, 0.0, None))
