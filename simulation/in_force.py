"""Which scenarios a plan really plays, how much of it each of them is, and what they take in."""

from dataclasses import replace

import numpy as np

from simulation.assumptions import Parameter
from simulation.plan import Plan
from simulation.scenario import SCENARIOS, Scenario, ScenarioName
from simulation.terms import terms

PARTS = (Parameter.REGISTRATIONS, Parameter.REMOVAL, Parameter.REPORTED_IN_TIME)
"""What a scenario says of the base; each may be set by whoever asks instead."""


def in_force(laid: Plan) -> tuple[Scenario, ...]:
    """Scenarios that are in force anywhere on any day, in the order in which they are named."""
    present = terms(laid.whatif, laid.region.codes).present
    adopted = (one.scenario for one in laid.whatif.adoptions)
    named = dict.fromkeys((ScenarioName.TODAY, *adopted))
    return tuple(SCENARIOS[name] for name in named if name in present)


def throughout(*laid: Plan) -> bool:
    """Whether each has one scenario everywhere from the start."""
    return all(len(in_force(one)) == 1 for one in laid)


def share(laid: Plan, name: ScenarioName) -> float:
    """Share of days and municipalities in which a scenario is in force [-]."""
    held = terms(laid.whatif, laid.region.codes)
    days = np.array([stretch.days for stretch in held.stretches])
    return float((held.scenario == name).mean(axis=1) @ days / days.sum())


def registers(laid: Plan, name: ScenarioName) -> bool:
    """Whether anybody registers anywhere while a scenario is in force."""
    held = terms(laid.whatif, laid.region.codes)
    anywhere = laid.rates.newcomers.sum(axis=-1) > 0
    return bool((anywhere & (held.scenario == name)).any())


def levers(laid: Plan, scenario: Scenario) -> list[Parameter]:
    """Figures by which a scenario acts on the base, and on who is listed beside it."""
    of_its_own = (scenario.registrations, scenario.removal, scenario.reported_in_time)
    return [
        lever
        for lever, part in zip(of_its_own, PARTS, strict=True)
        if lever is not None and part not in laid.whatif.settled
    ]


def alike(other: Plan, baseline: Plan) -> bool:
    """Whether the same is played twice."""
    one, against = other.whatif, baseline.whatif
    return replace(one, adoptions=()) == replace(against, adoptions=()) and (
        one.adoptions == against.adoptions
        or (throughout(other, baseline) and in_force(other) == in_force(baseline))
    )
