"""Figures: who joins, and what keeps the register true: what a scenario buys."""

from typing import Final

from simulation.assumptions import Assumption, Distribution, Origin

PER_ENTRY: Final = "1/unreachable entry/year"
FACTOR: Final = "× L*, the registrations that keep the reachable base level"
NATIONAL_GROWTH: Final = (
    "national base +3.9 to +5.7 % a year 2014–21 (en.wikipedia.org/wiki/Burgernet, "
    "gelderlander.nl, volkskrant.nl); confounded: new municipalities and the app grew it too"
)
CLEANING: Final = (
    "HartslagNu cleans after 2–3 years: 30 % inactive, response 70 → 85 % after cleaning"
)

UPKEEP: Final = (
    Assumption(
        name="registrations",
        value=None,
        unit="registrations/year, whole region",
        ceiling=5_000_000,
        meaning="Registrations a year; left alone, the scenario's factor × L*.",
        origin=Origin.ARITHMETIC,
        source="L* = h · L₀ = 0.09 × 32,560 = 2,930 at the middle values",
    ),
    Assumption(
        name="registrations_today",
        value=1.0,
        low=0.5,
        high=1.4,
        unit=FACTOR,
        ceiling=100,
        meaning="Registrations under TODAY.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source="no source; that today's base is level is assumed",
    ),
    Assumption(
        name="registrations_basic",
        value=1.4,
        low=1.0,
        high=1.6,
        unit=FACTOR,
        ceiling=100,
        meaning="Registrations under the basic package: LOCAL and REGIONAL_BASIC.",
        origin=Origin.SOURCE,
        distribution=Distribution.LOGNORMAL,
        source=NATIONAL_GROWTH,
    ),
    Assumption(
        name="registrations_supplementary",
        value=1.6,
        low=1.0,
        high=2.5,
        unit=FACTOR,
        ceiling=100,
        meaning="Registrations under the supplementary package; the low value buys nothing.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source="no source; the package's contents are unknown",
    ),
    Assumption(
        name="registrations_lean",
        value=0.75,
        low=0.5,
        high=1.0,
        unit=FACTOR,
        ceiling=100,
        meaning="Registrations under LEAN: self-service, no campaign.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source="no source",
    ),
    Assumption(
        name="removal",
        value=None,
        unit=PER_ENTRY,
        ceiling=5,
        meaning="Hazard of an unreachable entry being removed; left alone, the scenario's.",
        origin=Origin.ASSUMPTION,
        source="by scenario: removal_today, removal_regional, or none",
    ),
    Assumption(
        name="removal_today",
        value=0.2,
        low=0.0,
        high=0.5,
        unit=PER_ENTRY,
        ceiling=5,
        meaning="Removal under TODAY and LEAN.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.GAMMA,
        source="read from “de meest summiere variant voor het relatiebeheer”",
    ),
    Assumption(
        name="removal_regional",
        value=0.4,
        low=0.2,
        high=1.0,
        unit=PER_ENTRY,
        ceiling=5,
        meaning="Removal under LOCAL and both REGIONAL scenarios.",
        origin=Origin.SOURCE,
        distribution=Distribution.GAMMA,
        source=CLEANING,
    ),
    Assumption(
        name="reported_in_time",
        value=None,
        unit="share of moves within and number changes",
        meaning="Share of such changes reported in time; left alone, the scenario's.",
        origin=Origin.ASSUMPTION,
        source="by scenario: the two below, or none",
    ),
    Assumption(
        name="reported_in_time_basic",
        value=0.0,
        low=0.0,
        high=0.25,
        unit="share of moves within and number changes",
        meaning="Reported in time under LOCAL and REGIONAL_BASIC.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.BETA,
        source="no source",
    ),
    Assumption(
        name="reported_in_time_supplementary",
        value=0.25,
        low=0.0,
        high=0.5,
        unit="share of moves within and number changes",
        meaning="Reported in time under REGIONAL_SUPPLEMENTARY.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.BETA,
        source="no source; the package's contents are unknown",
    ),
)
