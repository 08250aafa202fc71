"""Figures: what it costs, in euros of 2014."""

from typing import Final

from simulation.assumptions import Assumption, Distribution, Origin

EURO_PER_INHABITANT: Final = "euro of 2014/inhabitant/year"

MONEY: Final = (
    Assumption(
        name="message_cost",
        value=30_000 / (100 * 37_000 * 0.11816489679581282),
        unit="euro of 2014/listed participant/action",
        ceiling=100,
        meaning="Messages of one action to one participant listed in its municipality (police).",
        origin=Origin.ARITHMETIC,
        source=(
            "“circa € 30.000,- in 2014” / (100 actions × 37,000 participants × 0.11816, the sum of "
            "squared shares of inhabitants, CBS 1 January 2015) = € 0.0686"
        ),
    ),
    Assumption(
        name="price_basic",
        value=0.03,
        unit=EURO_PER_INHABITANT,
        ceiling=100,
        meaning="Basic package, three tasks, done regionally (municipalities).",
        origin=Origin.MEMO,
        source="“De kostprijs voor het basispakket is € 0,03 per inwoner per jaar”",
    ),
    Assumption(
        name="price_supplementary",
        value=0.07,
        unit=EURO_PER_INHABITANT,
        ceiling=100,
        meaning="Supplementary package, done regionally (municipalities).",
        origin=Origin.MEMO,
        source="“De kostprijs voor het aanvullende pakket is € 0,07 per inwoner per jaar”",
        contradiction=(
            "Whole price or an extra on € 0.03? The memo's total “tussen € 18.800 en € 43.880” "
            "fits the whole price only (0.10 would give € 62,686); both readings can be chosen."
        ),
    ),
    Assumption(
        name="price_lean",
        value=0.015,
        low=0.0,
        high=0.03,
        unit=EURO_PER_INHABITANT,
        ceiling=100,
        meaning="The leaner form that the memo asks to consider (municipalities).",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source="no source",
    ),
    Assumption(
        name="hours_per_month",
        value=20,
        unit="hours/month",
        ceiling=10_000,
        meaning="Work of one municipality of the reference size that does the three tasks itself.",
        origin=Origin.MEMO,
        source=(
            "“een gemeente met een omvang van 54.000 inwoners circa 20 uur per maand (basispakket)”"
        ),
        contradiction=(
            "No municipality of the memo's region has 54,000 inhabitants. Linear in inhabitants: "
            "2,786 hours a year there; 20 hours for each of its 14: 3,360. Both readings can be "
            "chosen."
        ),
    ),
    Assumption(
        name="hours_reference_inhabitants",
        value=54_000,
        unit="inhabitants",
        floor=1,
        ceiling=20_000_000,
        meaning="Size of the municipality to which the hours a month belong.",
        origin=Origin.MEMO,
        source="“een gemeente met een omvang van 54.000 inwoners”",
    ),
    Assumption(
        name="hourly_wage",
        value=60,
        low=50,
        high=75,
        unit="euro of 2014/hour",
        ceiling=1_000,
        meaning="Hourly tariff of municipal or police work.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source="scales 8–10; the memo gives no tariff",
    ),
    Assumption(
        name="desk_hours",
        value=240,
        low=40,
        high=2_786,
        unit="hours/year, whole region",
        ceiling=5_000,
        meaning="Today's desk at the police: registrations, removals, questions.",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source=(
            "no source: 12 × 20 hours, one basic package for the region at once; low: the legal "
            "minimum when frozen; high: the basic package over all inhabitants"
        ),
    ),
    Assumption(
        name="legal_minimum_hours",
        value=40,
        low=0,
        high=120,
        unit="hours/year, whole region",
        ceiling=1_000_000,
        meaning="Opt-outs, corrections and erasures, which go on under FROZEN (police).",
        origin=Origin.ASSUMPTION,
        distribution=Distribution.LOGNORMAL,
        source="no source",
    ),
    Assumption(
        name="memo_inhabitants",
        value=626_857,
        unit="inhabitants",
        floor=1,
        ceiling=20_000_000,
        meaning="Inhabitants that the memo's totals rest on; prices and linear hours use it.",
        origin=Origin.ARITHMETIC,
        source="“tussen € 18.800 en € 43.880”: 18,800/0.03 = 626,667; 43,880/0.07 = 626,857",
        contradiction="Equals no CBS total (625,976 on 1 January 2015; 626,525 a year later).",
    ),
)
