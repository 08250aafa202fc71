"""What happens to a base, as four SimPy processes on one clock that counts days.

Each of them goes through the same parts of steps and waits through each. SimPy wakes those that
wait for one day in the order in which they began to wait; so the order in which `run` starts them
is their order on every day: actions close the step, the census closes the year, changes come into
force, and turnover plays the part ahead.
"""

from collections.abc import Generator
from typing import Final

import numpy as np
from simpy import Environment, Timeout

from simulation.arrays import Floats, Numbers
from simulation.incidents import IncidentTable
from simulation.population import Course, Population, all_classes
from simulation.streams import Cause, stream
from simulation.transitions import Transition

Process = Generator[Timeout, None, None]

MESSAGES: Final = ("message_cost", "unreachable_messages", "unreachable_message_cost")
"""What actions send, by the names that population and course share."""


def turnover(
    env: Environment,
    people: Population,
    parts: tuple[Transition, ...],
    course: Course,
    *,
    seed: int,
    block: int,
) -> Process:
    """People leave, entries are removed, newcomers arrive: all competing exits drawn together.

    An action meets the mean of the chances at both ends of the part, and sends messages to those
    who are expected to be listed meanwhile, given its beginning.
    """
    luck = {cause: stream(seed, block, cause) for cause in Cause}
    year = 0
    resolution = None
    for part in parts:
        if part.resolution is not resolution:
            resolution = part.resolution
            base = people.base
            solvable = resolution.chance(base + part.outside[0])
        in_vain = part.meanwhile.unreachable(people.reachable, people.unreachable)
        listed = in_vain + part.meanwhile.reachable(people.reachable)

        left = luck[Cause.DEPARTURES].binomial(people.reachable, part.leave)
        lingering = luck[Cause.LINGERING].binomial(left, part.linger)
        removed = luck[Cause.REMOVALS].binomial(people.unreachable, part.remove)
        arrived = luck[Cause.ARRIVALS].poisson(part.arrive, left.shape)
        came_to_linger = luck[Cause.ARRIVALS_LINGERING].poisson(part.arrive_lingering, base.shape)
        came_and_went = luck[Cause.ARRIVALS_GONE].poisson(part.arrive_gone, base.shape)
        people.reachable += arrived - left
        people.unreachable += all_classes(lingering) + came_to_linger - removed

        registrations = all_classes(arrived) + came_to_linger + came_and_went
        departures = all_classes(left) + came_to_linger + came_and_went
        course.registrations[:, year] += registrations
        course.departures[:, year] += departures
        base = base + registrations - departures
        solvable_before, solvable = solvable, resolution.chance(base + part.outside[1])
        people.active += part.actions
        people.likely_solved += part.actions * during(solvable_before, solvable)
        people.message_cost += part.actions * part.message_cost * listed
        people.unreachable_messages += part.actions * in_vain
        people.unreachable_message_cost += part.actions * part.message_cost * in_vain
        year += part.closes_year
        yield env.timeout(part.days)


def during(before: Numbers, after: Numbers) -> Floats:
    """What an action in between meets: the mean of both ends."""
    return np.asarray(0.5 * (before + after))


def actions(
    env: Environment,
    people: Population,
    parts: tuple[Transition, ...],
    course: Course,
    incidents: IncidentTable,
) -> Process:
    """At the end of every step: which actions there were, and which were solved directly."""
    year = step = 0
    for part in parts:
        yield env.timeout(part.days)
        if part.closes_step:
            active = people.active
            took_place = np.divide(1.0, active, out=np.zeros_like(active), where=active > 0)
            chance = people.likely_solved * took_place
            # rounded, so that the parts of a step add up to exactly one layer
            layers = np.round(active / (incidents.rate * incidents.steps[step]), 9)
            for layer in range(int(np.ceil(layers.max()))):
                share = np.clip(layers - layer, 0.0, 1.0)
                possible = incidents.of(step, layer)
                everywhere = np.broadcast_to(share, chance.shape)
                happened = possible.counts if share.min() == 1.0 else possible.below(everywhere)
                course.actions[:, year] += happened
                course.solved[:, year] += possible.below(share * chance)
                course.expected_solved[:, year] += happened * chance
                for name in MESSAGES:
                    getattr(course, name)[:, year] += happened * getattr(people, name) * took_place
            course.likely_solved[:, year] += people.likely_solved
            for name in ("active", "likely_solved", *MESSAGES):
                getattr(people, name)[...] = 0.0
            step += 1
        year += part.closes_year


def census(
    env: Environment, people: Population, parts: tuple[Transition, ...], course: Course
) -> Process:
    """On the last day of every year: who is left."""
    year = 0
    for part in parts:
        yield env.timeout(part.days)
        if part.closes_year:
            course.reachable[:, year] = people.base
            course.unreachable[:, year] = people.unreachable
            year += 1


def changes(
    env: Environment, people: Population, parts: tuple[Transition, ...], course: Course
) -> Process:
    """On its date a scenario comes into force; where it ends the network, the register goes."""
    year = 0
    for part in parts:
        if part.ended.any():
            ended = np.broadcast_to(part.ended, people.unreachable.shape)
            course.departures[:, year] += np.where(ended, people.base, 0)
            people.reachable[ended] = 0
            people.unreachable[ended] = 0
        year += part.closes_year
        yield env.timeout(part.days)
