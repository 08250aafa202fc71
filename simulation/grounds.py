"""What a comparison rests on: what follows from the model, and what is assumed.

A loss follows from the hazards of departure and the link. A gain is wholly the registrations that
a scenario is assumed to bring, and the changes it is assumed to hear of in time: nobody has
measured either.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from simulation.ages import CAUSES
from simulation.assumptions import Assumption, Origin, Parameter
from simulation.in_force import alike, in_force, levers, registers, throughout
from simulation.plan import Plan
from simulation.reasons import closed, gain, losses
from simulation.scenario import SCENARIOS, Organisation, Scenario
from simulation.sentence import Sentence
from simulation.whatif import (
    AppReading,
    ChannelsReading,
    HoursReading,
    Link,
    SupplementaryReading,
    WhatIf,
)

_PAID_FOR: Final = {
    Organisation.POLICE_DESK: (Parameter.DESK_HOURS, Parameter.HOURLY_WAGE),
    Organisation.LEGAL_MINIMUM: (Parameter.LEGAL_MINIMUM_HOURS, Parameter.HOURLY_WAGE),
    Organisation.EACH_MUNICIPALITY: (
        Parameter.HOURS_PER_MONTH,
        Parameter.HOURS_REFERENCE_INHABITANTS,
        Parameter.HOURLY_WAGE,
    ),
    Organisation.REGIONAL_BASIC: (Parameter.PRICE_BASIC, Parameter.MEMO_INHABITANTS),
    Organisation.REGIONAL_SUPPLEMENTARY: (
        Parameter.PRICE_SUPPLEMENTARY,
        Parameter.MEMO_INHABITANTS,
    ),
    Organisation.LEAN: (Parameter.PRICE_LEAN, Parameter.MEMO_INHABITANTS),
    Organisation.NONE: (),
}
_OF_LINK: Final = {
    Link.POWER: (Parameter.ELASTICITY,),
    Link.EXPONENTIAL: (),
    Link.CEILING: (Parameter.CEILING,),
}
_ALWAYS: Final = (
    Parameter.PARTICIPANTS,
    Parameter.STARTING_GHOST_SHARE,
    Parameter.ACTIONS_PER_YEAR,
    Parameter.RESOLUTION_TODAY,
    Parameter.MESSAGE_COST,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Sentences to be said beside a comparison."""

    follows: tuple[Sentence, ...]
    """What follows from hazards and link, or has a source."""
    assumed: tuple[Sentence, ...]
    """What is assumed, not measured."""


def grounds(other: Plan, baseline: Plan) -> Grounds:
    """Say what the difference between a scenario and its baseline rests on."""
    unlike = _unlike(other, baseline)
    pulled = dict.fromkeys(
        lever
        for one in unlike
        for lever in _levers(one, other, baseline)
        if not (throughout(other, baseline) and _shared(lever, other, baseline))
    )
    money = dict.fromkeys(figure for one in unlike for figure in _PAID_FOR[one.organisation])
    entry = other.whatif.figure
    firm = [figure for figure in money if entry(figure).origin is not Origin.ASSUMPTION]
    soft = [figure for figure in money if figure not in firm]
    follows: list[Sentence] = []
    if alike(other, baseline):
        follows.append(Sentence("Both are the same in all that is played: nothing differs."))
    elif pulled or _but_for_cost(other) != _but_for_cost(baseline) or _ends(unlike):
        follows.append(losses(other))
        soft = [*pulled, *_of_readings(other, baseline), *soft]
    else:
        follows.append(
            Sentence("Both have the same base in every replication: they differ in cost only.")
        )
    follows += [closed(one, other, baseline) for one in unlike if _isclosed(one, other, baseline)]
    assumed = [
        gain(one, other)
        for one in unlike
        if one.registrations in pulled and _registers(one, other, baseline)
    ]
    return Grounds(
        follows=(*follows, *(_told(entry(figure)) for figure in firm)),
        assumed=(
            *assumed,
            *(_told(entry(figure)) for figure in soft),
            *_set_otherwise(other, baseline),
        ),
    )


def _unlike(other: Plan, baseline: Plan) -> list[Scenario]:
    """Scenarios in which the two differ; all of them where dates or places may differ too."""
    if other.whatif.adoptions == baseline.whatif.adoptions:
        return []
    new, old = in_force(other), in_force(baseline)
    every = [SCENARIOS[name] for name in dict.fromkeys(one.name for one in (*old, *new))]
    if not throughout(other, baseline):
        return every
    return [one for one in every if (one in old) != (one in new)]


def _levers(scenario: Scenario, *laid: Plan) -> list[Parameter]:
    """Its levers, where they are not set otherwise wherever it is in force."""
    plans = [one for one in laid if scenario in in_force(one)]
    return list(dict.fromkeys(lever for one in plans for lever in levers(one, scenario)))


def _ends(scenarios: Iterable[Scenario]) -> bool:
    return not all(one.goes_on for one in scenarios)


def _registers(scenario: Scenario, *laid: Plan) -> bool:
    return any(registers(one, scenario.name) for one in laid)


def _isclosed(scenario: Scenario, *laid: Plan) -> bool:
    """Whether it takes no registrations, nor is made to."""
    none = scenario.goes_on and scenario.registrations is None
    return none and not _registers(scenario, *laid)


def _shared(lever: Parameter, *laid: Plan) -> bool:
    return all(any(lever in levers(one, its) for its in in_force(one)) for one in laid)


def _but_for_cost(laid: Plan) -> WhatIf:
    """What decides the base and its resolution beside the scenarios."""
    return replace(
        laid.whatif,
        adoptions=(),
        hours=HoursReading.LINEAR,
        supplementary=SupplementaryReading.INCLUSIVE,
    )


def _of_readings(*laid: Plan) -> list[Parameter]:
    """Figures that link, app and channels bring in."""
    figures: list[Parameter] = []
    for whatif in (one.whatif for one in laid):
        figures += _OF_LINK[whatif.link]
        if whatif.app is AppReading.WITH:
            figures.append(Parameter.APP_WEIGHT)
        if whatif.channels is ChannelsReading.APART:
            figures += [Parameter.VOICE_SHARE, Parameter.VOICE_NUMBER_CHANGE]
    return list(dict.fromkeys(figures))


def _told(figure: Assumption) -> Sentence:
    parts = {"meaning": figure.meaning, "origin": figure.origin, "source": figure.source}
    if not figure.contradiction:
        return Sentence("{meaning} [{origin}] {source}.", **parts)
    return Sentence(
        "{meaning} [{origin}] {source}. {contradiction}",
        **parts,
        contradiction=figure.contradiction,
    )


def _set_otherwise(*laid: Plan) -> list[Sentence]:
    """Name the figures that whoever asked has set."""
    changes = dict.fromkeys(change for one in laid for change in one.whatif.changes)
    campaigns = dict.fromkeys(one for plan in laid for one in plan.whatif.campaigns)
    return [
        *(
            Sentence(
                "{parameter} = {value:g} is set by whoever asks.",
                parameter=one.parameter,
                value=one.value,
            )
            for one in changes
        ),
        *(
            Sentence(
                "A campaign on {since} brings {registrations:,.0f} registrations, as set by "
                "whoever asks.",
                since=one.since,
                registrations=one.registrations,
            )
            for one in campaigns
        ),
    ]


def figures(laid: Plan) -> tuple[Parameter, ...]:
    """All figures that a plan rests on, in the order of the ledger's names."""
    adopted = in_force(laid)
    pulled = [lever for scenario in adopted for lever in levers(laid, scenario)]
    paid_for = [figure for scenario in adopted for figure in _PAID_FOR[scenario.organisation]]
    changed = {change.parameter for change in laid.whatif.changes}
    causes = [Parameter.DEPARTURE] if Parameter.DEPARTURE in changed else list(CAUSES)
    used = {*_ALWAYS, *causes, *pulled, *paid_for, *changed, *_of_readings(laid)}
    return tuple(figure for figure in Parameter if figure in used)
