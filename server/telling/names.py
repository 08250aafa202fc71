"""What things are called by people; each text is the key of the catalogs."""

from collections.abc import Mapping
from typing import Final

from server.telling.language import Words
from simulation import Link, Measure, Parameter, Payer, ScenarioName

_SCENARIOS: Final[Mapping[ScenarioName, str]] = {
    ScenarioName.TODAY: "today’s situation",
    ScenarioName.LOCAL: "scenario 1 (each municipality)",
    ScenarioName.REGIONAL_BASIC: "scenario 2 (regional, basic package)",
    ScenarioName.REGIONAL_SUPPLEMENTARY: "scenario 2 (regional, supplementary package)",
    ScenarioName.FROZEN: "scenario 3 (frozen register)",
    ScenarioName.LEAN: "the leaner form",
    ScenarioName.ENDED: "ending Burgernet",
}
_MEASURES: Final[Mapping[Measure, str]] = {
    Measure.LISTED: "listed",
    Measure.REACHABLE: "reachable",
    Measure.UNREACHABLE: "not reachable",
    Measure.REGISTRATIONS: "registrations",
    Measure.DEPARTURES: "departures",
    Measure.ACTIONS: "actions",
    Measure.SOLVED_DIRECTLY: "solved directly",
    Measure.EXPECTED_SOLVED: "solved directly, expected",
    Measure.DIRECT_RESOLUTION_RATE: "solved directly, share",
    Measure.MESSAGE_COST: "messages",
    Measure.UNREACHABLE_MESSAGES: "messages to nobody",
    Measure.UNREACHABLE_MESSAGE_COST: "cost of messages to nobody",
    Measure.ORGANISATION_HOURS: "hours of work",
    Measure.ORGANISATION_COST: "cost of work",
    Measure.MUNICIPAL_COST: "paid by municipalities",
    Measure.POLICE_COST: "paid by the police",
    Measure.TOTAL_COST: "total cost",
    Measure.COST_PER_SOLVED: "cost of a solved action",
}
_PARAMETERS: Final[Mapping[Parameter, str]] = {
    Parameter.PARTICIPANTS: "participants at the start",
    Parameter.STARTING_GHOST_SHARE: "not reachable at the start",
    Parameter.DEATH: "death",
    Parameter.MOVE_OUT: "moves out of the municipality",
    Parameter.MOVE_WITHIN: "moves inside the municipality",
    Parameter.NUMBER_CHANGE: "changed telephone numbers",
    Parameter.OPT_OUT: "opt-outs",
    Parameter.VOICE_SHARE: "share that is called",
    Parameter.VOICE_NUMBER_CHANGE: "changed numbers of those called",
    Parameter.DEPARTURE: "departure a year",
    Parameter.GHOST_SHARE: "departures that stay listed",
    Parameter.REGISTRATIONS: "registrations a year",
    Parameter.REGISTRATIONS_TODAY: "registrations, today’s situation",
    Parameter.REGISTRATIONS_BASIC: "registrations, basic package",
    Parameter.REGISTRATIONS_SUPPLEMENTARY: "registrations, supplementary package",
    Parameter.REGISTRATIONS_LEAN: "registrations, leaner form",
    Parameter.REMOVAL: "removal of unreachable entries",
    Parameter.REMOVAL_TODAY: "removal, today’s situation",
    Parameter.REMOVAL_REGIONAL: "removal, scenarios 1 and 2",
    Parameter.REPORTED_IN_TIME: "changes reported in time",
    Parameter.REPORTED_IN_TIME_BASIC: "reported in time, basic package",
    Parameter.REPORTED_IN_TIME_SUPPLEMENTARY: "reported in time, supplementary package",
    Parameter.ACTIONS_PER_YEAR: "actions a year",
    Parameter.RESOLUTION_TODAY: "chance of direct resolution today",
    Parameter.ELASTICITY: "elasticity of resolution",
    Parameter.CEILING: "highest chance of resolution",
    Parameter.APP_WEIGHT: "attention of an app user",
    Parameter.MESSAGE_COST: "price of a message",
    Parameter.PRICE_BASIC: "price of the basic package",
    Parameter.PRICE_SUPPLEMENTARY: "price of the supplementary package",
    Parameter.PRICE_LEAN: "price of the leaner form",
    Parameter.HOURS_PER_MONTH: "hours a month of a municipality",
    Parameter.HOURS_REFERENCE_INHABITANTS: "inhabitants those hours belong to",
    Parameter.HOURLY_WAGE: "wage of an hour",
    Parameter.DESK_HOURS: "hours of today’s desk",
    Parameter.LEGAL_MINIMUM_HOURS: "hours of the legal minimum",
    Parameter.MEMO_INHABITANTS: "inhabitants of the memo",
}
_PAYERS: Final[Mapping[Payer, str]] = {
    Payer.MUNICIPALITIES: "municipalities",
    Payer.POLICE: "police",
}
_LINKS: Final[Mapping[Link, str]] = {
    Link.POWER: "less than proportional (power)",
    Link.EXPONENTIAL: "each participant an independent chance",
    Link.CEILING: "most actions can never be solved this way",
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


def payer(words: Words, name: Payer) -> str:
    return words(_PAYERS[name])


def link(words: Words, name: Link) -> str:
    return words(_LINKS[name])
