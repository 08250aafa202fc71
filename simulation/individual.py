"""The individual engine: one SimPy process per participant, the plain meaning of the model.

Nothing here rests on a closed form, on a step or on counting people together: so it checks the
engines that do. The clock counts calendar years, so that a rate [1/year] is a rate on the clock
whether a year is leap or not. Whatever happens is waited for in one way, `World.until`.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import accumulate
from math import inf

import numpy as np
from simpy import Environment, Timeout

from simulation.plan import Plan
from simulation.population import Course
from simulation.resolution import Resolution
from simulation.streams import Cause, stream
from simulation.town import Flows, Town, towns
from simulation.whatif import Link

Life = Generator[Timeout, None, None]


@dataclass(slots=True, kw_only=True)
class World:
    """The clock, and on which stretch of time it stands."""

    env: Environment
    ends: list[float]
    """When each stretch ends [year]."""
    stretch: int = 0

    def until(self, hazards: Sequence[float], luck: np.random.Generator) -> Timeout:
        """Wait for what has a hazard [1/year] on each stretch.

        If it has not happened when the rates change, it is drawn again: it has no memory.
        """
        since = self.env.now
        for stretch in range(self.stretch, len(self.ends)):
            if hazards[stretch] > 0.0:
                happens = since + luck.standard_exponential() / hazards[stretch]
                if happens < self.ends[stretch]:
                    return self.env.timeout(happens - self.env.now)
            since = self.ends[stretch]
        return self.env.timeout(inf)

    def passed(self, at: float) -> float:
        """Share of the present stretch that has passed at a time."""
        begin = self.ends[self.stretch - 1] if self.stretch else 0.0
        return (at - begin) / (self.ends[self.stretch] - begin)


def play(plan: Plan, *, seed: int, replication: int) -> Course:
    """One replication of a plan; a course whose arrays have shape (1, year, municipality)."""
    world = World(env=Environment(), ends=[*accumulate(part.years for part in plan.stretches)])
    region = towns(plan, seed=seed, replication=replication)
    for m, town in enumerate(region):
        _open_register(world, town)
        for k in range(len(town.registrations)):
            newcomers = stream(seed, replication, Cause.NEWCOMERS, m, k)
            world.env.process(registrations(world, town, k, newcomers))
        occasions = stream(seed, replication, Cause.OCCASIONS, m)
        world.env.process(actions(world, town, occasions))

    course = Course.blank(1, len(plan.years), len(region))
    for world.stretch, part in enumerate(plan.stretches):
        for town in region:
            if town.ended[world.stretch]:
                destroy_register(town)
        world.env.run(until=world.ends[world.stretch])  # stops before what happens at that instant
        for m, town in enumerate(region):
            take_census(world, town, course, year=part.year, m=m)
    return course


def participant(world: World, town: Town, k: int) -> Life:
    """Someone who is reachable until the first of all exits: then a ghost, or gone."""
    person = world.env.active_process
    yield world.until(town.departure[k], town.luck)
    if person not in town.reachable:
        return  # the register was destroyed meanwhile
    _settle(world, town)
    town.reachable.remove(person)
    town.flows.departures += 1
    if town.luck.random() < town.ghost_share[k][world.stretch]:
        _list_in_vain(world, town)


def ghost(world: World, town: Town) -> Life:
    """An entry that reaches nobody, until it is removed."""
    entry = world.env.active_process
    yield world.until(town.removal, town.luck)
    town.unreachable.discard(entry)  # unless the register was destroyed meanwhile


def registrations(world: World, town: Town, k: int, luck: np.random.Generator) -> Life:
    """People of one class register, one after another."""
    while True:
        yield world.until(town.registrations[k], luck)
        _settle(world, town)
        town.flows.registrations += 1
        _enrol(world, town, k)


def actions(world: World, town: Town, luck: np.random.Generator) -> Life:
    """Action upon action: all who are listed are sent messages, and some actions are solved."""
    while True:
        yield world.until(town.actions, luck)
        p = solvable(world, town, at=world.env.now)
        price, in_vain = town.message_cost[world.stretch], len(town.unreachable)
        town.flows.actions += 1
        town.flows.solved += luck.random() < p
        town.flows.expected_solved += p
        town.flows.message_cost += price * (len(town.reachable) + in_vain)
        town.flows.unreachable_messages += in_vain
        town.flows.unreachable_message_cost += price * in_vain


def solvable(world: World, town: Town, *, at: float) -> float:
    """Chance that an action is solved directly, with the base of now and the app users of then."""
    s = world.stretch
    first, last = town.outside[s]
    audience = len(town.reachable) + first + (last - first) * world.passed(at)
    return _chance(
        town.link, audience, town.today, town.resolution[s], town.elasticity[s], town.ceiling[s]
    )


@lru_cache(maxsize=100_000)
def _chance(
    link: Link, audience: float, today: float, p0: float, elasticity: float, ceiling: float
) -> float:
    resolution = Resolution(
        link=link,
        today=np.array(today),
        p0=np.array(p0),
        elasticity=np.array(elasticity),
        ceiling=np.array(ceiling),
    )
    return float(resolution.chance(np.array(audience)))


def destroy_register(town: Town) -> None:
    """A scenario ends the network: everyone reachable stops being so, and nobody is listed."""
    town.flows.departures += len(town.reachable)
    town.reachable.clear()
    town.unreachable.clear()


def take_census(world: World, town: Town, course: Course, *, year: int, m: int) -> None:
    """At the end of a stretch: who is in the register, and what has happened since the last."""
    _settle(world, town)
    course.reachable[0, year, m] = len(town.reachable)
    course.unreachable[0, year, m] = len(town.unreachable)
    for flow in fields(Flows):
        getattr(course, flow.name)[0, year, m] += getattr(town.flows, flow.name)
    town.flows = Flows()


def _settle(world: World, town: Town) -> None:
    """Add up rate of actions × chance until now, before the base or a rate changes.

    Meanwhile the chance moves with the users of the app alone: Simpson's rule.
    """
    since, now = town.settled, world.env.now
    if now > since:
        first, middle, last = (
            solvable(world, town, at=at) for at in (since, 0.5 * (since + now), now)
        )
        chance = (first + 4.0 * middle + last) / 6.0
        town.flows.likely_solved += town.actions[world.stretch] * chance * (now - since)
        town.settled = now


def _enrol(world: World, town: Town, k: int) -> None:
    town.reachable.add(world.env.process(participant(world, town, k)))


def _list_in_vain(world: World, town: Town) -> None:
    town.unreachable.add(world.env.process(ghost(world, town)))


def _open_register(world: World, town: Town) -> None:
    """Everyone who is listed on the first day."""
    reachable, unreachable = town.first
    for k, number in enumerate(reachable):
        for _ in range(number):
            _enrol(world, town, k)
    for _ in range(unreachable):
        _list_in_vain(world, town)
