"""What a comparison rests on: what follows from the model, and what is assumed.

A loss follows from the hazards of departure and the link. A gain is wholly the registrations that
a scenario is assumed to bring, and the changes it is assumed to hear of in time: nobody has
measured either.
"""

from dataclasses import dataclass, replace
from typing import Final

from simulation.ages import CAUSES
from simulation.assumptions import Assumption, Origin, Parameter
from simulation.plan import Plan
from simulation.scenario import SCENARIOS, Organisation, Scenario, ScenarioName
from simulation.sentence import Listing, Sentence, phrase
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
_GAINS: Final = {
    (False, False): phrase(
        "What {scenario} brings in is wholly its registrations, which nobody has measured."
    ),
    (False, True): phrase(
        "What {scenario} brings in is wholly its registrations and the changes it hears of in "
        "time, which nobody has measured."
    ),
    (True, False): phrase(
        "What {scenario} brings in is wholly its registrations, which a register counts."
    ),
    (True, True): phrase(
        "What {scenario} brings in is wholly its registrations and the changes it hears of in "
        "time, which a register counts."
    ),
}
"""By whether a register counts the registrations, and whether there are such changes."""
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
    new, old = _in_force(other), _in_force(baseline)
    unlike = _unlike(other, baseline)
    levers = dict.fromkeys(
        lever
        for one in unlike
        for lever in _levers(one)
        if not (_throughout(other, baseline) and _shared(lever, old, new))
    )
    money = dict.fromkeys(figure for one in unlike for figure in _PAID_FOR[one.organisation])
    entry = other.whatif.figure
    firm = [figure for figure in money if entry(figure).origin is not Origin.ASSUMPTION]
    soft = [figure for figure in money if figure not in firm]
    follows: list[Sentence] = []
    if levers or _but_for_cost(other) != _but_for_cost(baseline):
        follows.append(_losses(other))
        soft = [*levers, *_of_readings(other, baseline), *soft]
    else:
        follows.append(
            Sentence("Both have the same base in every replication: they differ in cost only.")
        )
    follows += [
        Sentence(
            "{scenario} takes no registrations: what it loses rests on hazards and link alone.",
            scenario=one.name,
        )
        for one in unlike
        if one.goes_on and one.registrations is None
    ]
    assumed = [_gain(one, other) for one in unlike if one.registrations in levers]
    return Grounds(
        follows=(*follows, *(_told(entry(figure)) for figure in firm)),
        assumed=(
            *assumed,
            *(_told(entry(figure)) for figure in soft),
            *_set_otherwise(other, baseline),
        ),
    )


def _in_force(laid: Plan) -> tuple[Scenario, ...]:
    """Scenarios that a plan adopts, and TODAY where one of them leaves room for it."""
    adoptions = laid.whatif.adoptions
    filled = any(
        (one.since, one.municipalities, len(one.apart_from)) == (None, None, 0) for one in adoptions
    )
    names = [*([] if filled else [ScenarioName.TODAY]), *(one.scenario for one in adoptions)]
    return tuple(SCENARIOS[name] for name in dict.fromkeys(names))


def _unlike(other: Plan, baseline: Plan) -> list[Scenario]:
    """Scenarios in which the two differ; all of them where dates or places may differ too."""
    if other.whatif.adoptions == baseline.whatif.adoptions:
        return []
    new, old = _in_force(other), _in_force(baseline)
    every = [SCENARIOS[name] for name in dict.fromkeys(one.name for one in (*old, *new))]
    if not _throughout(other, baseline):
        return every
    return [one for one in every if (one in old) != (one in new)]


def _throughout(*laid: Plan) -> bool:
    """Whether each has one scenario everywhere from the start."""
    return all(len(_in_force(one)) == 1 for one in laid)


def _levers(scenario: Scenario) -> list[Parameter]:
    """Figures that set what a scenario does to the base, or to who is listed beside it."""
    levers = (scenario.registrations, scenario.removal, scenario.reported_in_time)
    return [lever for lever in levers if lever is not None]


def _shared(lever: Parameter, old: tuple[Scenario, ...], new: tuple[Scenario, ...]) -> bool:
    return all(any(lever in _levers(one) for one in side) for side in (old, new))


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


def _gain(scenario: Scenario, laid: Plan) -> Sentence:
    """What a scenario brings in, and whether anybody has counted it."""
    registrations, heard = scenario.registrations, scenario.reported_in_time
    source = registrations and laid.whatif.figure(registrations).origin
    hears = heard is not None and laid.whatif.value(heard) > 0
    return Sentence(_GAINS[source is Origin.REGISTER, hears], scenario=scenario.name)


def _losses(laid: Plan) -> Sentence:
    figure, link = laid.whatif.figure, laid.whatif.link
    assumed = Listing(cause for cause in CAUSES if figure(cause).origin is Origin.ASSUMPTION)
    if not assumed:
        return Sentence(
            "Losses follow from the hazards of departure ({causes}) and from the link {link.name}.",
            causes=Listing(CAUSES),
            link=link,
        )
    return Sentence(
        "Losses follow from the hazards of departure ({causes}; of these {assumed} are assumed) "
        "and from the link {link.name}.",
        causes=Listing(CAUSES),
        assumed=assumed,
        link=link,
    )


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
    adopted = _in_force(laid)
    levers = [lever for scenario in adopted for lever in _levers(scenario)]
    paid_for = [figure for scenario in adopted for figure in _PAID_FOR[scenario.organisation]]
    changed = {change.parameter for change in laid.whatif.changes}
    causes = [Parameter.DEPARTURE] if Parameter.DEPARTURE in changed else list(CAUSES)
    used = {*_ALWAYS, *causes, *levers, *paid_for, *changed, *_of_readings(laid)}
    return tuple(figure for figure in Parameter if figure in used)
