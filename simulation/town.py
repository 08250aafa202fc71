"""A municipality as the individual engine finds it: what holds there, and its register."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from simpy import Process

from simulation.arrays import Numbers
from simulation.plan import Plan
from simulation.streams import Cause, stream
from simulation.whatif import Link


@dataclass(slots=True)
class Flows:
    """What has happened in one municipality since the last census."""

    registrations: int = 0
    departures: int = 0
    actions: int = 0
    solved: int = 0
    expected_solved: float = 0.0
    likely_solved: float = 0.0
    message_cost: float = 0.0
    unreachable_messages: int = 0
    unreachable_message_cost: float = 0.0


@dataclass(slots=True, kw_only=True, eq=False)
class Town:
    """A municipality: what holds there, one number for each stretch of time, and its register."""

    departure: list[list[float]]
    """Of each class of participants [1/participant/year]."""
    ghost_share: list[list[float]]
    removal: list[float]
    registrations: list[list[float]]
    actions: list[float]
    resolution: list[float]
    elasticity: list[float]
    ceiling: list[float]
    message_cost: list[float]
    ended: list[bool]
    link: Link
    today: float
    """Audience on the first day: who is reachable and, where they count, users of the app."""
    outside: list[tuple[float, float]]
    """Users of the app by their attention, at both ends of each stretch; on a straight line."""
    first: tuple[list[int], int]
    """Listed on the first day: the reachable by class, and the unreachable."""
    luck: np.random.Generator
    """Of the lives of its participants."""
    reachable: set[Process] = field(default_factory=set)
    """Participants whom an alert reaches."""
    unreachable: set[Process] = field(default_factory=set)
    """Entries that reach nobody."""
    flows: Flows = field(default_factory=Flows)
    settled: float = 0.0
    """Until when `flows.likely_solved` has been added up."""


def towns(plan: Plan, *, seed: int, replication: int) -> list[Town]:
    """The municipalities, with what holds in each in this replication; registers still empty."""
    rates = plan.rates
    reachable = _row(plan.opening.reachable, replication, 2)
    unreachable = _row(plan.opening.unreachable, replication, 1)
    places, classes = reachable.shape

    def held(numbers: Numbers, *of_class: int) -> list[Any]:
        """By municipality and, where it has any, class: what holds on each stretch."""
        own = _row(numbers, replication, 2 + len(of_class))
        everywhere = np.broadcast_to(own, (len(plan.stretches), places, *of_class))
        return list(np.moveaxis(everywhere, 0, -1).tolist())

    with_classes = ("departure", "ghost_share", "registrations")
    without = ("removal", "actions", "resolution", "elasticity", "ceiling", "message_cost", "ended")
    holds = {name: held(getattr(rates, name), classes) for name in with_classes}
    holds |= {name: held(getattr(rates, name)) for name in without}
    outside = [held(of) for of in rates.outside]
    today = _row(plan.audience_today, replication, 1).tolist()
    return [
        Town(
            **{name: by_town[m] for name, by_town in holds.items()},
            link=plan.whatif.link,
            today=today[m],
            outside=list(zip(*(of[m] for of in outside), strict=True)),
            first=(reachable[m].tolist(), int(unreachable[m])),
            luck=stream(seed, replication, Cause.LIVES, m),
        )
        for m in range(places)
    ]


def _row(numbers: Numbers, replication: int, axes: int) -> Numbers:
    """What is this replication's own, where each has its own figures; else what is everyone's."""
    return np.asarray(numbers[replication] if numbers.ndim > axes else numbers)
