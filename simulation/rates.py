"""From the terms of a what-if to the rates that engines work with."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulation.ages import CAUSES, newcomers, relative_hazards, relative_profiles
from simulation.arrays import Floats
from simulation.assumptions import Parameter
from simulation.ledger import default
from simulation.scenario import SCENARIOS
from simulation.terms import Terms

_REPORTABLE = [cause in (Parameter.MOVE_WITHIN, Parameter.NUMBER_CHANGE) for cause in CAUSES]
_OPT_OUT = CAUSES.index(Parameter.OPT_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What holds on each stretch; shapes (stretch, municipality), with a cohort axis where said."""

    departure: Floats
    """Hazard of ceasing to be reachable [1/participant/year]; with cohorts."""
    ghost_share: Floats
    """Share of departures that stay listed [-]; with cohorts."""
    removal: Floats
    """Hazard of an unreachable entry being removed [1/entry/year]."""
    registrations: Floats
    """Registrations [1/year]; with cohorts."""
    actions: Floats
    """Actions [1/year]."""
    resolution: Floats
    """Chance p0 that today's base solves an action directly [-]."""
    elasticity: Floats
    ceiling: Floats
    message_cost: Floats
    """Cost of one action's messages [euro/listed participant]."""
    ended: npt.NDArray[np.bool_]
    """No register."""


def rates(terms: Terms, *, start: int, shares: Floats, reachable: int) -> Rates:
    """Rates of every stretch.

    `shares` are the municipalities' shares in the inhabitants, `reachable` is the region's base at
    the opening (L₀). L* = h · L₀ rests on the hazards that hold at the opening.
    """
    values = terms.values
    relative = np.stack([relative_hazards(start + s.year) for s in terms.stretches])
    causes = _by_cause(values, relative[:, None])
    in_time = terms.given(Parameter.REPORTED_IN_TIME, terms.by_scenario(Parameter.REPORTED_IN_TIME))
    late = np.where(_REPORTABLE, 1.0 - in_time[:, :, None], 1.0)
    causes = causes * late[..., None]
    departure = causes.sum(axis=2)
    staying_listed = departure - causes[:, :, _OPT_OUT]
    ghosts = np.divide(staying_listed, departure, out=np.zeros_like(departure), where=departure > 0)
    given = values[Parameter.GHOST_SHARE][:, :, None]

    ended = np.zeros(terms.scenario.shape, dtype=bool)
    for name in terms.present:
        if not SCENARIOS[name].goes_on:
            ended |= terms.scenario == name
    return Rates(
        departure=departure,
        ghost_share=np.where(np.isnan(given), ghosts, given),
        removal=terms.given(Parameter.REMOVAL, terms.by_scenario(Parameter.REMOVAL)),
        registrations=_registrations(terms, ended, start=start, shares=shares, reachable=reachable),
        actions=np.where(ended, 0.0, values[Parameter.ACTIONS_PER_YEAR] * shares),
        resolution=values[Parameter.RESOLUTION_TODAY],
        elasticity=values[Parameter.ELASTICITY],
        ceiling=values[Parameter.CEILING],
        message_cost=values[Parameter.MESSAGE_COST],
        ended=ended,
    )


def _by_cause(values: Mapping[Parameter, Floats], relative: Floats) -> Floats:
    """Hazard by cause; (stretch, municipality, cause, class) from `relative` (…, cause, class)."""
    of_base = np.stack([values[cause] for cause in CAUSES], axis=-1)
    usual = np.array([default(cause) for cause in CAUSES])
    total = of_base.sum(axis=-1, keepdims=True)
    proportions = np.divide(
        of_base, total, out=np.full_like(of_base, usual / usual.sum()), where=total > 0
    )
    one_for_all = values[Parameter.DEPARTURE][..., None]
    hazards = np.where(np.isnan(one_for_all), of_base, one_for_all * proportions)[..., None]
    flat = np.isnan(one_for_all)[..., None]
    return np.asarray(hazards * np.where(flat, relative, 1.0))


def _registrations(
    terms: Terms, ended: npt.NDArray[np.bool_], *, start: int, shares: Floats, reachable: int
) -> Floats:
    """Registrations a year by municipality and cohort: given, or the scenario's factor × L*."""
    at_start = {name: value[:1] for name, value in terms.values.items()}
    by_group = _by_cause(at_start, relative_profiles()).sum(axis=2)[0]
    one_for_all = at_start[Parameter.DEPARTURE][0]
    of_base = sum(at_start[cause][0] for cause in CAUSES)
    level = np.where(np.isnan(one_for_all), of_base, one_for_all) * reachable

    keeping = terms.by_scenario(Parameter.REGISTRATIONS) * level
    total = np.where(ended, 0.0, terms.given(Parameter.REGISTRATIONS, keeping) * shares)
    mix = np.stack([newcomers(start + s.year, by_group) for s in terms.stretches])
    return np.asarray(total[:, :, None] * mix)
