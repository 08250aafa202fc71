"""Bad input is refused by name, with its bounds."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from simulation import (
    Adoption,
    Change,
    Link,
    Municipality,
    OutOfBounds,
    Parameter,
    Region,
    ScenarioName,
    WhatIf,
    plan,
    simulate,
)
from tests.simulation.worlds import hamlet

NAN = float("nan")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: WhatIf(years=-1), "years=-1 is outside [1, 30]"),
        (lambda: WhatIf(years=31), "years=31 is outside [1, 30]"),
        (lambda: WhatIf(start=1999), "start=1999 is outside [2010, 2100]"),
        (lambda: Change(parameter=Parameter.DEATH, value=-1), "death=-1 is outside [0, 5]"),
        (lambda: Change(parameter=Parameter.DEATH, value=NAN), "death=NaN is outside [0, 5]"),
        (
            lambda: Change(parameter=Parameter.ELASTICITY, value=float("inf")),
            "elasticity=inf is outside [0, 1]",
        ),
        (
            lambda: Change(parameter=Parameter.PARTICIPANTS, value=1, since=date(2016, 1, 1)),
            "participants is a figure of the start and the whole region: no date, no place",
        ),
        (
            lambda: WhatIf(
                adoptions=(Adoption(scenario=ScenarioName.LEAN, since=date(2025, 1, 1)),)
            ),
            "from=2025-01-01 is outside [2015-01-01, 2025-01-01)",
        ),
        (
            lambda: WhatIf(changes=(Change(parameter=Parameter.DEATH, value=0.01),) * 101),
            "changes=101 is outside [0, 100]",
        ),
        (
            lambda: Municipality(code="GM1", name="x", inhabitants=0, listed=(0, 0, 0, 0)),
            "GM1.inhabitants=0 is outside [1, 20000000]",
        ),
        (
            lambda: Municipality(code="GM1", name="x", inhabitants=9, listed=(0, 0)),
            "GM1.listed has 2 of 4 cohorts",
        ),
        (
            lambda: Municipality(
                code="GM1", name="x", inhabitants=9, listed=(1, 0, 0, 0), on_hold=(2, 0, 0, 0)
            ),
            "GM1.on_hold=2 is outside [0, 1]",
        ),
        (lambda: Region(name="x", municipalities=()), "municipalities is empty"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make: Callable[[], object], said: str) -> None:
    with pytest.raises(OutOfBounds) as refusal:
        make()

    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"replications": 10**9}, "replications=1000000000 is outside [1, 100000]"),
        ({"replications": 0}, "replications=0 is outside [1, 100000]"),
        ({"seed": -1}, "seed=-1 is outside [0, 2147483647]"),
    ],
)
def test_a_run_that_cannot_be_is_refused_by_name(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(OutOfBounds) as refusal:
        simulate([plan(WhatIf(), hamlet())], **arguments)

    assert str(refusal.value) == said


def test_a_place_that_is_not_there_is_refused_by_name() -> None:
    elsewhere = Adoption(scenario=ScenarioName.FROZEN, municipalities=frozenset({"GM0003"}))

    with pytest.raises(OutOfBounds, match="municipalities has no GM0003 in this region"):
        plan(WhatIf(adoptions=(elsewhere,)), hamlet())


def test_a_ceiling_below_todays_chance_is_refused() -> None:
    low = WhatIf(link=Link.CEILING, changes=(Change(parameter=Parameter.CEILING, value=0.1),))

    with pytest.raises(OutOfBounds, match="ceiling is below resolution_today"):
        plan(low, hamlet())
