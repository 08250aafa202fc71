"""An attacker who reads all that is published, and reckons what stands behind it.

It knows how registers live: how fast people leave and come, how large cells are beforehand, and the
rules of publication. It shares no code with what publishes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.stats import binom, poisson

Floats = npt.NDArray[np.float64]
STATES = 80
"""Counts that it reckons with, from nought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How a cell lives; the attacker knows this, not what happened."""

    level: float
    """Mean of the first count."""
    leaving: float
    """Hazard [1/participant/year]."""
    coming: float
    """Arrivals [1/year]."""

    def first(self) -> Floats:
        return np.asarray(poisson.pmf(np.arange(STATES), self.level))

    @cache  # noqa: B019  a life is a value, and there are few
    def year(self) -> Floats:
        """Chance of a count a year later, by count now."""
        counts = np.arange(STATES)
        stay = binom.pmf(counts[None, :], counts[:, None], np.exp(-self.leaving))
        come = poisson.pmf(counts, self.coming)
        return np.array([np.convolve(row, come)[:STATES] for row in stay])

    def lived(self, cells: int, years: int, luck: np.random.Generator) -> npt.NDArray[np.int64]:
        """True counts, shape (year, cell)."""
        counts = [luck.poisson(self.level, cells)]
        for _ in range(years - 1):
            stayed = luck.binomial(counts[-1], np.exp(-self.leaving))
            counts.append(stayed + luck.poisson(self.coming, cells))
        return np.array(counts)


def reckoned(shown: Sequence[int | None], life: Life, *, least: int, rounding: int) -> Floats:
    """Chance of each count of one cell in each year, given what was shown of it in all of them.

    Exact: forwards and backwards over the years; shape (year, count).
    """
    counts, moves = np.arange(STATES), life.year()
    rounded = _rounded(counts, rounding)
    seen = [
        counts < least if one is None else (counts >= least) & (rounded == one) for one in shown
    ]
    forward = [life.first() * seen[0]]
    for year in seen[1:]:
        forward.append((forward[-1] @ moves) * year)
    backward = [np.ones(STATES)]
    for year in seen[:0:-1]:
        backward.append(moves @ (backward[-1] * year))
    whole = np.array(forward) * np.array(backward[::-1])
    return np.asarray(whole / whole.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Some cells that add up to a total that other tables have as well."""

    means: Sequence[float]
    shown: Sequence[int | None]

    def known(self, *, rounding: int, most: int) -> Floats:
        """Chance of each sum of the cells that are shown, and of what is shown of them."""
        counts, whole = np.arange(most), np.eye(1, most)[0]
        for mean, one in zip(self.means, self.shown, strict=True):
            if one is not None:
                chances = poisson.pmf(counts, mean) * (_rounded(counts, rounding) == one)
                whole = np.convolve(whole, chances)[:most]
        return np.asarray(whole)

    def hidden(self, *, least: int, guard: int) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Counts that the hidden cells may have together, and the chance of each.

        It knows the rule: those below `least` are hidden, and the smallest of the others with them
        until all hidden are `guard` together.
        """
        means = [m for m, one in zip(self.means, self.shown, strict=True) if one is None]
        axes = np.meshgrid(*(np.arange(_most(mean)) for mean in means), indexing="ij")
        counts = np.stack([axis.ravel() for axis in axes]) if means else np.zeros((0, 1), int)
        chances = np.ones(counts.shape[1])
        for row, mean in zip(counts, means, strict=True):
            chances = chances * poisson.pmf(row, mean)
        if means:
            small = counts < least
            beside = np.where(small, -1, counts).max(axis=0)  # the last that was hidden with them
            total = counts.sum(axis=0)
            enough = (total >= guard) | (len(means) == len(self.means))
            needed = (beside < 0) | (total - beside < guard)
            chances = chances * (small.any(axis=0) & enough & needed)
        keep = chances > 1e-12
        return chances[keep], counts[:, keep]


def reckoned_of_tables(
    tables: Sequence[Table], *, rounding: int, least: int, guard: int
) -> list[list[Floats]]:
    """For each hidden cell of each table the chance of each count, given all of the tables.

    They part the same actions, each by something else, so that their totals are one.
    """
    most = int(3 * sum(tables[0].means)) + 100
    before = poisson.pmf(np.arange(most), sum(tables[0].means))
    known = [table.known(rounding=rounding, most=most) for table in tables]
    unknown = [table.hidden(least=least, guard=guard) for table in tables]
    evidence = []
    for shown, (chances, counts) in zip(known, unknown, strict=True):
        sums = np.bincount(counts.sum(axis=0), chances, most)[:most]
        evidence.append(np.convolve(shown, sums)[:most])
    found = []
    for at, (shown, (chances, counts)) in enumerate(zip(known, unknown, strict=True)):
        given = np.ones(most)
        for other, of_total in enumerate(evidence):
            if other != at:
                given *= np.divide(of_total, before, out=np.zeros(most), where=before > 1e-300)
        by_sum = np.array(
            [shown[: most - s] @ given[s:] for s in range(counts.sum(axis=0).max() + 1)]
        )
        weights = chances * by_sum[counts.sum(axis=0)]
        weights = weights / weights.sum()
        found.append([np.asarray(np.bincount(row, weights), float) for row in counts])
    return found


def _rounded(counts: npt.NDArray[np.int64], rounding: int) -> Floats:
    return np.asarray(rounding * np.floor(counts / rounding + 0.5))


def _most(mean: float) -> int:
    """Above all counts with such a mean that need be reckoned with."""
    return int(mean + 5 * mean**0.5 + 12)
