"""Figures: who is in the register, and how they leave it."""

from typing import Final

from simulation.assumptions import Assumption, Distribution, Origin

PER_PARTICIPANT: Final = "1/participant/year"

PEOPLE: Final = (
    Assumption(
        name="participants",
        value=37_000,
        unit="participants",
        ceiling=20_000_000,
        meaning="Listed in the register at the start; left alone, the register's own count.",
        origin=Origin.MEMO,
        source="“ruim 37.000 … burgers deelnemer van Burgernet”",
        contradiction=(
            "The memo adds “circa 5% van de … bevolking”; 37,000 of 625,976 inhabitants "
            "(CBS, 1 January 2015) is 5.9 %, and 5 % would be 31,300. The count is kept."
        ),
    ),
    Assumption(
        name="starting_ghost_share",
        value=0.12,
        low=0.0,
        high=0.23,
        unit="share of entries",
        meaning="Share of the entries not known to be on hold that nobody can be reached by.",
        origin=Origin.ARITHMETIC,
        distribution=Distribution.BETA,
        source=(
            "constant inflow June 2010 to November 2014, middle hazards, removal 0.2 a year: "
            "12.1 %; without removal 23 %"
        ),
    ),
    Assumption(
        name="death",
        value=0.009,
        low=0.008,
        high=0.010,
        unit=PER_PARTICIPANT,
        ceiling=5,
        meaning="Hazard of dying, of today's base as a whole.",
        origin=Origin.SOURCE,
        distribution=Distribution.GAMMA,
        source="CBS 37530ned: 8.3 ‰ of all inhabitants in 2014, about 10 ‰ of those aged 15+",
    ),
    Assumption(
        name="move_out",
        value=0.039,
        low=0.030,
        high=0.050,
        unit=PER_PARTICIPANT,
        ceiling=5,
        meaning="Hazard of leaving the municipality or the country; still alerted for it.",
        origin=Origin.SOURCE,
        distribution=Distribution.GAMMA,
        source=(
            "CBS moves by age 2017, between municipalities + emigration: 16–24 9.2 + 1.9 %, "
            "25–44 6.8 + 1.8, 45–64 2.1 + 0.4, 65–73 1.4 + 0.2"
        ),
    ),
    Assumption(
        name="move_within",
        value=0.015,
        low=0.0,
        high=0.030,
        unit=PER_PARTICIPANT,
        ceiling=5,
        meaning="Hazard of a move inside the municipality that breaks the entry.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.GAMMA,
        source=(
            "CBS moves by age 2017, within municipalities 8.2 / 9.1 / 3.0 / 2.2 %, "
            "4.3 % for a base of 5/20/50/25; that about a third breaks the entry is assumed"
        ),
    ),
    Assumption(
        name="number_change",
        value=0.015,
        low=0.0,
        high=0.030,
        unit=PER_PARTICIPANT,
        ceiling=5,
        meaning="Hazard of a changed number or a phone that is gone.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.GAMMA,
        source="no source",
    ),
    Assumption(
        name="opt_out",
        value=0.012,
        low=0.002,
        high=0.030,
        unit=PER_PARTICIPANT,
        ceiling=5,
        meaning="Hazard of leaving the register on request, lawful in every scenario.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.GAMMA,
        source="analogue: the LISS panel loses 12 % of respondents a year",
    ),
    Assumption(
        name="voice_share",
        value=0.3,
        low=0.1,
        high=0.5,
        unit="share of participants",
        meaning="Share that is called, the others getting an SMS (channels reading APART).",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.BETA,
        source="no source: the split by channel was never published",
    ),
    Assumption(
        name="voice_number_change",
        value=1.0,
        low=0.5,
        high=2.0,
        unit="× the hazard of those with SMS",
        ceiling=100,
        meaning="Changed numbers of those who are called, the mean staying (reading APART).",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source="no source; a fixed line is given up when moving, a mobile number goes along",
    ),
    Assumption(
        name="departure",
        value=None,
        low=0.04,
        high=0.15,
        unit=PER_PARTICIPANT,
        ceiling=5,
        meaning="One hazard for all ages instead of the five; their proportions stay.",
        origin=Origin.ARITHMETIC,
        distribution=Distribution.GAMMA,
        source="sum of the five: 0.04 / 0.09 / 0.15",
    ),
    Assumption(
        name="ghost_share",
        value=None,
        unit="share of departures",
        meaning="Share of departures that stay listed; left alone, 1 − opt_out / all five.",
        origin=Origin.ARITHMETIC,
        source="1 − 0.012 / 0.09 = 0.867",
    ),
)
