"""Registers drawn with known rates: what is learned from them must cover those rates."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import nbinom

from simulation import (
    LEDGER,
    Assumption,
    Between,
    Observed,
    Origin,
    OutOfBounds,
    Parameter,
    Resolutions,
    learn,
    posteriors,
)
from simulation.arrays import Floats
from simulation.ledger import default

SEEDS = 400
ACTIONS = 1_500
LUCK = 4.0 * np.sqrt(0.9 * 0.1 / SEEDS)
"""Four standard errors of a coverage of 90 %."""

OPT_OUT, FAILING, RESOLUTION = 0.02, 0.05, 0.125
DEAD_OR_MOVED_OUT, REMOVAL = 0.048, 0.2
YEARS = 5


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of a register, by year; the base when each begins, and when the last ends."""

    base: list[int]
    registrations: list[int]
    opt_outs: list[int]
    failed_deliveries: list[int]
    solved: int


def register(seed: int, *, failing: float = FAILING, a_year: float = 2_000.0) -> Lived:
    """Lives one by one: none of the code that learns from them."""
    rng = np.random.default_rng(seed)
    born = rng.uniform(0.0, YEARS, rng.poisson(a_year * YEARS))
    size = len(born)
    opts = born + rng.exponential(1.0 / OPT_OUT, size)
    fails = born + (rng.exponential(1.0 / failing, size) if failing else np.inf)
    stale = born + rng.exponential(1.0 / DEAD_OR_MOVED_OUT, size)
    swept = stale + rng.exponential(1.0 / REMOVAL, size)
    # whoever is dead or gone neither opts out nor is found to fail, but is listed still
    first = np.minimum(opts, fails)
    ends = np.where(stale < first, swept, first)
    return Lived(
        base=[int(((born <= day) & (day < ends)).sum()) for day in range(YEARS + 1)],
        registrations=_by_year(born),
        opt_outs=_by_year(opts[(opts < fails) & (opts < stale)]),
        failed_deliveries=_by_year(fails[(fails < opts) & (fails < stale)]),
        solved=int(rng.binomial(ACTIONS, RESOLUTION)),
    )


def exact(count: int) -> tuple[int, int]:
    return count, count


def rounded(count: int) -> tuple[int, int]:
    """What a count may be that is shown as a multiple of five, or hidden below ten."""
    if count < 10:
        return 0, 9
    shown = 5 * round(count / 5)
    return max(10, shown - 2), shown + 2


def observed(lived: Lived, known: Callable[[int], tuple[int, int]] = exact) -> Observed:
    """From the first year's end on: before it nobody is there to be observed."""

    def between(counts: list[int]) -> Between:
        low, high = np.array([known(count) for count in counts]).T
        return Between(low=low, high=high)

    low, high = known(lived.solved)
    return Observed(
        register="drawn",
        years=tuple(range(2011, 2010 + YEARS)),
        span=np.ones(YEARS - 1),
        base=np.array(lived.base[1:], dtype=float),
        registrations=between(lived.registrations[1:]),
        opt_outs=between(lived.opt_outs[1:]),
        failed_deliveries=between(lived.failed_deliveries[1:]),
        resolutions=(
            Resolutions(
                years=(2009 + YEARS,),
                actions=ACTIONS,
                directly=Between(low=np.array(low), high=np.array(high)),
            ),
        ),
    )


def learned(seed: int, **otherwise: Any) -> dict[str, Assumption]:
    return by_name(learn(observed(register(seed, **otherwise)), reachable=10_000))


def _by_year(moments: Floats) -> list[int]:
    return [int(((moments >= year) & (moments < year + 1)).sum()) for year in range(YEARS)]


def by_name(figures: tuple[Assumption, ...]) -> dict[str, Assumption]:
    return {figure.name: figure for figure in figures}


def covers(figure: Assumption, truth: float) -> bool:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low <= truth <= figure.high


@pytest.mark.slow
@pytest.mark.parametrize("known", [exact, rounded])
@pytest.mark.parametrize("a_year", [2_000.0, 200.0])
def test_the_posteriors_of_400_registers_cover_nine_tenths_of_the_rates_they_were_drawn_with(
    a_year: float, known: Callable[[int], tuple[int, int]]
) -> None:
    ledger = {name: LEDGER[name].value or 0.0 for name in ("death", "move_out")}
    covered: dict[str, list[bool]] = {name: [] for name in TRUTH}

    for seed in range(SEEDS):
        drawn = observed(register(seed, a_year=a_year), known)
        found = by_name(learn(drawn, reachable=10_000))
        five = [
            default(Parameter(name)) if name not in found else found[name].value or 0.0
            for name in ("opt_out", "move_within", "number_change")
        ]
        level = (sum(five) + sum(ledger.values())) * 10_000
        for name, truth in TRUTH.items():
            if name in found:
                covered[name].append(covers(found[name], truth(level, a_year)))

    for name, hits in covered.items():
        assert len(hits) == SEEDS or a_year == 200.0, name
        if len(hits) > SEEDS // 2:
            assert np.mean(hits) == pytest.approx(0.9, abs=LUCK), name


TRUTH: dict[str, Callable[[float, float], float]] = {
    "opt_out": lambda *_: OPT_OUT,
    "number_change": lambda *_: FAILING / 2,
    "move_within": lambda *_: FAILING / 2,
    "registrations_today": lambda level, a_year: a_year / level,
    "resolution_today": lambda *_: RESOLUTION,
}


def counted(*counts: tuple[int, int]) -> Between:
    low, high = np.array(counts, dtype=np.int64).reshape(-1, 2).T
    return Between(low=low, high=high)


def test_posteriors_have_the_points_that_tables_and_closed_forms_give() -> None:
    # 2 · Gamma(5½, 1) is chi-squared with 11 degrees of freedom: 4.575 and 19.675 in any table
    rate = posteriors.rate(counted((5, 5)), np.array([0.5]), expected=1.0)
    none = posteriors.chance(counted((0, 0)), np.array([100.0]), expected=0.125)

    assert (2 * rate.low, 2 * rate.high) == pytest.approx((4.575, 19.675), abs=1e-3)
    assert rate.mean == pytest.approx(5.5)
    assert none.low == pytest.approx(1.0 - 0.95 ** (1.0 / 107.0), rel=1e-3)
    assert none.high == pytest.approx(1.0 - 0.05 ** (1.0 / 107.0), rel=1e-3)


def test_without_a_count_the_posterior_is_centred_on_the_ledger() -> None:
    rate = posteriors.rate(counted(), np.zeros(0), expected=0.012)
    chance = posteriors.chance(counted(), np.zeros(0), expected=0.125)

    assert rate.mean == pytest.approx(0.012)
    assert chance.mean == pytest.approx(0.125)


def test_years_apart_teach_what_they_teach_together() -> None:
    apart = posteriors.rate(counted((40, 40), (60, 60)), np.array([900.0, 1_100.0]), expected=0.02)
    together = posteriors.rate(counted((100, 100)), np.array([2_000.0]), expected=0.02)

    assert (apart.mean, apart.low, apart.high) == pytest.approx(
        (together.mean, together.low, together.high), rel=1e-6
    )


def test_a_count_between_two_numbers_teaches_what_each_of_them_does_by_its_chance() -> None:
    between = posteriors.rate(counted((3, 5)), np.array([100.0]), expected=0.02)
    each = [posteriors.rate(counted((n, n)), np.array([100.0]), expected=0.02) for n in (3, 4, 5)]
    # negative binomial: chance of each count before anything is known of the rate
    chances = nbinom.pmf([3, 4, 5], 0.5, 25.0 / 125.0)

    assert between.mean == pytest.approx(np.average([one.mean for one in each], weights=chances))


def test_a_hidden_count_is_below_the_bound_and_not_nought() -> None:
    hidden = posteriors.rate(counted((0, 9)), np.array([1_000.0]), expected=0.02)
    nought = posteriors.rate(counted((0, 0)), np.array([1_000.0]), expected=0.02)

    assert nought.high < hidden.mean < 0.01


@pytest.mark.parametrize("failing", [0.0, 0.0005])
def test_nothing_is_learned_of_what_was_never_noted_or_too_seldom_to_be_published(
    failing: float,
) -> None:
    drawn = observed(register(1, failing=failing), rounded)

    found = by_name(learn(drawn, reachable=10_000))

    assert "opt_out" in found
    assert not {"move_within", "number_change", "death", "move_out"} & set(found)


def test_a_register_of_which_no_year_is_published_teaches_nothing() -> None:
    drawn = observed(register(1))
    none = replace(
        drawn,
        years=(),
        span=np.zeros(0),
        base=np.zeros(1),
        registrations=counted(),
        opt_outs=counted(),
        failed_deliveries=counted(),
    )

    assert learn(none, reachable=10_000) == ()


def test_failed_deliveries_are_split_as_the_ledger_has_them_and_say_that_they_are() -> None:
    found = learned(1)

    assert found["move_within"].value == found["number_change"].value
    assert "50 % of them, as in the ledger" in found["number_change"].source


def test_a_learned_figure_says_what_was_counted_and_where() -> None:
    drawn = register(1)

    figures = learn(observed(drawn), reachable=10_000)

    for figure in figures:
        assert figure.origin is Origin.REGISTER
        assert figure.source.startswith("drawn: ")
        assert figure.unit == LEDGER[figure.name].unit
    assert f"about {sum(drawn.opt_outs[1:]):,} opt-outs" in by_name(figures)["opt_out"].source


def test_whatever_is_published_alike_teaches_the_same() -> None:
    """So that no value, range or text tells an exact count."""
    one = register(1)
    other = replace(
        one,
        opt_outs=[_alike(count) for count in one.opt_outs],
        registrations=[_alike(count) for count in one.registrations],
        failed_deliveries=[_alike(count) for count in one.failed_deliveries],
        solved=_alike(one.solved),
    )
    assert other != one

    told = [learn(observed(lived, rounded), reachable=10_000) for lived in (one, other)]

    assert told[0] == told[1]


def _alike(count: int) -> int:
    """Another count that is shown likewise."""
    return next(
        n for n in range(count - 4, count + 5) if n != count and rounded(n) == rounded(count)
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opt_outs": counted((0, 0))}, "opt_outs has the shape (1,), not (4,)"),
        ({"base": np.full(5, -1.0)}, "base=-1.0 is outside [0, ∞)"),
        ({"span": np.zeros(4)}, "span="),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(changes: dict[str, object], said: str) -> None:
    with pytest.raises(OutOfBounds) as refusal:
        replace(observed(register(1)), **changes)  # type: ignore[arg-type]  # names and values of all kinds

    assert str(refusal.value).startswith(said)


def test_a_count_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(OutOfBounds, match="low does not lie from 0 to high"):
        counted((3, 2))
