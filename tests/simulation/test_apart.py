"""The individual engine in its own process: same bytes, told to stop, and heard when it fails."""

import signal
from dataclasses import fields, replace
from multiprocessing import active_children
from multiprocessing.connection import Connection
from threading import Event
from typing import Any

import pytest

from simulation import (
    Adoption,
    Measure,
    OutOfBounds,
    Samples,
    ScenarioName,
    Stopped,
    apart,
    draw,
    plan,
    simulate_individuals,
)
from simulation.population import Course
from tests.simulation.individuals import live, quiet

FROZEN = quiet(Adoption(scenario=ScenarioName.FROZEN), years=2)
BASIC = quiet(Adoption(scenario=ScenarioName.REGIONAL_BASIC), years=2)


def digest(samples: Samples, few: int) -> list[bytes]:
    return [getattr(samples.course, field.name)[:few].tobytes() for field in fields(Course)]


def test_another_process_and_other_company_give_the_same_bytes() -> None:
    told: list[int] = []

    (alone,) = simulate_individuals([BASIC], replications=4, seed=7, progress=told.append)
    _, together = simulate_individuals([FROZEN, BASIC], replications=9, seed=7)

    here = live(BASIC, replications=4, seed=7)
    assert digest(alone, 4) == digest(together, 4) == digest(here, 4)
    assert told == [1] * 4
    assert digest(alone, 4) != digest(live(BASIC, replications=4, seed=8), 4)


def test_figures_that_are_drawn_reach_the_other_process() -> None:
    made = plan(BASIC.whatif, BASIC.region, drawn=draw(BASIC.whatif, seed=3, rows=250))

    (samples,) = simulate_individuals([made], replications=3)

    assert digest(samples, 3) == digest(live(made, replications=3), 3)
    assert samples.of(Measure.TOTAL_COST).shape == (3, 2)
    with pytest.raises(OutOfBounds, match="draw figures for fewer than 251 rows"):
        simulate_individuals([made], replications=251)


def test_a_stop_is_noticed_and_nothing_goes_on() -> None:
    stop = Event()

    with pytest.raises(Stopped):
        simulate_individuals(
            [FROZEN], replications=100_000, stop=stop, progress=lambda _: stop.set()
        )

    assert active_children() == []


def test_what_goes_wrong_there_is_raised_here() -> None:
    broken = replace(FROZEN, stretches=())

    with pytest.raises(ValueError, match="broadcast"):
        simulate_individuals([broken], replications=1)

    assert active_children() == []


# Stand-ins for what the other process does.


def tell_mask(there: Connection, *_: Any) -> None:
    there.send(LookupError(signal.pthread_sigmask(signal.SIG_BLOCK, [])))


def vanish(there: Connection, *_: Any) -> None:
    there.close()


def test_it_is_deaf_to_interrupts_from_its_first_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_play", tell_mask)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])

    with pytest.raises(LookupError, match="SIGINT"):
        simulate_individuals([FROZEN], replications=1)

    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


def test_a_process_that_vanishes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_play", vanish)

    with pytest.raises(RuntimeError, match="untimely"):
        simulate_individuals([FROZEN], replications=1)


@pytest.mark.parametrize(("replications", "seed"), [(0, 1), (100_001, 1), (1, -1)])
def test_what_cannot_be_is_refused(replications: int, seed: int) -> None:
    with pytest.raises(OutOfBounds, match="is outside"):
        simulate_individuals([FROZEN], replications=replications, seed=seed)
