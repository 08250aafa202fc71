"""Registers drawn with known rates: what is learned from them must cover those rates."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from simulation import LEDGER, Assumption, Observed, Origin, OutOfBounds, learn, posteriors
from simulation.arrays import Counts, Floats

SEEDS = 400
LUCK = 4.0 * np.sqrt(0.9 * 0.1 / SEEDS)
"""Four standard errors of a coverage of 90 %."""

OPT_OUT, FAILING, RESOLUTION = 0.02, 0.05, 0.125
DEAD_OR_MOVED_OUT, REMOVAL = 0.048, 0.2
YEARS = 5


def register(seed: int, *, failing: float = FAILING, a_year: float = 2_000.0) -> Observed:
    """Lives one by one, in two places: none of the code that learns from them."""
    rng = np.random.default_rng(seed)
    shape = (2, YEARS)
    seen: dict[str, Counts] = {}
    exposure, today, begun, out, held = [], [], [], [], []
    for _ in range(2):
        born = rng.uniform(0.0, YEARS, rng.poisson(a_year / 2 * YEARS))
        size = len(born)
        opts = born + rng.exponential(1.0 / OPT_OUT, size)
        fails = born + (rng.exponential(1.0 / failing, size) if failing else np.inf)
        stale = born + rng.exponential(1.0 / DEAD_OR_MOVED_OUT, size)
        swept = stale + rng.exponential(1.0 / REMOVAL, size)
        # whoever is dead or gone neither opts out nor is found to fail, but is listed still
        first = np.minimum(opts, fails)
        ends = np.where(stale < first, swept, first)
        exposure.append([_within(born, ends, year) for year in range(YEARS)])
        today.append(int((ends > YEARS).sum()))
        begun.append(_by_year(born))
        out.append(_by_year(opts[(opts < fails) & (opts < stale)]))
        held.append(_by_year(fails[(fails < opts) & (fails < stale)]))
    seen["actions"] = np.full(shape, 150)
    seen["solved_directly"] = rng.binomial(seen["actions"], RESOLUTION)
    return Observed(
        register="drawn",
        years=tuple(range(2010, 2010 + YEARS)),
        span=np.ones(YEARS),
        exposure=np.array(exposure),
        registrations=np.array(begun),
        opt_outs=np.array(out),
        failed_deliveries=np.array(held),
        today=np.array(today),
        **seen,
    )


def _within(born: Floats, ends: Floats, year: int) -> float:
    lived = np.clip(ends, year, year + 1) - np.clip(born, year, year + 1)
    return float(lived.sum())


def _by_year(moments: Floats) -> list[int]:
    return [int(((moments >= year) & (moments < year + 1)).sum()) for year in range(YEARS)]


def by_name(figures: tuple[Assumption, ...]) -> dict[str, Assumption]:
    return {figure.name: figure for figure in figures}


def covers(figure: Assumption, truth: float) -> bool:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low <= truth <= figure.high


@pytest.mark.slow
def test_the_posteriors_of_400_registers_cover_nine_tenths_of_the_rates_they_were_drawn_with() -> (
    None
):
    ledger = {name: LEDGER[name].value or 0.0 for name in ("death", "move_out")}
    covered: dict[str, list[bool]] = {name: [] for name in TRUTH}

    for seed in range(SEEDS):
        found = by_name(learn(register(seed), reachable=10_000))
        five = [found[name].value or 0.0 for name in ("opt_out", "move_within", "number_change")]
        level = (sum(five) + sum(ledger.values())) * 10_000
        for name, truth in TRUTH.items():
            covered[name].append(covers(found[name], truth(level)))

    for name, hits in covered.items():
        assert np.mean(hits) == pytest.approx(0.9, abs=LUCK), name


TRUTH: dict[str, Callable[[float], float]] = {
    "opt_out": lambda _: OPT_OUT,
    "number_change": lambda _: FAILING / 2,
    "move_within": lambda _: FAILING / 2,
    "registrations_today": lambda level: 2_000.0 / level,
    "resolution_today": lambda _: RESOLUTION,
}


def test_the_elasticity_is_covered_nine_times_in_ten_over_all_that_it_may_be() -> None:
    rng = np.random.default_rng(45)
    hits = []

    for _ in range(SEEDS):
        truth = rng.beta(1.0, 1.0 / 0.45 - 1.0)
        actions = rng.poisson(80.0, size=(5, 2)) + 1
        base = np.exp(rng.normal(0.0, 0.7, size=actions.shape))
        x = np.log(base) - (np.log(base) * actions).sum(axis=0) / actions.sum(axis=0)
        p = rng.beta(1.0, 7.0, size=2)
        odds = p / (1.0 - p) * np.exp(truth / (1.0 - p) * x)
        solved = rng.binomial(actions, odds / (1.0 + odds))
        found = posteriors.elasticity(solved, actions, base, expected=0.45, chance=0.125)
        hits.append(found.low <= truth <= found.high)

    assert np.mean(hits) == pytest.approx(0.9, abs=LUCK)


@pytest.mark.parametrize("truth", [0.1, 0.45, 0.9])
def test_many_actions_find_the_elasticity_of_the_power_law_whatever_changed_with_the_years(
    truth: float,
) -> None:
    rng = np.random.default_rng(3)
    base = np.exp(rng.normal(0.0, 0.3, size=(14, 5)) + np.linspace(-2.0, 0.0, 5))
    actions = np.full(base.shape, 20_000)
    spoilt = np.array([0.2, 0.175, 0.15, 0.14, 0.125])  # ever worse, while the base grew
    solved = rng.binomial(actions, spoilt * (base / base.mean(axis=0)) ** truth)

    found = posteriors.elasticity(solved, actions, base, expected=0.45, chance=0.125)

    assert found.mean == pytest.approx(truth, abs=0.03)
    assert found.high - found.low < 0.06


def test_where_all_municipalities_grow_alike_the_elasticity_stays_as_unknown_as_it_was() -> None:
    base = np.tile(np.linspace(0.1, 1.0, 5), (14, 1))
    actions = np.full(base.shape, 1_000)

    found = posteriors.elasticity(actions // 8, actions, base, expected=0.45, chance=0.125)

    # closed form of Beta(1, b): 1 − (1 − q)^(1/b)
    b = 1.0 / 0.45 - 1.0
    assert found.low == pytest.approx(1.0 - 0.95 ** (1.0 / b), abs=1e-3)
    assert found.high == pytest.approx(1.0 - 0.05 ** (1.0 / b), abs=1e-3)


def test_posteriors_have_the_points_that_tables_and_closed_forms_give() -> None:
    # 2 · Gamma(5½, 1) is chi-squared with 11 degrees of freedom: 4.575 and 19.675 in any table
    rate = posteriors.rate(5, 0.5, expected=1.0)
    none = posteriors.chance(0, 100, expected=0.125)

    assert (2 * rate.low, 2 * rate.high) == pytest.approx((4.575, 19.675), abs=1e-3)
    assert rate.mean == 5.5
    assert none.low == pytest.approx(1.0 - 0.95 ** (1.0 / 107.0), rel=1e-3)
    assert none.high == pytest.approx(1.0 - 0.05 ** (1.0 / 107.0), rel=1e-3)


def test_without_a_count_the_posterior_is_centred_on_the_ledger() -> None:
    assert posteriors.rate(0, 0.0, expected=0.012).mean == pytest.approx(0.012)
    assert posteriors.chance(0, 0, expected=0.125).mean == pytest.approx(0.125)


def test_nothing_is_learned_of_what_a_register_never_noted() -> None:
    found = by_name(learn(register(1, failing=0.0), reachable=10_000))

    assert "opt_out" in found
    assert not {"move_within", "number_change", "death", "move_out"} & set(found)


def test_failed_deliveries_are_split_as_the_ledger_has_them_and_say_that_they_are() -> None:
    found = by_name(learn(register(1), reachable=10_000))

    assert found["move_within"].value == found["number_change"].value
    assert "50 % of them, as in the ledger" in found["number_change"].source


def test_a_learned_figure_says_what_was_counted_and_where() -> None:
    drawn = register(1)

    for figure in learn(drawn, reachable=10_000):
        assert figure.origin is Origin.REGISTER
        assert figure.source.startswith("drawn: ")
        assert figure.unit == LEDGER[figure.name].unit
    opted_out = by_name(learn(drawn, reachable=10_000))["opt_out"]
    assert f"{drawn.opt_outs.sum():,} opt-outs in" in opted_out.source


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opt_outs": np.zeros((1, 5), dtype=int)}, "opt_outs has the shape (1, 5), not (2, 5)"),
        ({"actions": np.full((2, 5), -1)}, "actions=-1 is outside [0, ∞)"),
        ({"solved_directly": np.full((2, 5), 151)}, "solved_directly exceeds actions somewhere"),
        ({"span": np.zeros(5)}, "span="),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(changes: dict[str, object], said: str) -> None:
    with pytest.raises(OutOfBounds) as refusal:
        replace(register(1), **changes)  # type: ignore[arg-type]  # names and values of all kinds

    assert str(refusal.value).startswith(said)
