from datetime import date
from threading import Event

import pytest

from server import registry
from server.services import projecting
from server.services.outcome import Outcome
from server.services.projecting import Engine, Opening, Sampling
from simulation import Municipality, Region, ScenarioName, WhatIf

REGION = Region(
    name="somewhere",
    municipalities=(
        Municipality(
            code="GM0001", name="Aa", inhabitants=80_000, listed=(7_000, 16_000, 15_000, 7_000)
        ),
        Municipality(
            code="GM0002", name="Bee", inhabitants=20_000, listed=(2_000, 5_000, 4_000, 1_500)
        ),
    ),
)
OPENING = Opening(
    region=REGION,
    on=date(2015, 1, 1),
    origin=registry.Origin.SYNTHETIC,
    as_of=date(2014, 11, 18),
)


def played(
    *scenarios: ScenarioName | WhatIf, sampling: Sampling, years: int = 10, found: Opening = OPENING
) -> Outcome:
    whatifs = [one if isinstance(one, WhatIf) else WhatIf.of(one, years=years) for one in scenarios]
    plans = projecting.plans(found, whatifs)
    outlooks = projecting.play(plans, sampling, threads=1, stop=Event())
    return Outcome(found=found, sampling=sampling, outlooks=outlooks)


@pytest.fixture(scope="session")
def sampled() -> Outcome:
    """Today, scenario 3, scenario 2 and the end, by replications."""
    return played(
        ScenarioName.TODAY,
        ScenarioName.FROZEN,
        ScenarioName.REGIONAL_BASIC,
        ScenarioName.ENDED,
        sampling=Sampling(replications=100),
    )


def exact_outcome() -> Outcome:
    return played(
        ScenarioName.TODAY,
        ScenarioName.FROZEN,
        ScenarioName.REGIONAL_BASIC,
        ScenarioName.ENDED,
        sampling=Sampling(engine=Engine.ANALYTIC),
    )


@pytest.fixture(scope="session")
def exact() -> Outcome:
    """The same in closed form."""
    return exact_outcome()
