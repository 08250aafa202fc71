"""What things are called by people; each text is the key of the catalogs."""

from collections.abc import Mapping
from typing import Final

from server.telling.language import Words, phrase
from simulation import Item, Link, Measure, Origin, Parameter, Payer, ScenarioName

_SCENARIOS: Final[Mapping[ScenarioName, str]] = {
    ScenarioName.TODAY: phrase("today’s situation"),
    ScenarioName.LOCAL: phrase("scenario 1 (each municipality)"),
    ScenarioName.REGIONAL_BASIC: phrase("scenario 2 (regional, basic package)"),
    ScenarioName.REGIONAL_SUPPLEMENTARY: phrase("scenario 2 (regional, supplementary package)"),
    ScenarioName.FROZEN: phrase("scenario 3 (frozen register)"),
    ScenarioName.LEAN: phrase("the leaner form"),
    ScenarioName.ENDED: phrase("ending Burgernet"),
}
_MEASURES: Final[Mapping[Measure, str]] = {
    Measure.LISTED: phrase("listed"),
    Measure.REACHABLE: phrase("reachable"),
    Measure.UNREACHABLE: phrase("unreachable"),
    Measure.REGISTRATIONS: phrase("registrations"),
    Measure.DEPARTURES: phrase("departures"),
    Measure.ACTIONS: phrase("actions"),
    Measure.SOLVED_DIRECTLY: phrase("solved directly"),
    Measure.EXPECTED_SOLVED: phrase("solved directly, expected"),
    Measure.DIRECT_RESOLUTION_RATE: phrase("share solved directly"),
    Measure.MESSAGE_COST: phrase("cost of messages"),
    Measure.UNREACHABLE_MESSAGES: phrase("messages that reach nobody"),
    Measure.UNREACHABLE_MESSAGE_COST: phrase("cost of messages that reach nobody"),
    Measure.ORGANISATION_HOURS: phrase("hours of work on the register"),
    Measure.ORGANISATION_COST: phrase("cost of work on the register"),
    Measure.MUNICIPAL_COST: phrase("paid by the municipalities"),
    Measure.POLICE_COST: phrase("paid by the police"),
    Measure.TOTAL_COST: phrase("total cost"),
    Measure.COST_PER_SOLVED: phrase("cost per action solved directly"),
}
_PARAMETERS: Final[Mapping[Parameter, str]] = {
    Parameter.PARTICIPANTS: phrase("participants at the start"),
    Parameter.STARTING_GHOST_SHARE: phrase("share unreachable at the start"),
    Parameter.DEATH: phrase("deaths"),
    Parameter.MOVE_OUT: phrase("moves out of the municipality"),
    Parameter.MOVE_WITHIN: phrase("moves within the municipality"),
    Parameter.NUMBER_CHANGE: phrase("changed telephone numbers"),
    Parameter.OPT_OUT: phrase("opt-outs"),
    Parameter.VOICE_SHARE: phrase("share that is called"),
    Parameter.VOICE_NUMBER_CHANGE: phrase("changed numbers among those called"),
    Parameter.DEPARTURE: phrase("departure"),
    Parameter.GHOST_SHARE: phrase("share of departures that stay listed"),
    Parameter.REGISTRATIONS: phrase("registrations a year"),
    Parameter.REGISTRATIONS_TODAY: phrase("registrations in today’s situation"),
    Parameter.REGISTRATIONS_BASIC: phrase("registrations with the basic package"),
    Parameter.REGISTRATIONS_SUPPLEMENTARY: phrase("registrations with the supplementary package"),
    Parameter.REGISTRATIONS_LEAN: phrase("registrations with the leaner form"),
    Parameter.REMOVAL: phrase("removal of unreachable entries"),
    Parameter.REMOVAL_TODAY: phrase("removal in today’s situation"),
    Parameter.REMOVAL_REGIONAL: phrase("removal in scenarios 1 and 2"),
    Parameter.REPORTED_IN_TIME: phrase("changes reported in time"),
    Parameter.REPORTED_IN_TIME_BASIC: phrase("changes reported in time with the basic package"),
    Parameter.REPORTED_IN_TIME_SUPPLEMENTARY: phrase(
        "changes reported in time with the supplementary package"
    ),
    Parameter.ACTIONS_PER_YEAR: phrase("actions a year"),
    Parameter.RESOLUTION_TODAY: phrase("chance of direct resolution today"),
    Parameter.ELASTICITY: phrase("elasticity of resolution"),
    Parameter.CEILING: phrase("highest chance of direct resolution"),
    Parameter.APP_WEIGHT: phrase("attention of an app user"),
    Parameter.MESSAGE_COST: phrase("price of a message"),
    Parameter.PRICE_BASIC: phrase("price of the basic package"),
    Parameter.PRICE_SUPPLEMENTARY: phrase("price of the supplementary package"),
    Parameter.PRICE_LEAN: phrase("price of the leaner form"),
    Parameter.HOURS_PER_MONTH: phrase("hours a month of a municipality"),
    Parameter.HOURS_REFERENCE_INHABITANTS: phrase("inhabitants those hours are for"),
    Parameter.HOURLY_WAGE: phrase("hourly wage"),
    Parameter.DESK_HOURS: phrase("hours of today’s desk"),
    Parameter.LEGAL_MINIMUM_HOURS: phrase("hours of the legal minimum"),
    Parameter.MEMO_INHABITANTS: phrase("inhabitants by the memo"),
}
_FIXED: Final[Mapping[str, str]] = {
    "app_share_2014": phrase("app users in 2014"),
    "app_share_2017": phrase("app users in 2017"),
    "app_share_2022": phrase("app users in 2022"),
}
"""Figures of the ledger that no what-if changes."""
_PAYERS: Final[Mapping[Payer, str]] = {
    Payer.MUNICIPALITIES: phrase("municipalities"),
    Payer.POLICE: phrase("police"),
}
_ITEMS: Final[Mapping[Item, str]] = {
    Item.MESSAGES: phrase("messages"),
    Item.POLICE_WORK: phrase("work of the police"),
    Item.MUNICIPAL_WORK: phrase("work of the municipalities"),
    Item.REGIONAL_PACKAGE: phrase("regional package"),
    Item.LEAN_PACKAGE: phrase("package of the leaner form"),
}
_LINKS: Final[Mapping[Link, str]] = {
    Link.POWER: phrase("less than in proportion (power)"),
    Link.EXPONENTIAL: phrase("each participant an independent chance (exponential)"),
    Link.CEILING: phrase("most actions can never be solved this way (ceiling)"),
}
_ORIGINS: Final[Mapping[Origin, str]] = {
    Origin.REGISTER: phrase("counted in the register"),
    Origin.MEMO: phrase("from the memo"),
    Origin.SOURCE: phrase("from another source"),
    Origin.ARITHMETIC: phrase("computed"),
    Origin.ASSUMPTION: phrase("assumed"),
}


def scenario(words: Words, name: ScenarioName) -> str:
    """As it stands in a sentence; see `heading`."""
    return words(_SCENARIOS[name])


def heading(name: str) -> str:
    """The same at the head of a line."""
    return name[:1].upper() + name[1:]


def measure(words: Words, name: Measure) -> str:
    return words(_MEASURES[name])


def parameter(words: Words, name: Parameter) -> str:
    return words(_PARAMETERS[name])


def figure(words: Words, name: str) -> str:
    """Any figure of the ledger, by its name there."""
    return words(_FIXED[name] if name in _FIXED else _PARAMETERS[Parameter(name)])


def payer(words: Words, name: Payer) -> str:
    return words(_PAYERS[name])


def item(words: Words, name: Item) -> str:
    return words(_ITEMS[name])


def link(words: Words, name: Link) -> str:
    return words(_LINKS[name])


def origin(words: Words, name: Origin) -> str:
    return words(_ORIGINS[name])
