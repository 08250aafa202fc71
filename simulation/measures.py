"""What is measured, in which unit, and what kind of number it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Measure(StrEnum):
    LISTED = "LISTED"
    REACHABLE = "REACHABLE"
    UNREACHABLE = "UNREACHABLE"
    REGISTRATIONS = "REGISTRATIONS"
    DEPARTURES = "DEPARTURES"
    ACTIONS = "ACTIONS"
    SOLVED_DIRECTLY = "SOLVED_DIRECTLY"
    EXPECTED_SOLVED = "EXPECTED_SOLVED"
    DIRECT_RESOLUTION_RATE = "DIRECT_RESOLUTION_RATE"
    MESSAGE_COST = "MESSAGE_COST"
    UNREACHABLE_MESSAGES = "UNREACHABLE_MESSAGES"
    UNREACHABLE_MESSAGE_COST = "UNREACHABLE_MESSAGE_COST"
    ORGANISATION_HOURS = "ORGANISATION_HOURS"
    ORGANISATION_COST = "ORGANISATION_COST"
    MUNICIPAL_COST = "MUNICIPAL_COST"
    POLICE_COST = "POLICE_COST"
    TOTAL_COST = "TOTAL_COST"
    COST_PER_SOLVED = "COST_PER_SOLVED"


@dataclass(frozen=True, slots=True)
class Meaning:
    unit: str
    words: str


_STOCK, _FLOW, _MONEY = "participants", "participants/year", "euro of 2014/year"

MEANINGS: Final[Mapping[Measure, Meaning]] = MappingProxyType(
    {
        Measure.LISTED: Meaning(_STOCK, "In the register on 31 December."),
        Measure.REACHABLE: Meaning(
            _STOCK,
            "Listed, and an alert for the place of registration reaches that person there, on 31 "
            "December.",
        ),
        Measure.UNREACHABLE: Meaning(
            _STOCK, "Listed, not reachable, still sent messages, on 31 December."
        ),
        Measure.REGISTRATIONS: Meaning(_FLOW, "All who joined in the year."),
        Measure.DEPARTURES: Meaning(_FLOW, "All who stopped being reachable in the year."),
        Measure.ACTIONS: Meaning("actions/year", "Burgernet actions in the year."),
        Measure.SOLVED_DIRECTLY: Meaning(
            "actions/year", "Actions that a participant's reaction led directly to the solution of."
        ),
        Measure.EXPECTED_SOLVED: Meaning(
            "actions/year", "Chance of direct resolution, summed over the actions of the year."
        ),
        Measure.DIRECT_RESOLUTION_RATE: Meaning(
            "solved directly/action",
            "Expected solved / expected actions of the year: the year's average, given the base. "
            "Its initial value is the chance on the first day.",
        ),
        Measure.MESSAGE_COST: Meaning(
            _MONEY, "Messages to all who are listed, paid by the police."
        ),
        Measure.UNREACHABLE_MESSAGES: Meaning(
            "messages/year",
            "Messages of actions to entries that reach nobody, one for each entry and action.",
        ),
        Measure.UNREACHABLE_MESSAGE_COST: Meaning(
            _MONEY, "What those cost; part of the messages that the police pay."
        ),
        Measure.ORGANISATION_HOURS: Meaning(
            "hours/year", "Work on the register; undefined where a price is paid instead."
        ),
        Measure.ORGANISATION_COST: Meaning(_MONEY, "Work on the register, whoever pays."),
        Measure.MUNICIPAL_COST: Meaning(_MONEY, "What the municipalities pay."),
        Measure.POLICE_COST: Meaning(_MONEY, "What the police pay, messages included."),
        Measure.TOTAL_COST: Meaning(_MONEY, "Messages and work on the register, whoever pays."),
        Measure.COST_PER_SOLVED: Meaning(
            "euro of 2014/action solved directly",
            "Expected total cost / expected solved: a ratio of means, undefined when nothing is "
            "solved; it has no distribution over replications.",
        ),
    }
)

FLOWS: Final = frozenset(
    {
        Measure.REGISTRATIONS,
        Measure.DEPARTURES,
        Measure.ACTIONS,
        Measure.SOLVED_DIRECTLY,
        Measure.EXPECTED_SOLVED,
        Measure.MESSAGE_COST,
        Measure.UNREACHABLE_MESSAGES,
        Measure.UNREACHABLE_MESSAGE_COST,
        Measure.ORGANISATION_HOURS,
        Measure.ORGANISATION_COST,
        Measure.MUNICIPAL_COST,
        Measure.POLICE_COST,
        Measure.TOTAL_COST,
    }
)
"""What may be added up over the years."""
