import numpy as np
import pytest

from simulation import Measure, OutOfBounds, ScenarioName, Step, WhatIf, plan, simulate
from simulation.doubt import draw
from simulation.precision import replications_for
from simulation.replications import growing
from tests.simulation.worlds import hamlet, twente

FROZEN = WhatIf.of(ScenarioName.FROZEN)


@pytest.mark.parametrize("measure", [Measure.SOLVED_DIRECTLY, Measure.REACHABLE])
def test_so_many_replications_are_as_precise_as_was_asked(measure: Measure) -> None:
    made = plan(FROZEN, twente() if measure is Measure.SOLVED_DIRECTLY else hamlet())
    precision = 0.05 if measure is Measure.SOLVED_DIRECTLY else 0.002

    needed = replications_for(made, precision, measure)
    (samples,) = simulate([made], replications=needed)

    told = samples.summary(measure)
    half = 1.96 * told.standard_error / told.mean
    assert half.max() == pytest.approx(precision, rel=0.25)


def test_doubt_in_figures_takes_more_replications() -> None:
    drawn = plan(FROZEN, twente(), drawn=draw(FROZEN, seed=1, rows=1_000))

    assert replications_for(drawn, 0.01) > replications_for(plan(FROZEN, twente()), 0.01)


@pytest.mark.parametrize(
    ("precision", "said"),
    [
        (0.0, "precision=0 is outside [0.0001, 1]"),
        (float("nan"), "precision=NaN is outside [0.0001, 1]"),
        (0.001, "precision=0.001 takes 440"),
    ],
)
def test_a_precision_out_of_reach_is_refused_by_name(precision: float, said: str) -> None:
    with pytest.raises(OutOfBounds) as refused:
        replications_for(plan(FROZEN, twente()), precision)

    assert str(refused.value).startswith(said)


def test_results_grow_block_by_block_and_may_be_stopped() -> None:
    made = plan(FROZEN, hamlet())
    (whole,) = simulate([made], replications=700)
    blocks = growing([made], replications=700, step=Step.YEAR, seed=1, threads=2)

    sizes = [(len(samples.course.solved), samples) for (samples,) in blocks]

    assert [size for size, _ in sizes] == [250, 500, 700]
    for size, samples in sizes:
        assert (samples.course.reachable == whole.course.reachable[:size]).all()
    many = growing([made], replications=100_000, step=Step.YEAR, seed=1, threads=2)
    next(many)
    many.close()  # returns at once, or the test would take minutes


def test_the_band_of_the_mean_narrows() -> None:
    made = plan(FROZEN, hamlet())

    errors = [
        samples.summary(Measure.REACHABLE).standard_error[5]
        for (samples,) in growing([made], replications=2_000, step=Step.YEAR, seed=1, threads=2)
    ]

    assert errors[-1] == pytest.approx(errors[0] / np.sqrt(8), rel=0.2)
