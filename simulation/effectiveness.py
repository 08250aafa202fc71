"""What an extra solved action costs: a chance for each price, and never a ratio by itself.

An extra action solved directly is worth a price λ to whoever asks. In a replication a scenario is
worth its cost at that price when its net benefit λ · extra solved − extra cost is above nought;
the share of the replications in which it is, as a function of λ, is its cost-effectiveness
acceptability curve (van Hout et al. 1994, doi 10.1002/hec.4730030505). A ratio of extra cost to
extra solved says nothing where the divisor may be nought, and changes its meaning with its sign.

Extra solved is EXPECTED_SOLVED unless asked otherwise: money buys chances, and whether a chance
comes off is luck that no price changes. With SOLVED_DIRECTLY that luck is in: the curve then says
how often the books would have shown it, and for high prices tends to the chance to solve more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulation.arrays import Floats
from simulation.bounds import OutOfBounds, within
from simulation.comparison import Difference, Total
from simulation.measures import Measure
from simulation.sentence import Sentence

PRICES: Final = (0.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0)
"""Prices of an extra solved action when none is asked [euro of 2014]."""
PRICE_BOUNDS: Final = (0.0, 1e9)
MOST_PRICES: Final = 100
SOLVED: Final = (Measure.EXPECTED_SOLVED, Measure.SOLVED_DIRECTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effectiveness:
    """Extra cost against extra solved over the whole horizon; arrays of shape (price,)."""

    solved: Total
    """Extra solved [action]."""
    cost: Total
    """Extra cost, whoever pays [euro of 2014]."""
    prices: Floats
    """[euro of 2014/action solved directly]"""
    chance: Floats
    """Share of the replications with a net benefit above nought, ties counted half [-].

    Two scenarios that are alike have 0.5 at every price. NaN in closed form.
    """
    chance_error: Floats
    """How well that is computed: its standard error."""
    benefit: Floats
    """Mean net benefit [euro of 2014]."""
    benefit_error: Floats
    """How well that is computed; 0 where it is exact."""

    @property
    def ratio(self) -> float:
        """Extra cost per extra solved, a ratio of means [euro of 2014/action]; NaN if undefined.

        Undefined without a chance to stand beside, where the interval of mean extra solved holds
        nought, and where the scenario is better or worse in both: then there is no price to pay.
        With both means below nought it is what is saved for each action given up.
        """
        if np.isnan(self.chance).all() or not self.solved.distinct:
            return float("nan")
        quotient = self.cost.mean / self.solved.mean
        return quotient if quotient >= 0 else float("nan")

    @property
    def words(self) -> Sentence:
        """Which of the cases this is, in a sentence."""
        if np.isnan(self.solved.standard_error):
            return Sentence("One replication has no interval: ask for more of them.")
        if self.solved.mean == 0.0 and self.solved.standard_error == 0.0:
            return Sentence("Solves exactly as many.")
        if not self.solved.distinct:
            return Sentence("Solves about as many: the interval of the difference holds nought.")
        if self.solved.mean > 0:
            if self.cost.mean <= 0:
                return Sentence("Solves more and costs no more: better at any price.")
            return Sentence(
                "Solves more and costs more: worth it if a solved action is worth the ratio."
            )
        if self.cost.mean >= 0:
            return Sentence("Solves fewer and costs no less: worse at any price.")
        return Sentence(
            "Solves fewer and costs less: the ratio is what is saved for each action given up."
        )


def effectiveness(
    difference: Difference,
    prices: Sequence[float] = PRICES,
    *,
    solved: Measure = Measure.EXPECTED_SOLVED,
    municipality: str | None = None,
) -> Effectiveness:
    """Net benefit of a difference at each price; `solved` is one of SOLVED.

    Raises OutOfBounds for a price outside PRICE_BOUNDS, more than MOST_PRICES of them, or
    another measure.
    """
    checked(prices)
    if solved not in SOLVED:
        first, other = SOLVED
        raise OutOfBounds(
            "solved",
            "{field}={solved} is not {first} or {other}",
            solved=solved,
            first=first,
            other=other,
        )
    λ = np.array(prices, dtype=np.float64)
    extra = difference.total(solved, municipality)
    cost = difference.total(Measure.TOTAL_COST, municipality)
    more_solved = difference.over_horizon(solved, municipality)
    more_cost = difference.over_horizon(Measure.TOTAL_COST, municipality)
    benefit = λ * extra.mean - cost.mean
    chance = chance_error = np.full(len(λ), np.nan)
    benefit_error = np.zeros(len(λ))
    if more_solved is not None and more_cost is not None:
        each = λ * more_solved[:, None] - more_cost[:, None]
        worth = 0.5 * (1.0 + np.sign(each))
        chance, chance_error = worth.mean(axis=0), _error(worth)
        benefit_error = _error(each)
    return Effectiveness(
        solved=extra,
        cost=cost,
        prices=λ,
        chance=chance,
        chance_error=chance_error,
        benefit=benefit,
        benefit_error=benefit_error,
    )


def checked(prices: Sequence[float], most: int = MOST_PRICES) -> None:
    """Raise OutOfBounds for a price out of bounds, none at all, or too many."""
    within("prices", len(prices), 1, most)
    for price in prices:
        within("price", price, *PRICE_BOUNDS)


def _error(each: Floats) -> Floats:
    """Error of the mean over the first axis; NaN for one replication."""
    if len(each) < 2:
        return np.full(each.shape[1:], np.nan)
    return np.asarray(each.std(axis=0, ddof=1) / np.sqrt(len(each)))
