"""Drawn figures: each replication a set of its own, and what that adds to the doubt."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from simulation import (
    LEDGER,
    Change,
    Distribution,
    Link,
    Measure,
    OutOfBounds,
    Parameter,
    ScenarioName,
    WhatIf,
    expect,
    plan,
    simulate,
)
from simulation.arrays import Floats
from simulation.doubt import doubtful, draw, quantile, split
from simulation.population import Course
from tests.simulation.worlds import hamlet, twente

FROZEN = WhatIf.of(ScenarioName.FROZEN)


def digest(course: Course) -> bytes:
    return b"".join(getattr(course, field.name).tobytes() for field in fields(course))


@pytest.mark.parametrize("name", [name for name, figure in LEDGER.items() if figure.low])
def test_low_and_high_are_the_outer_points_of_the_distribution(name: str) -> None:
    figure = LEDGER[name]
    if figure.distribution is Distribution.FIXED or figure.value is None:
        return

    low, high = quantile(figure, np.array([0.05, 0.95]))

    assert low == pytest.approx(figure.low, rel=1e-6)
    assert high == pytest.approx(figure.high, rel=1e-6)


def test_the_prior_of_the_memos_range_is_the_one_the_ledger_names() -> None:
    shares = np.array([0.01, 0.3, 0.5, 0.9])

    drawn = quantile(LEDGER["resolution_today"], shares)

    assert drawn == pytest.approx(stats.beta(58.1, 410.3).ppf(shares), rel=1e-3)


@pytest.mark.parametrize("name", ["move_within", "removal_today", "starting_ghost_share"])
def test_where_low_is_a_bound_the_mean_is_the_ledgers_value(name: str) -> None:
    figure, shares = LEDGER[name], (np.arange(100_000) + 0.5) / 100_000

    drawn = quantile(figure, shares)

    assert drawn.mean() == pytest.approx(figure.value, rel=1e-3)
    assert quantile(figure, np.array(0.95)) == pytest.approx(figure.high, rel=1e-6)


def test_figures_are_the_same_in_every_scenario_and_in_a_longer_run() -> None:
    short = draw(FROZEN, seed=1, rows=10)
    long = draw(WhatIf.of(ScenarioName.LOCAL), seed=1, rows=600)

    assert len(short) == 24
    for name, values in short.items():
        assert values.shape == (250,)
        assert (long[name][:250] == values).all()
        assert long[name].shape == (750,)


def test_a_changed_figure_is_not_drawn() -> None:
    known = replace(FROZEN, changes=(Change(parameter=Parameter.ELASTICITY, value=0.3),))

    made = plan(known, hamlet(), drawn=draw(FROZEN, seed=1, rows=250))

    assert Parameter.ELASTICITY not in doubtful(known)
    assert (made.rates.elasticity == 0.3).all()


@pytest.mark.parametrize("link", Link)
def test_rows_that_draw_the_same_figures_give_the_bytes_of_one_plan(link: Link) -> None:
    whatif = replace(WhatIf.of(ScenarioName.REGIONAL_BASIC, years=3), link=link)
    same = {name: np.full(250, whatif.value(name)) for name in doubtful(whatif)}

    (one,) = simulate([plan(whatif, hamlet())], replications=250)
    (rows,) = simulate([plan(whatif, hamlet(), drawn=same)], replications=250)

    assert digest(rows.course) == digest(one.course)


@pytest.mark.parametrize("link", Link)
def test_each_row_is_what_its_figures_say(link: Link) -> None:
    """The closed form of a plan with rows, against one plan for each set of figures."""
    whatif = replace(WhatIf.of(ScenarioName.REGIONAL_SUPPLEMENTARY, years=4), link=link)
    drawn = draw(whatif, seed=3, rows=250)
    together = expect(plan(whatif, hamlet(), drawn=drawn))

    for row in (0, 17, 249):
        alone = replace(
            whatif,
            changes=tuple(
                Change(parameter=name, value=float(values[row])) for name, values in drawn.items()
            ),
        )
        if alone.link is Link.CEILING and drawn[Parameter.CEILING][row] < 0.15:
            continue
        truth = expect(plan(alone, hamlet()))
        for measure in Measure:
            if measure is Measure.COST_PER_SOLVED:  # a ratio of means over all rows
                continue
            assert together.of(measure)[row] == pytest.approx(
                truth.of(measure)[0], rel=1e-9, nan_ok=True
            ), measure


def test_replications_with_figures_of_their_own_agree_with_their_closed_forms() -> None:
    made = plan(FROZEN, twente(), drawn=draw(FROZEN, seed=5, rows=2_000))
    (samples,) = simulate([made], replications=2_000)
    exact = expect(samples.plan)

    for measure in (Measure.REACHABLE, Measure.UNREACHABLE):
        variance = exact.variance(measure)
        assert variance is not None
        z: Floats = (samples.of(measure) - exact.of(measure)) / np.sqrt(variance)
        assert (np.abs(z.mean(axis=0)) < 4.4 / np.sqrt(2_000)).all()
        assert z.var(axis=0) == pytest.approx(1.0, abs=4.4 * np.sqrt(2 / 2_000))


def test_the_doubt_in_figures_and_that_of_chance_add_up() -> None:
    made = plan(FROZEN, twente(), drawn=draw(FROZEN, seed=5, rows=2_000))
    (samples,) = simulate([made], replications=2_000)

    for measure in (Measure.REACHABLE, Measure.SOLVED_DIRECTLY):
        parts = split(samples, measure)
        total = samples.of(measure).var(axis=0)
        assert parts.total == pytest.approx(total, rel=0.12)
    base, solved = split(samples, Measure.REACHABLE), split(samples, Measure.SOLVED_DIRECTLY)
    assert (base.figures > 50 * base.chance).all()
    assert (solved.chance > solved.figures).all()


def test_without_drawn_figures_all_doubt_is_chance() -> None:
    (samples,) = simulate([plan(FROZEN, hamlet())], replications=250)

    parts = split(samples, Measure.REACHABLE)

    assert not parts.figures.any()
    assert parts.chance.all()


def test_a_figure_that_is_known_almost_exactly_is_drawn_almost_exactly() -> None:
    """Such as a nation's register would teach, of a million events."""
    known = replace(LEDGER["opt_out"], value=0.012, low=0.012 - 2e-5, high=0.012 + 2e-5)

    drawn = quantile(known, np.array([0.05, 0.5, 0.95]))

    assert drawn == pytest.approx([0.012 - 2e-5, 0.012, 0.012 + 2e-5], rel=1e-6)


@pytest.mark.parametrize(
    ("actions", "solved"), [(1, 0), (81, 7), (100, 0), (438, 8), (438, 438), (5_000, 8)]
)
def test_a_chance_that_was_counted_is_drawn_as_it_was_learned(actions: int, solved: int) -> None:
    learned = stats.beta(1 + solved, 7 + actions - solved)
    low, high = learned.ppf([0.05, 0.95])
    figure = replace(LEDGER["resolution_today"], value=learned.mean(), low=low, high=high)

    drawn = quantile(figure, np.array([0.01, 0.05, 0.5, 0.95, 0.99]))

    assert drawn == pytest.approx(learned.ppf([0.01, 0.05, 0.5, 0.95, 0.99]), rel=1e-6)


def test_a_ratio_of_means_has_no_variance_to_split() -> None:
    (samples,) = simulate([plan(FROZEN, hamlet())], replications=250)

    parts = split(samples, Measure.COST_PER_SOLVED)

    assert np.isnan(parts.chance).all()
    assert np.isnan(parts.figures).all()


@pytest.mark.parametrize("since", [None, date(2015, 1, 1)])
def test_a_figure_set_from_the_first_day_is_not_in_doubt(since: date | None) -> None:
    known = replace(FROZEN, changes=(Change(parameter=Parameter.DEATH, value=0.01, since=since),))

    assert Parameter.DEATH not in doubtful(known)


def test_a_ceiling_below_todays_chance_is_refused_whatever_is_drawn() -> None:
    low = replace(
        FROZEN,
        link=Link.CEILING,
        changes=(Change(parameter=Parameter.CEILING, value=0.05),),
    )

    for drawn in ({}, draw(low, seed=1, rows=250)):
        with pytest.raises(OutOfBounds, match="ceiling is below resolution_today"):
            plan(low, hamlet(), drawn=drawn)
