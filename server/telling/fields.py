"""What inputs are called where one is refused, and how a number given for one is written."""

from collections.abc import Mapping
from typing import Final

from server.telling import figures, names
from server.telling.language import Words, phrase
from simulation import LEDGER
from simulation.bounds import Field, Given

_FIELDS: Final[Mapping[str, str]] = {
    "adoptedOn": phrase("day of adoption"),
    "baseline": phrase("what is compared with"),
    "campaign.days": phrase("days of a campaign"),
    "campaign.registrations": phrase("registrations of a campaign"),
    "campaigns": phrase("campaigns"),
    "campaigns.registrations": phrase("registrations of a campaign"),
    "changes": phrase("changed figures"),
    "doubt": phrase("what the ranges show"),
    "engine": phrase("how it is played"),
    "expiresAt": phrase("end of a credential"),
    "from": phrase("first day"),
    "futures": phrase("number of futures"),
    "municipalities": phrase("municipalities"),
    "municipality": phrase("municipality"),
    "name": phrase("name"),
    "notJoining": phrase("municipalities that do not join"),
    "precision": phrase("precision"),
    "price": phrase("worth of a solved action"),
    "prices": phrase("number of prices"),
    "quantiles": phrase("quantiles"),
    "replications": phrase("number of replications"),
    "roles": phrase("roles"),
    "scenarios": phrase("scenarios"),
    "scopes": phrase("rights of a credential"),
    "seed": phrase("seed of the luck"),
    "sets": phrase("number of sets of figures"),
    "start": phrase("year it starts"),
    "step": phrase("step"),
    "then": phrase("what follows later"),
    "threshold": phrase("threshold"),
    "year": phrase("year"),
    "years": phrase("number of years"),
}
_YEARS: Final = frozenset({"start", "year"})
ENDLESS: Final = 1e15
"""From here on nobody reads the digits."""


def field(words: Words, name: Field) -> str:
    """As the page has it; by its own name where it has none."""
    if name in LEDGER:
        return names.figure(words, name)
    return words(_FIELDS[name]) if name in _FIELDS else str(name)


def given(words: Words, number: Given) -> str:
    """In the notation of its figure; a year ungrouped; one that is endless shortened."""
    if number.field in _YEARS or abs(number.number) >= ENDLESS:
        return format(number)
    if number.field in LEDGER:
        return figures.written(words, number.field, number.number)
    return words.number(number.number, figures.digits(number.number))
