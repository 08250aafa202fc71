"""Sobol indices: which share of the doubt in an answer comes from which figure.

Estimators of Saltelli et al. 2010 (doi 10.1016/j.cpc.2009.09.018, table 2 b and f; the latter is
Jansen's) on two scrambled Sobol sequences A and B, and on A with one column of B at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np

from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.bounds import OutOfBounds, within
from simulation.doubt import quantile
from simulation.futures import Question, chosen
from simulation.ledger import LEDGER
from simulation.replications import SEEDS
from simulation.sentence import Sentence

SETS: Final = (16, 16_384)
RESAMPLES: Final = 500
CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Shares of the variance that one figure accounts for [-], with their 95 % intervals."""

    parameter: Parameter
    first: float
    """By itself: by how much the variance would fall if the figure were known."""
    first_interval: tuple[float, float]
    total: float
    """With all it does together with others; 0: it changes nothing."""
    total_interval: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sobol:
    """How doubt about figures makes the doubt in one answer."""

    question: Question
    mean: float
    """Over the figures' distributions, in the measure's unit."""
    deviation: float
    """Likewise: the doubt that is shared out."""
    evaluations: int
    """Sets of figures computed."""
    indices: tuple[Index, ...]
    """The greatest total first."""

    @property
    def words(self) -> Sentence:
        """Which assumption matters most, in a sentence."""
        most, asked = self.indices[0], self.question
        if most.first > most.total + 0.05 or most.total > 1.05:
            return Sentence(
                "{sets} sets of figures are too few to tell them apart: ask for more.",
                sets=self.evaluations,
            )
        if most.total == 0.0:
            return Sentence(
                "None of these figures changes {measure} in {year}.",
                measure=asked.measure,
                year=asked.year,
            )
        return Sentence(
            "Of the doubt about figures in {measure} in {year} the greatest part is that about "
            "{parameter}: {itself:.0f} % of the variance by itself, {together:.0f} % with what it "
            "does together with others. {meaning}",
            measure=asked.measure,
            year=asked.year,
            parameter=most.parameter,
            itself=100 * most.first,
            together=100 * most.total,
            meaning=LEDGER[most.parameter].meaning,
        )


def sobol(
    question: Question,
    parameters: Iterable[Parameter] | None = None,
    *,
    sets: int = 1024,
    seed: int = 1,
    threads: int = 2,
    stop: Event | None = None,
) -> Sobol:
    """First and total indices over the distributions of the doubtful figures, or those named.

    `sets` is a power of two; sets × (figures + 2) closed forms are computed. The same seed gives
    the same indices. Raises OutOfBounds, see `futures.chosen` and `Question`.
    """
    names = chosen(question.whatif, parameters)
    within("seed", seed, *SEEDS)
    within("sets", sets, *SETS)
    if sets & (sets - 1):
        raise OutOfBounds("sets", "{field}={sets} is no power of two", sets=sets)
    shares = _shares(len(names), sets, seed)
    drawn = {
        name: quantile(question.whatif.figure(name), shares[:, i]) for i, name in enumerate(names)
    }
    found = question.under(drawn, threads=threads, stop=stop).reshape(-1, sets)
    first, total = indices(found)
    luck = np.random.default_rng([seed, 1])
    again = [indices(found[:, luck.integers(0, sets, sets)]) for _ in range(RESAMPLES)]
    ends = np.quantile(again, [0.5 - CONFIDENCE / 2, 0.5 + CONFIDENCE / 2], axis=0)
    told = [
        Index(
            parameter=name,
            first=float(first[i]),
            first_interval=(float(ends[0, 0, i]), float(ends[1, 0, i])),
            total=float(total[i]),
            total_interval=(float(ends[0, 1, i]), float(ends[1, 1, i])),
        )
        for i, name in enumerate(names)
    ]
    return Sobol(
        question=question,
        mean=float(found[:2].mean()),
        deviation=float(found[:2].std()),
        evaluations=found.size,
        indices=tuple(sorted(told, key=lambda index: -index.total)),
    )


def indices(found: Floats) -> tuple[Floats, Floats]:
    """First and total indices; shapes (figure,), nought where nothing varies.

    `found` are the answers on A, on B, and on A with each column of B: (2 + figure, set).
    """
    a, b, *mixed = found - found[:2].mean()
    variance = float(np.var([a, b]))
    if variance <= 1e-24 * float(np.mean(found[:2] ** 2)):
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    off = np.array(mixed) - a
    return (b * off).mean(axis=-1) / variance, (off**2).mean(axis=-1) / (2.0 * variance)


def _shares(figures: int, sets: int, seed: int) -> Floats:
    """Points of the unit cube: A, B, and A with each column of B; (set × (2 + figure), figure)."""
    from scipy.stats import qmc  # late: it takes half a second, and nothing else needs it

    points = qmc.Sobol(2 * figures, rng=np.random.default_rng(seed)).random(sets)
    a, b = points[:, :figures], points[:, figures:]
    mixed = [np.where(np.arange(figures) == figure, b, a) for figure in range(figures)]
    return np.concatenate([a, b, *mixed])
