"""The same bytes, whatever the schedule."""

import hashlib
import os
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from threading import Event

import numpy as np
import pytest

from simulation import (
    Adoption,
    Change,
    Difference,
    Measure,
    Parameter,
    Samples,
    ScenarioName,
    Step,
    Stopped,
    WhatIf,
    plan,
    simulate,
)
from simulation.incidents import IncidentTable
from simulation.population import Course
from simulation.run import BLOCK, play
from simulation.transitions import step_lengths, transitions
from tests.simulation.worlds import hamlet, twente

FROZEN = plan(WhatIf.of(ScenarioName.FROZEN, years=3), hamlet())
BASIC = plan(WhatIf.of(ScenarioName.REGIONAL_BASIC, years=3), hamlet())


def digest(course: Course) -> bytes:
    return b"".join(getattr(course, field.name).tobytes() for field in fields(course))


def test_one_thread_and_two_give_the_same_bytes() -> None:
    one, two = (
        simulate([FROZEN, BASIC], replications=1_000, step=Step.QUARTER, threads=n) for n in (1, 2)
    )

    assert [digest(samples.course) for samples in one] == [digest(s.course) for s in two]


@pytest.mark.slow
def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from simulation import simulate\n"
        "from tests.simulation.test_reproducible import BASIC, digest\n"
        "(samples,) = simulate([BASIC], replications=300)\n"
        "print(hashlib.sha256(digest(samples.course)).hexdigest())"
    )
    (here,) = simulate([BASIC], replications=300)

    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    ]

    assert told == 2 * [hashlib.sha256(digest(here.course)).hexdigest()]


def test_the_order_of_blocks_does_not_matter() -> None:
    (whole,) = simulate([BASIC], replications=3 * BLOCK)
    parts, lengths = transitions(BASIC, Step.YEAR), step_lengths(BASIC, Step.YEAR)

    course = Course.blank(3 * BLOCK, 3, 2)
    for number in (2, 0, 1):
        incidents = IncidentTable(
            seed=1,
            block=number,
            replications=BLOCK,
            rate=100 * BASIC.region.shares,
            steps=lengths,
        )
        rows = course.rows(number * BLOCK, (number + 1) * BLOCK)
        play(BASIC, parts, incidents, rows, seed=1, block=number, stop=Event())

    assert digest(course) == digest(whole.course)


@pytest.mark.parametrize("few", [1, 100, 250, 251])
def test_a_short_run_is_the_beginning_of_a_long_one(few: int) -> None:
    (short,) = simulate([BASIC], replications=few)
    (long,) = simulate([BASIC], replications=500)

    assert digest(short.course) == digest(long.course.rows(0, few))


def test_identical_scenarios_differ_by_exactly_nothing() -> None:
    made = plan(WhatIf.of(ScenarioName.REGIONAL_BASIC), twente())
    one, other = simulate([made, made], replications=250)

    for measure in Measure:
        difference = Difference(other=other, baseline=one).summary(measure)
        assert not np.nan_to_num(difference.mean).any()
        assert not np.nan_to_num(difference.standard_error).any()


def test_local_and_regional_differ_in_cost_alone() -> None:
    local, regional = simulate(
        [
            plan(WhatIf.of(name), twente())
            for name in (ScenarioName.LOCAL, ScenarioName.REGIONAL_BASIC)
        ],
        replications=250,
    )

    assert digest(local.course) == digest(regional.course)
    assert local.plan.work.cost[0].sum() > regional.plan.work.cost[0].sum()


def test_company_changes_no_result() -> None:
    busier = replace(
        BASIC.whatif, changes=(Change(parameter=Parameter.ACTIONS_PER_YEAR, value=950),)
    )
    cut = WhatIf(
        adoptions=(Adoption(scenario=ScenarioName.ENDED, since=date(2016, 5, 17)),), years=3
    )

    (alone,) = simulate([FROZEN], replications=250)
    together = simulate([plan(busier, hamlet()), FROZEN, plan(cut, hamlet())], replications=250)

    assert digest(together[1].course) == digest(alone.course)


def test_another_seed_is_another_luck() -> None:
    (one,) = simulate([BASIC], replications=250, seed=1)
    (other,) = simulate([BASIC], replications=250, seed=2)

    assert digest(one.course) != digest(other.course)


def test_common_luck_narrows_a_difference() -> None:
    more = replace(
        BASIC.whatif,
        years=10,
        changes=(Change(parameter=Parameter.REGISTRATIONS_BASIC, value=1.54),),
    )
    plans = [plan(one, twente()) for one in (replace(BASIC.whatif, years=10), more)]

    def spread(a: Samples, b: Samples, measure: Measure) -> float:
        return float((b.of(measure) - a.of(measure))[:, -1].var())

    paired = simulate(plans, replications=1_000)
    (apart,) = simulate(plans[1:], replications=1_000, seed=2)

    for measure, times in ((Measure.SOLVED_DIRECTLY, 15), (Measure.EXPECTED_SOLVED, 300)):
        assert spread(paired[0], apart, measure) > times * spread(paired[0], paired[1], measure)


def test_a_stop_is_noticed() -> None:
    stop = Event()
    stop.set()

    with pytest.raises(Stopped):
        simulate([FROZEN], replications=100_000, stop=stop)


def test_progress_adds_up() -> None:
    told: list[int] = []

    simulate([FROZEN, BASIC], replications=600, progress=told.append)

    assert sorted(told) == [100, 250, 250]
