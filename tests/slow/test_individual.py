"""The individual engine at length: every scenario and link, and a narrower equivalence."""

from dataclasses import replace

import numpy as np
import pytest

from simulation import Adoption, Link, Measure, ScenarioName, plan, simulate, simulate_individuals
from tests.simulation.individuals import equivalences, quiet, worlds, z_scores
from tests.simulation.worlds import hamlet, twente

pytestmark = pytest.mark.slow

LIMIT = 5.2
"""About 5,000 statistics: a false alarm in one run of a thousand."""


def test_every_scenario_and_world_agrees_with_the_closed_forms() -> None:
    plans = [
        *(quiet(Adoption(scenario=name), years=5, region=hamlet(20)) for name in ScenarioName),
        *worlds().values(),
    ]

    for made in plans:
        (samples,) = simulate_individuals([made], replications=1_000, seed=11)
        z = dict(z_scores(samples))
        assert {what: found for what, found in z.items() if abs(found) > LIMIT} == {}


@pytest.mark.parametrize("link", Link)
def test_every_link_is_met_as_the_closed_form_says(link: Link) -> None:
    made = quiet(Adoption(scenario=ScenarioName.FROZEN), years=5, region=hamlet(40))
    linked = plan(replace(made.whatif, link=link), made.region)
    (samples,) = simulate_individuals([linked], replications=2_000, seed=12)

    assert max(abs(z) for _, z in z_scores(samples)) < LIMIT


@pytest.mark.parametrize("name", [ScenarioName.FROZEN, ScenarioName.REGIONAL_SUPPLEMENTARY])
def test_the_engines_are_equivalent_over_ten_years(name: ScenarioName) -> None:
    made = quiet(Adoption(scenario=name), years=10, region=hamlet(60))
    (aggregate,) = simulate([made], replications=50_000, seed=2)
    (individual,) = simulate_individuals([made], replications=2_000, seed=2)

    tested = equivalences(individual, aggregate)

    assert all(one.shown for one in tested.values()), tested
    assert all(one.power > 0.9 for one in tested.values()), tested


def test_twente_itself_lives_through_ten_years() -> None:
    made = quiet(Adoption(scenario=ScenarioName.FROZEN), years=10, region=twente())
    (samples,) = simulate_individuals([made], replications=20, seed=3)

    tested = equivalences(samples, simulate([made], replications=1_000)[0])

    assert tested[Measure.REACHABLE].shown
    assert np.isfinite(samples.course.message_cost).all()
