"""The scenarios on the table, and what each of them changes.

Three are the memo's (1, 2 and 3; the second at two prices), two are those it asks to be
considered as well (LEAN, ENDED), and TODAY is the baseline. A scenario is adopted on a date, by
all municipalities or some; before that date, and elsewhere, TODAY goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from simulation.assumptions import Parameter


class ScenarioName(StrEnum):
    TODAY = "TODAY"
    LOCAL = "LOCAL"
    REGIONAL_BASIC = "REGIONAL_BASIC"
    REGIONAL_SUPPLEMENTARY = "REGIONAL_SUPPLEMENTARY"
    FROZEN = "FROZEN"
    LEAN = "LEAN"
    ENDED = "ENDED"


class Organisation(StrEnum):
    """How the work on the register is organised; decides who pays what."""

    POLICE_DESK = "police_desk"
    EACH_MUNICIPALITY = "each_municipality"
    REGIONAL_BASIC = "regional_basic"
    REGIONAL_SUPPLEMENTARY = "regional_supplementary"
    LEGAL_MINIMUM = "legal_minimum"
    LEAN = "lean"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What one scenario changes; a name of the ledger stands for its value, None for nought."""

    name: ScenarioName
    meaning: str
    memo: str
    """The memo's own words, where it has any."""
    organisation: Organisation
    registrations: Parameter | None = None
    """Registrations, as a factor on L*."""
    removal: Parameter | None = None
    reported_in_time: Parameter | None = None
    goes_on: bool = True
    """False: no actions, and the register is destroyed on the date of adoption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A scenario comes into force; `since` None is the start, `municipalities` None all of them."""

    scenario: ScenarioName
    since: date | None = None
    municipalities: frozenset[str] | None = None
    apart_from: frozenset[str] = frozenset()
    """Those that do not join."""


_LIST = (
    Scenario(
        name=ScenarioName.TODAY,
        meaning="As it is: the police keep the register in the most summary way.",
        memo="“de meest summiere variant voor het relatiebeheer”",
        organisation=Organisation.POLICE_DESK,
        registrations=Parameter.REGISTRATIONS_TODAY,
        removal=Parameter.REMOVAL_TODAY,
    ),
    Scenario(
        name=ScenarioName.LOCAL,
        meaning="Scenario 1: every municipality does the three tasks itself.",
        memo="“Doorgaan met Burgernet, waarbij iedere gemeente de drie taken uitvoert”",
        organisation=Organisation.EACH_MUNICIPALITY,
        registrations=Parameter.REGISTRATIONS_BASIC,
        removal=Parameter.REMOVAL_REGIONAL,
        reported_in_time=Parameter.REPORTED_IN_TIME_BASIC,
    ),
    Scenario(
        name=ScenarioName.REGIONAL_BASIC,
        meaning="Scenario 2, basic package: the three tasks done regionally.",
        memo="“de drie taken regionaal … basispakket is € 0,03 per inwoner per jaar”",
        organisation=Organisation.REGIONAL_BASIC,
        registrations=Parameter.REGISTRATIONS_BASIC,
        removal=Parameter.REMOVAL_REGIONAL,
        reported_in_time=Parameter.REPORTED_IN_TIME_BASIC,
    ),
    Scenario(
        name=ScenarioName.REGIONAL_SUPPLEMENTARY,
        meaning="Scenario 2, supplementary package: the three tasks done regionally, and more.",
        memo="“het aanvullende pakket is € 0,07 per inwoner per jaar”",
        organisation=Organisation.REGIONAL_SUPPLEMENTARY,
        registrations=Parameter.REGISTRATIONS_SUPPLEMENTARY,
        removal=Parameter.REMOVAL_REGIONAL,
        reported_in_time=Parameter.REPORTED_IN_TIME_SUPPLEMENTARY,
    ),
    Scenario(
        name=ScenarioName.FROZEN,
        meaning="Scenario 3: no registrations, nobody keeps the register; erasure still works.",
        memo="“waarbij het deelnemersbestand niet langer wordt bijgehouden”",
        organisation=Organisation.LEGAL_MINIMUM,
    ),
    Scenario(
        name=ScenarioName.LEAN,
        meaning="A leaner form: self-service, no campaign.",
        memo="“het in slankere vorm doorgaan met het uitvoeren van de taken”",
        organisation=Organisation.LEAN,
        registrations=Parameter.REGISTRATIONS_LEAN,
        removal=Parameter.REMOVAL_TODAY,
    ),
    Scenario(
        name=ScenarioName.ENDED,
        meaning="The end: no actions, and the register is destroyed.",
        memo="“het beëindigen van de inspanningen ten aanzien van burgernet”",
        organisation=Organisation.NONE,
        goes_on=False,
    ),
)

SCENARIOS: Final[Mapping[ScenarioName, Scenario]] = MappingProxyType(
    {scenario.name: scenario for scenario in _LIST}
)
