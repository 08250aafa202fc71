"""From the terms of a what-if to the rates that engines work with."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from simulation import app, channels
from simulation.ages import CAUSES, newcomers, relative_hazards, relative_profiles
from simulation.arrays import Counts, Floats
from simulation.assumptions import Parameter
from simulation.ledger import default
from simulation.region import Region
from simulation.scenario import SCENARIOS
from simulation.terms import Terms
from simulation.whatif import ChannelsReading, WhatIf

_REPORTABLE = [cause in (Parameter.MOVE_WITHIN, Parameter.NUMBER_CHANGE) for cause in CAUSES]
_OPT_OUT = CAUSES.index(Parameter.OPT_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What holds on each stretch; shapes (…, stretch, municipality), with a class axis where said.

    The axis of municipalities has length 1 where they are alike, and a first axis counts rows
    where each has figures of its own: engines broadcast.
    """

    departure: Floats
    """Hazard of ceasing to be reachable [1/participant/year]; with classes."""
    ghost_share: Floats
    """Share of departures that stay listed [-]; with classes."""
    removal: Floats
    """Hazard of an unreachable entry being removed [1/entry/year]."""
    newcomers: Floats
    """Registrations of the whole region, as they hold there [1/year]; with classes."""
    shares: Floats
    """Share of each municipality in the region's inhabitants [-]; shape (municipality,)."""
    actions: Floats
    """Actions [1/year]; of every municipality."""
    resolution: Floats
    """Chance p0 that today's base solves an action directly [-]."""
    elasticity: Floats
    ceiling: Floats
    """Highest chance there is; drawn, it is never below that of today."""
    message_cost: Floats
    """Cost of one action's messages [euro/listed participant]."""
    outside: tuple[Floats, Floats]
    """App users by their attention, at both ends of a stretch [participant]; on a straight line."""
    ended: npt.NDArray[np.bool_]
    """No register; shape (stretch, municipality)."""

    @property
    def registrations(self) -> Floats:
        """Registrations of every municipality [1/year]; with classes."""
        return np.asarray(self.newcomers * self.shares[:, None])


def rates(terms: Terms, whatif: WhatIf, region: Region, reachable: Counts) -> Rates:
    """Rates of every stretch.

    `reachable` is the region's base at the opening (L₀), shape () or (row,). L* = h · L₀ rests on
    the hazards that hold at the opening.
    """
    values, shares = terms.values, region.shares
    relative = np.stack([relative_hazards(whatif.start + s.year) for s in terms.stretches])
    in_time = terms.given(Parameter.REPORTED_IN_TIME, terms.by_scenario(Parameter.REPORTED_IN_TIME))
    late = np.where(_REPORTABLE, 1.0 - in_time[..., None], 1.0)
    relative = relative[:, None]
    if whatif.channels is ChannelsReading.APART:
        relative = _by_channel(terms, relative)
    departure, opting_out = _hazards(terms, relative, late)
    opted_out = np.divide(opting_out, departure, out=np.ones_like(departure), where=departure > 0)
    given = values[Parameter.GHOST_SHARE][..., None]

    ended = np.zeros(terms.scenario.shape, dtype=bool)
    for name in terms.present:
        if not SCENARIOS[name].goes_on:
            ended |= terms.scenario == name
    return Rates(
        departure=departure,
        ghost_share=np.where(np.isnan(given), 1.0 - opted_out, given),
        removal=terms.given(Parameter.REMOVAL, terms.by_scenario(Parameter.REMOVAL)),
        newcomers=_newcomers(terms, whatif, ended, reachable),
        shares=shares,
        actions=np.where(ended, 0.0, values[Parameter.ACTIONS_PER_YEAR] * shares),
        resolution=values[Parameter.RESOLUTION_TODAY],
        elasticity=values[Parameter.ELASTICITY],
        ceiling=np.maximum(values[Parameter.CEILING], values[Parameter.RESOLUTION_TODAY]),
        message_cost=values[Parameter.MESSAGE_COST],
        outside=_outside(terms, whatif, region),
        ended=ended,
    )


def _hazards(terms: Terms, relative: Floats, late: Floats) -> tuple[Floats, Floats]:
    """Hazards of all departures and of opting out; (…, stretch, municipality, class).

    `relative` is the profile of each cause, (stretch, 1, cause, class); `late` the share of a cause
    that is not reported in time, (…, stretch, municipality, cause).
    """
    values = terms.values
    of_base = np.stack(np.broadcast_arrays(*(values[cause] for cause in CAUSES)), axis=-1)
    one_for_all = values[Parameter.DEPARTURE]
    if not np.isnan(one_for_all).all():
        usual = np.array([default(cause) for cause in CAUSES])
        total = of_base.sum(axis=-1, keepdims=True)
        proportions = np.where(
            total > 0, of_base / np.where(total > 0, total, 1.0), usual / usual.sum()
        )
        given = ~np.isnan(one_for_all)[..., None]
        of_base = np.where(given, one_for_all[..., None] * proportions, of_base)
        relative = np.where(given[..., None], 1.0, relative)
    departure = np.einsum("...c,...ck->...k", of_base * late, relative)
    return departure, np.asarray(of_base[..., _OPT_OUT, None] * relative[..., _OPT_OUT, :])


def _newcomers(
    terms: Terms, whatif: WhatIf, ended: npt.NDArray[np.bool_], reachable: Counts
) -> Floats:
    """Registrations a year of the region by class: given, or the scenario's factor × L*."""
    first = Terms(
        stretches=terms.stretches[:1],
        scenario=terms.scenario[:1],
        values={name: value[..., :1, :] for name, value in terms.values.items()},
        campaigning=terms.campaigning[:1],
    )
    by_group = _hazards(first, relative_profiles(), np.ones(len(CAUSES)))[0]
    one_for_all = first.values[Parameter.DEPARTURE]
    of_base = sum((first.values[cause] for cause in CAUSES), np.zeros(1))
    hazard = np.where(np.isnan(one_for_all), of_base, one_for_all)
    level = hazard * np.asarray(reachable)[..., None, None]

    keeping = terms.by_scenario(Parameter.REGISTRATIONS) * level
    total = terms.given(Parameter.REGISTRATIONS, keeping) + terms.campaigning
    mix = np.concatenate(
        [newcomers(whatif.start + s.year, by_group) for s in terms.stretches], axis=-3
    )
    if whatif.channels is ChannelsReading.APART:
        mix = channels.classes(mix[..., None] * channels.split(terms))
    return np.asarray(np.where(ended, 0.0, total)[..., None] * mix)


def _by_channel(terms: Terms, relative: Floats) -> Floats:
    """Profile of each cause by class; (…, stretch, municipality, cause, class)."""
    changed = channels.number_changes(terms)[..., None, :, :]
    is_change = np.array([cause is Parameter.NUMBER_CHANGE for cause in CAUSES])[:, None, None]
    return channels.classes(relative[..., None] * np.where(is_change, changed, 1.0))


def _outside(terms: Terms, whatif: WhatIf, region: Region) -> tuple[Floats, Floats]:
    weight = terms.values[Parameter.APP_WEIGHT]
    inhabitants = np.array([town.inhabitants for town in region.municipalities], dtype=float)

    def on(days: list[int]) -> Floats:
        users = [app.users(whatif, whatif.opening + timedelta(days=day)) for day in days]
        return np.asarray(weight * np.multiply.outer(users, inhabitants))

    cut = terms.stretches
    return on([stretch.begin for stretch in cut]), on([stretch.end for stretch in cut])
