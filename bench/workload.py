"""The workload of every speed figure, and the regions it is played in.

TODAY, LOCAL, REGIONAL_SUPPLEMENTARY and FROZEN × 1,000 replications × 10 years × 14 municipalities
× 4 cohorts, 37,000 participants, 100 actions a year.
"""

from itertools import cycle, islice

from server.registry import AgeGroup, reference
from server.registry.apportionment import largest_remainder
from simulation.plan import Plan, plan
from simulation.region import Municipality, Region
from simulation.scenario import ScenarioName
from simulation.whatif import WhatIf

THREADS = 2
REPLICATIONS = 1000
YEARS = 10
SCENARIOS = (
    ScenarioName.TODAY,
    ScenarioName.LOCAL,
    ScenarioName.REGIONAL_SUPPLEMENTARY,
    ScenarioName.FROZEN,
)
PARTICIPANTS = 37_000
MUNICIPALITIES = 14
AGES = (25, 50, 20, 5)


def region(*, participants: int = PARTICIPANTS, municipalities: int = MUNICIPALITIES) -> Region:
    """Lay participants over municipalities, pro rata to inhabitants.

    The first fourteen are those of Twente; more are the same over again, under other codes.
    """
    places = reference.load("twente").places
    inhabitants = [
        place.inhabitants[2015][AgeGroup.ALL] for place in islice(cycle(places), municipalities)
    ]
    return Region(
        name="Twente",
        municipalities=tuple(
            Municipality(
                code=f"GM{number:04}",
                name=f"GM{number:04}",
                inhabitants=people,
                listed=tuple(largest_remainder(listed, AGES)),
            )
            for number, (people, listed) in enumerate(
                zip(inhabitants, largest_remainder(participants, inhabitants), strict=True)
            )
        ),
    )


def plans(where: Region, *, years: int = YEARS) -> list[Plan]:
    """One plan for each scenario of the workload."""
    return [plan(WhatIf.of(name, years=years), where) for name in SCENARIOS]
