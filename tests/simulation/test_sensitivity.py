"""Sobol indices, tornado, regret, belief and structure, each against another way to the answer."""

from dataclasses import replace
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from scipy import stats

from simulation import (
    LEDGER,
    Adoption,
    AppReading,
    Axis,
    Change,
    Expectation,
    Link,
    Measure,
    OutOfBounds,
    Parameter,
    Question,
    Reading,
    ScenarioName,
    Stopped,
    WhatIf,
    belief,
    draw,
    expect,
    plan,
    regret,
    sobol,
    structure,
    tornado,
)
from simulation.arrays import Floats
from simulation.doubt import quantile
from simulation.futures import expected
from simulation.sobol import _shares, indices
from tests.simulation.worlds import hamlet, twente

FROZEN = WhatIf.of(ScenarioName.FROZEN)
BASIC = WhatIf.of(ScenarioName.REGIONAL_BASIC)


def question(measure: Measure, whatif: WhatIf = FROZEN, year: int = 2024) -> Question:
    return Question(whatif=whatif, region=twente(), measure=measure, year=year)


def with_(whatif: WhatIf, **values: float) -> Expectation:
    """The closed form under changed figures, by way of changes and not of drawn rows."""
    changes = tuple(Change(parameter=Parameter(name), value=v) for name, v in values.items())
    return expect(plan(replace(whatif, changes=changes), twente()))


def test_the_estimators_find_the_indices_of_ishigami() -> None:
    """Published in closed form: Ishigami and Homma 1990, with a = 7 and b = 0.1."""
    x = (2 * _shares(3, 8192, seed=1) - 1) * np.pi
    answers = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    first, total = indices(answers.reshape(5, -1))

    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_the_estimators_are_those_of_scipy() -> None:
    luck = np.random.default_rng(1)
    a, b = luck.normal(size=(2, 4, 64))

    def product(x: Floats) -> Floats:
        return np.asarray((x + 1.5).prod(axis=0))

    mixed = np.array([product(np.where(np.arange(4)[:, None] == i, b, a)) for i in range(4)])
    theirs = stats.sobol_indices(
        func={"f_A": product(a)[None], "f_B": product(b)[None], "f_AB": mixed[:, None]}, n=64
    )
    mine = indices(np.stack([product(a), product(b), *mixed]))

    assert mine[0] == pytest.approx(theirs.first_order)
    assert mine[1] == pytest.approx(theirs.total_order)


def test_a_product_of_two_figures_has_the_indices_it_has_by_hand() -> None:
    """Work under FROZEN costs hours × wage: mean and variance of the two decide the indices."""
    asked = question(Measure.ORGANISATION_COST, FROZEN)
    pair = (Parameter.LEGAL_MINIMUM_HOURS, Parameter.HOURLY_WAGE)
    hours, wage = (
        stats.lognorm(s=np.log(high / median) / stats.norm.ppf(0.95), scale=median)
        for median, high in ((40, 120), (np.sqrt(50 * 75), 75))
    )
    v, w = (one.var() / one.mean() ** 2 for one in (hours, wage))

    found = sobol(asked, pair, sets=8192)

    truth = {pair[0]: (v, v + v * w), pair[1]: (w, w + v * w)}
    for index in found.indices:
        first, total = (part / (v + w + v * w) for part in truth[index.parameter])
        assert index.first == pytest.approx(first, abs=0.02)
        assert index.total == pytest.approx(total, abs=0.02)
    assert found.mean == pytest.approx(hours.mean() * wage.mean(), rel=0.02)
    assert found.evaluations == 4 * 8192


def test_a_sum_of_figures_has_their_shares_of_the_variance() -> None:
    """In one year departures are the base × the sum of the hazards, but for a few per cent."""
    asked = question(Measure.DEPARTURES, replace(FROZEN, years=1), year=2015)
    causes = (Parameter.DEATH, Parameter.MOVE_OUT, Parameter.OPT_OUT)
    middles = (np.arange(100_000) + 0.5) / 100_000
    variance = {cause: quantile(LEDGER[cause], middles).var() for cause in causes}

    found = sobol(asked, causes, sets=4096)

    for index in found.indices:
        truth = variance[index.parameter] / sum(variance.values())
        assert index.first == pytest.approx(truth, abs=0.03)
        assert index.total == pytest.approx(truth, abs=0.03)
        assert index.first_interval[0] <= index.first <= index.first_interval[1]
        assert index.total_interval[0] <= index.total <= index.total_interval[1]


def test_sobol_says_which_figure_matters_and_which_changes_nothing() -> None:
    found = sobol(
        question(Measure.EXPECTED_SOLVED),
        (Parameter.HOURLY_WAGE, Parameter.ELASTICITY, Parameter.DEATH),
        sets=128,
    )

    assert found.indices[0].parameter is Parameter.ELASTICITY
    assert (found.indices[-1].first, found.indices[-1].total) == (0.0, 0.0)
    assert "that about elasticity" in found.words


def test_the_same_seed_gives_the_same_indices_on_any_number_of_threads() -> None:
    asked = question(Measure.REACHABLE)
    causes = (Parameter.DEATH, Parameter.OPT_OUT)

    one, again, other = (
        sobol(asked, causes, sets=256, seed=seed, threads=threads)
        for seed, threads in ((1, 1), (1, 2), (2, 2))
    )

    assert one == again
    assert one != other


def test_a_bar_of_the_tornado_is_two_closed_forms() -> None:
    bars = tornado(question(Measure.TOTAL_COST))

    named = {bar.parameter: bar for bar in bars}
    for name in (Parameter.OPT_OUT, Parameter.LEGAL_MINIMUM_HOURS, Parameter.ELASTICITY):
        bar, figure = named[name], LEDGER[name]
        for end, value, found in (
            ("low", figure.low, bar.at_low),
            ("high", figure.high, bar.at_high),
        ):
            truth = with_(FROZEN, **{name.value: float(value or 0)}).of(Measure.TOTAL_COST)[0, -1]
            assert found == pytest.approx(truth, rel=1e-6), (name, end)
    assert all(wide.swing >= narrow.swing for wide, narrow in pairwise(bars))
    assert not named[Parameter.ELASTICITY].matters
    assert named[Parameter.OPT_OUT].matters


def test_cost_per_solved_is_the_ratio_of_each_set_of_figures() -> None:
    (bar,) = tornado(question(Measure.COST_PER_SOLVED), [Parameter.ELASTICITY])

    apart = with_(FROZEN, elasticity=1.0)
    truth = apart.of(Measure.TOTAL_COST)[0, -1] / apart.of(Measure.EXPECTED_SOLVED)[0, -1]
    assert bar.at_high == pytest.approx(truth, rel=1e-6)


def test_regret_is_what_brute_force_says() -> None:
    names = (ScenarioName.FROZEN, ScenarioName.LEAN, ScenarioName.LOCAL, ScenarioName.FROZEN)
    whatifs = [WhatIf.of(name, years=4) for name in names]
    worth = np.empty((4, 250))
    for i, whatif in enumerate(whatifs):
        outlook = expect(plan(whatif, hamlet(), drawn=draw(whatif, seed=7, rows=250)))
        solved, cost = outlook.of(Measure.EXPECTED_SOLVED), outlook.of(Measure.TOTAL_COST)
        worth[i] = 4_000 * solved.sum(axis=1) - cost.sum(axis=1)

    told = regret(whatifs, hamlet(), price=4_000, futures=250, seed=7)

    for i, one in enumerate(told):
        best = [max(column) for column in worth.T]
        missed = [top - own for top, own in zip(best, worth[i], strict=True)]
        assert one.mean == pytest.approx(np.mean(missed), rel=1e-5, abs=1e-3)
        assert one.worst == pytest.approx(max(missed), rel=1e-5, abs=1e-3)
    twin, lean, local, other = told
    assert twin.best == other.best == 0.0
    assert twin.tied == other.tied
    assert twin.tied + lean.best + local.best == pytest.approx(1.0)


@pytest.mark.parametrize("link", Link)
def test_the_benefit_at_the_corners_is_that_of_changed_figures(link: Link) -> None:
    frozen, basic = (replace(whatif, link=link, years=5) for whatif in (FROZEN, BASIC))
    x = Axis.of(basic, Parameter.RESOLUTION_TODAY)
    y = Axis.of(basic, Parameter.REGISTRATIONS_BASIC, least=0.5, greatest=3.0)

    found = belief(basic, frozen, twente(), price=6_000, x=x, y=y, points=3)

    for i, registrations in enumerate((0.5, 1.75, 3.0)):
        for j, chance in enumerate((0.10, 0.125, 0.15)):
            figures = {"resolution_today": chance, "registrations_basic": registrations}
            one, other = with_(basic, **figures), with_(frozen, **figures)
            solved, cost = (
                one.of(measure).sum() - other.of(measure).sum()
                for measure in (Measure.EXPECTED_SOLVED, Measure.TOTAL_COST)
            )
            assert found.benefit[i, j] == pytest.approx(6_000 * solved - cost, rel=1e-5)


def test_on_the_boundary_the_two_are_worth_the_same() -> None:
    x, y = Axis.of(BASIC, Parameter.ELASTICITY), Axis.of(BASIC, Parameter.REGISTRATIONS_BASIC)

    found = belief(BASIC, FROZEN, twente(), price=7_000, x=x, y=y, points=25)

    widest = np.abs(found.benefit).max()
    assert len(found.boundary) >= 10
    for elasticity, registrations in found.boundary[::8]:
        figures = {"elasticity": elasticity, "registrations_basic": registrations}
        worth = [
            7_000 * one.of(Measure.EXPECTED_SOLVED).sum() - one.of(Measure.TOTAL_COST).sum()
            for one in (with_(BASIC, **figures), with_(FROZEN, **figures))
        ]
        assert worth[0] - worth[1] == pytest.approx(0.0, abs=0.01 * widest)
    assert 0.0 < found.share < 1.0


def test_the_share_of_belief_is_the_priors_mass_where_it_wins() -> None:
    """One figure decides: the mass is that of its distribution beyond the turning point."""
    x, y = Axis.of(BASIC, Parameter.ELASTICITY), Axis.of(BASIC, Parameter.LEGAL_MINIMUM_HOURS)

    found = belief(BASIC, FROZEN, twente(), price=7_000, x=x, y=y, points=9)

    turning = [point[0] for point in found.boundary]
    prior = stats.beta(2 * 0.45, 2 * 0.55)
    assert 1 - prior.cdf(max(turning)) - 0.06 <= found.share <= 1 - prior.cdf(min(turning)) + 0.06


def test_structure_changes_one_reading_at_a_time() -> None:
    local = replace(WhatIf.of(ScenarioName.LOCAL, years=3), app=AppReading.WITH)

    laid_out = structure(local, twente())

    assert [one.reading for one in laid_out if one.chosen] == list(Reading)
    for one in laid_out:
        apart = expect(plan(one.outlook.plan.whatif, twente()))
        for measure in (Measure.EXPECTED_SOLVED, Measure.TOTAL_COST):
            assert (one.outlook.of(measure) == apart.of(measure)).all()
    hours = {one.choice.value: one.outlook.of(Measure.ORGANISATION_HOURS)[0, 0] for one in laid_out}
    assert round(hours["linear"]) == 2_786
    assert round(hours["per_municipality"]) == 3_360
    assert all(one.outlook.plan.whatif == local for one in laid_out if one.chosen)


@pytest.mark.parametrize("threads", [1, 2])
def test_what_is_told_to_stop_stops(threads: int) -> None:
    stop = Event()
    stop.set()

    with pytest.raises(Stopped):
        sobol(question(Measure.REACHABLE), threads=threads, stop=stop)


def test_more_rows_than_fit_at_a_time_are_the_rows_one_by_one() -> None:
    drawn = draw(FROZEN, seed=3, rows=1_250)

    def solved(outlook: Expectation) -> Floats:
        return outlook.of(Measure.EXPECTED_SOLVED)[:, -1]

    found = expected(FROZEN, twente(), drawn, solved)

    for row in (0, 499, 500, 1_249):
        alone = {name: values[row : row + 1] for name, values in drawn.items()}
        truth = solved(expect(plan(FROZEN, twente(), drawn=alone)))[0]
        assert found[row] == pytest.approx(truth, rel=1e-6)


KNOWN = replace(FROZEN, changes=(Change(parameter=Parameter.ELASTICITY, value=0.3),))
ENDED = WhatIf(adoptions=(Adoption(scenario=ScenarioName.ENDED),))


@pytest.mark.parametrize(
    ("asked", "parameters", "said"),
    [
        (question(Measure.REACHABLE, KNOWN), [Parameter.ELASTICITY], "elasticity, which the what"),
        (question(Measure.REACHABLE), [Parameter.PRICE_BASIC], "price_basic, which has no dist"),
        (question(Measure.REACHABLE), [], "parameters is empty"),
        (question(Measure.DIRECT_RESOLUTION_RATE, ENDED), None, "RATE has no value in 2024"),
        (question(Measure.ORGANISATION_HOURS, BASIC), None, "HOURS has no value in 2024"),
    ],
)
def test_a_question_without_an_answer_is_refused_by_name(
    asked: Question, parameters: list[Parameter] | None, said: str
) -> None:
    for ask in (tornado, sobol):
        with pytest.raises(OutOfBounds, match=said):
            ask(asked, parameters)


def test_sizes_and_ranges_are_refused_by_name() -> None:
    death = Axis.of(FROZEN, Parameter.DEATH)

    with pytest.raises(OutOfBounds, match=r"year=2025 is outside \[2015, 2024\]"):
        question(Measure.LISTED, year=2025)
    with pytest.raises(OutOfBounds, match="sets=100 is no power of two"):
        sobol(question(Measure.LISTED), sets=100)
    with pytest.raises(OutOfBounds, match="price_basic has no range"):
        Axis.of(FROZEN, Parameter.PRICE_BASIC)
    with pytest.raises(OutOfBounds, match=r"death=9 is outside \[0, 5\]"):
        Axis.of(FROZEN, Parameter.DEATH, greatest=9.0)
    with pytest.raises(OutOfBounds, match="y=death is on the other axis"):
        belief(BASIC, FROZEN, twente(), price=1.0, x=death, y=death)
    with pytest.raises(OutOfBounds, match=r"price=-1 is outside \[0, 10000000\]"):
        regret([BASIC, FROZEN], twente(), price=-1)
    with pytest.raises(OutOfBounds, match="scenarios must be two or more"):
        regret([BASIC], twente(), price=1.0)


def test_where_nothing_is_in_doubt_there_is_one_future() -> None:
    known = tuple(
        Change(parameter=name, value=FROZEN.value(name)) for name in draw(FROZEN, seed=1, rows=1)
    )
    frozen, basic = (replace(whatif, changes=known, years=3) for whatif in (FROZEN, BASIC))

    told = regret([frozen, basic], hamlet(), price=5_000, futures=250)

    assert sorted(one.best for one in told) == [0.0, 1.0]
    assert all(one.mean == pytest.approx(one.worst) for one in told)
