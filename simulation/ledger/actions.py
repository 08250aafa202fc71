"""Figures: how often people are asked to look out, and how often they find."""

from typing import Final

from simulation.assumptions import Assumption, Distribution, Origin

ACTIONS: Final = (
    Assumption(
        name="actions_per_year",
        value=100,
        unit="actions/year, whole region",
        ceiling=10_000,
        meaning="Burgernet actions a year, pro rata to inhabitants.",
        origin=Origin.MEMO,
        source="“gemiddeld 100 burgernetacties per jaar”",
        contradiction=(
            "About a third of its region's share by inhabitants of the national 7,200 a year: "
            "the one does not scale to the other."
        ),
    ),
    Assumption(
        name="resolution_today",
        value=0.125,
        low=0.10,
        high=0.15,
        unit="solved directly/action",
        meaning="Chance p0 that a participant solves an action directly, with today's base.",
        origin=Origin.MEMO,
        distribution=Distribution.BETA,
        source=(
            "“Bij 10 tot 15% van de burgernetacties leidt een reactie van een deelnemer direct "
            "tot een oplossing”; the middle, with Beta(58.1, 410.3) for the range as 5–95 %"
        ),
        contradiction=(
            "A range over about 100 events: the Wilson 95 % interval of 12.5 of 100 is 7.4–20.4 %."
        ),
    ),
    Assumption(
        name="elasticity",
        value=0.45,
        low=0.0,
        high=1.0,
        unit="%/% (link POWER)",
        meaning="By how many per cent the chance of resolution changes with 1 % of the base.",
        origin=Origin.SOURCE,
        distribution=Distribution.BETA,
        source=(
            "Nieuwegein pilot against the nation 0.45 (nrc.nl 24-2-2007); citizen rescuers in "
            "Limburg 0.35–0.48 (doi 10.1007/s12471-018-1215-0)"
        ),
        contradiction="National success stayed at about 10 % while participants grew eightfold.",
    ),
    Assumption(
        name="ceiling",
        floor=0.001,
        value=0.25,
        low=0.15,
        high=0.5,
        unit="solved directly/action (link CEILING)",
        meaning="Highest chance of direct resolution that any base could reach.",
        distribution=Distribution.BETA,
        origin=Origin.ASSUMPTION,
        source="no source; twice today's chance",
    ),
    Assumption(
        name="app_weight",
        value=3,
        low=1,
        high=5,
        ceiling=100,
        unit="participants/app user",
        meaning="Attention of a user of the free app, who is in no register (app reading WITH).",
        origin=Origin.SOURCE,
        distribution=Distribution.GAMMA,
        source=(
            "app users reacted five times as often as SMS users in 2023 (security.nl 798180); the "
            "middle between that and a participant's own"
        ),
    ),
    Assumption(
        name="app_share_2014",
        value=240_000 / 16_829_289,
        unit="app users/inhabitant",
        meaning="Users of the app on 18 November 2014; pro rata from the nation.",
        origin=Origin.ARITHMETIC,
        source="240,000 (westlanders.nu, November 2014) / 16,829,289 inhabitants (CBS)",
    ),
    Assumption(
        name="app_share_2017",
        value=600_000 / 17_081_507,
        unit="app users/inhabitant",
        meaning="Users of the app on 1 March 2017; straight lines in between, level before 2014.",
        origin=Origin.ARITHMETIC,
        source="600,000 (gelderlander.nl, March 2017) / 17,081,507 inhabitants (CBS)",
    ),
    Assumption(
        name="app_share_2022",
        value=1_300_000 / 17_590_672,
        unit="app users/inhabitant",
        meaning="Users of the app on 1 July 2022; level from then on.",
        origin=Origin.ARITHMETIC,
        source="1.3 million (security.nl 798180, 2022) / 17,590,672 inhabitants (CBS)",
    ),
)
