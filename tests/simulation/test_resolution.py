"""Expected chances of resolution, against sums over laws written out here."""

from collections.abc import Callable
from math import comb, exp, lgamma, log

import numpy as np
import pytest

from simulation import Link
from simulation.arrays import Floats
from simulation.resolution import Resolution, exact_law


def law_of(initial: tuple[int, ...], stay: tuple[float, ...], arrived: float) -> Floats:
    """Pmf of a sum of binomials and a Poisson, by convolution."""
    law = np.array([exp(k * log(arrived) - arrived - lgamma(k + 1)) for k in range(300)])
    for n, s in zip(initial, stay, strict=True):
        law = np.convolve(law, [comb(n, k) * s**k * (1 - s) ** (n - k) for k in range(n + 1)])
    return law


def expected(
    link: Link, initial: tuple[int, ...], stay: tuple[float, ...], arrived: float, today: int
) -> float:
    resolution = Resolution(
        link=link,
        today=np.array([today]),
        p0=np.array([0.125]),
        elasticity=np.array([0.45]),
        ceiling=np.array([0.25]),
    )
    chance = resolution.expected(np.array([initial]), np.array([stay]), np.array([arrived]))
    return float(chance[0])


CHANCES: dict[Link, Callable[[Floats], Floats]] = {
    Link.POWER: lambda x: 0.125 * x**0.45,
    Link.EXPONENTIAL: lambda x: 1 - 0.875**x,
    Link.CEILING: lambda x: 0.25 * (1 - 0.5**x),
}


@pytest.mark.parametrize("link", Link)
@pytest.mark.parametrize(
    ("initial", "stay", "arrived"),
    [((9, 4), (0.3, 0.9), 0.7), ((40, 30), (0.5, 0.8), 3.0), ((150, 90), (0.6, 0.7), 12.0)],
)
def test_the_expected_chance_is_the_sum_over_the_whole_law(
    link: Link, initial: tuple[int, ...], stay: tuple[float, ...], arrived: float
) -> None:
    law = law_of(initial, stay, arrived)
    today = sum(initial)

    truth = law @ CHANCES[link](np.arange(len(law)) / today)

    assert expected(link, initial, stay, arrived, today) == pytest.approx(truth, rel=1e-7)


def test_the_exact_law_is_the_convolution() -> None:
    law = exact_law(np.array([[9, 30]]), np.array([[0.3, 0.5]]), np.array([3.2]))[0]

    assert law[:80] == pytest.approx(law_of((9, 30), (0.3, 0.5), 3.2)[:80], abs=1e-15)


@pytest.mark.parametrize("link", Link)
def test_a_base_that_never_was_solves_nothing(link: Link) -> None:
    assert expected(link, (0, 0), (1.0, 1.0), 5.0, 0) == 0.0


def test_the_chance_never_passes_one() -> None:
    generous = Resolution(
        link=Link.POWER,
        today=np.array([100]),
        p0=np.array([0.5]),
        elasticity=np.array([1.0]),
        ceiling=np.array([1.0]),
    )

    many = generous.expected(np.array([[100]]), np.array([[1.0]]), np.array([900_000.0]))

    assert many[0] == 1.0


def test_a_chance_that_is_cut_off_at_one_is_expected_below_it() -> None:
    """Against a sum over the whole law, where the mean of x^0.45 is just at the cut."""
    law = law_of((700, 700), (0.97, 0.97), 60.0)
    truth = law @ np.minimum(1.0, 0.995 * (np.arange(len(law)) / 1_400) ** 0.45)
    resolution = Resolution(
        link=Link.POWER,
        today=np.array([1_400]),
        p0=np.array([0.995]),
        elasticity=np.array([0.45]),
        ceiling=np.array([1.0]),
    )

    told = resolution.expected(np.array([[700, 700]]), np.array([[0.97, 0.97]]), np.array([60.0]))

    assert truth < 0.9995  # a thousandth below the cut-off mean, which is 1
    assert told[0] == pytest.approx(truth, rel=1e-4)


@pytest.mark.parametrize("mean", [0.02, 0.09, 0.11, 7.9, 8.1, 59.0])
def test_a_short_support_carries_the_whole_law(mean: float) -> None:
    """As many numbers as the mean needs, and the chance of all others is nought."""
    initial, stay = (40, 400), (mean / 80, mean / 800)
    today = sum(initial)
    law = law_of(initial, stay, 1e-300)

    truth = law @ CHANCES[Link.POWER](np.arange(len(law)) / today)

    assert expected(Link.POWER, initial, stay, 0.0, today) == pytest.approx(truth, rel=1e-12)


def test_many_small_bases_are_each_what_they_are_alone() -> None:
    """More than are summed over at once, of all sizes, in no order."""
    stay = np.random.default_rng(3).uniform(0.0, 0.4, size=(1_300, 1, 2))
    stay[::7] *= 1e-3
    made = Resolution(
        link=Link.POWER,
        today=np.array([140]),
        p0=np.array([0.125]),
        elasticity=np.array([0.45]),
        ceiling=np.array([0.3]),
    )
    initial = np.array([[40, 100]])

    together = made.expected(initial, stay, np.full((1_300, 1), 0.1))

    for row in (0, 7, 511, 512, 1_299):
        alone = made.expected(initial, stay[row], np.array([0.1]))
        assert together[row] == pytest.approx(alone, rel=1e-13)
