"""The enums of what is asked and answered, described; those of the register are in `terms`."""

from enum import StrEnum

from server.graphql.describing import described
from server.services.headcount import Headcount
from server.services.learning import Basis
from server.services.projecting import Doubt, Engine
from server.telling.language import Language
from simulation import (
    LEDGER,
    MEANINGS,
    SCENARIOS,
    AppReading,
    ChannelsReading,
    Confidence,
    Distribution,
    HoursReading,
    Item,
    Link,
    Measure,
    Origin,
    Parameter,
    Payer,
    Reading,
    ScenarioName,
    Step,
    SupplementaryReading,
)


class OrderDirection(StrEnum):
    ASC = "asc"
    DESC = "desc"


def describe() -> None:
    """Describe every enum; before any type of the contract is made."""
    described(
        OrderDirection,
        "OrderDirection",
        "Which way to order.",
        {"ASC": "The least first.", "DESC": "The greatest first."},
    )
    described(
        Language,
        "Language",
        "A language in which people are told things.",
        {"NL": "Dutch: € 18.800, 15,2 %.", "EN": "English: € 18,800, 15.2 %."},
    )
    _describe_the_asked()
    _describe_playing()
    _describe_readings()
    _describe_who_counts()
    _describe_ledger()


def _describe_the_asked() -> None:
    described(
        ScenarioName,
        "ScenarioName",
        "A scenario on the table.",
        {name.name: scenario.meaning for name, scenario in SCENARIOS.items()},
    )
    described(
        Measure,
        "Measure",
        "What is measured; stocks are those of 31 December, flows and costs totals of the year.",
        {m.name: f"{meaning.words} Unit: {meaning.unit}." for m, meaning in MEANINGS.items()},
    )
    described(
        Parameter,
        "Parameter",
        "A figure of the ledger that a what-if may change.",
        {p.name: f"{LEDGER[p].meaning} Unit: {LEDGER[p].unit}." for p in Parameter},
    )


def _describe_playing() -> None:
    described(
        Engine,
        "Engine",
        "How a projection is computed.",
        {
            "ANALYTIC": "Closed forms: exact means in milliseconds, no bands.",
            "AGGREGATE": "Replications driven by SimPy: the whole distribution, in seconds.",
            "INDIVIDUAL": "Replications in which every participant is a SimPy process of its own: "
            "the plain meaning, in minutes; for small what-ifs, to check the others.",
        },
    )
    described(
        Doubt,
        "Doubt",
        "What replications differ by.",
        {
            "CHANCE": "Luck alone; every figure is taken to be known.",
            "FIGURES": "Luck, and figures: each replication has a set of its own, drawn from the "
            "distributions of the ledger; changed figures are taken to be known.",
        },
    )
    described(
        Step,
        "Step",
        "How often the base turns over; the law of the base is the same for all three.",
        {"YEAR": "Once a year.", "QUARTER": "Once a quarter.", "MONTH": "Once a month."},
    )


def _describe_readings() -> None:
    described(
        Headcount,
        "Headcount",
        "Which counts of the register a projection starts from.",
        {
            "PUBLISHED": "Those that are open to all: rounded, and small ones hidden.",
            "EXACT": "Those of the register itself; takes a role.",
        },
    )
    described(
        Basis,
        "Basis",
        "Where figures come from that the register can teach: rates of leaving, TODAY's "
        "registrations, today's chance of resolution and its elasticity.",
        {
            "LEDGER": "From the ledger: the memo, other sources and assumptions.",
            "REGISTRY": "Counted in the register, with its doubt; SYNTHETIC where it is.",
        },
    )
    described(
        Link,
        "Link",
        "How the chance of direct resolution depends on x, the base relative to that of the start.",
        {
            "POWER": "min(1, p0 · x^elasticity).",
            "EXPONENTIAL": "1 − (1 − p0)^x: every participant an independent chance.",
            "CEILING": "ceiling · (1 − (1 − p0/ceiling)^x): most can never be solved this way.",
        },
    )
    described(
        HoursReading,
        "HoursReading",
        "How the memo's 20 hours a month for 54,000 inhabitants carry over to others.",
        {
            "LINEAR": "In proportion to inhabitants: 2,786 hours a year for the memo's region.",
            "PER_MUNICIPALITY": "The same for each: 3,360 hours a year for the memo's region.",
        },
    )
    described(
        SupplementaryReading,
        "SupplementaryReading",
        "What the memo's € 0.07 for the supplementary package means.",
        {
            "INCLUSIVE": "The whole price, as the memo's totals say.",
            "ADDITIONAL": "An extra on the € 0.03 of the basic package.",
        },
    )


def _describe_who_counts() -> None:
    described(
        AppReading,
        "AppReading",
        "Whether users of the free app, who are in no register, look out as well.",
        {
            "WITHOUT": "They do not count.",
            "WITH": "They count by `app_weight`, pro rata from the nation, the same in every "
            "scenario.",
        },
    )
    described(
        ChannelsReading,
        "ChannelsReading",
        "Whether those who are called and those who get an SMS are told apart; the split over the "
        "two was never published and is assumed.",
        {
            "TOGETHER": "All alike.",
            "APART": "Two classes for each cohort, by `voice_share`; see `voice_number_change`.",
        },
    )
    described(
        Reading,
        "Reading",
        "What can be read in more than one way, and nobody can say how likely each is.",
        {
            "LINK": "How resolution depends on the base: an enum Link.",
            "HOURS": "How the memo's hours carry over: an enum HoursReading.",
            "SUPPLEMENTARY": "What the memo's € 0.07 means: an enum SupplementaryReading.",
            "APP": "Whether users of the app look out as well: an enum AppReading.",
            "CHANNELS": "Whether those called and texted are told apart: an enum ChannelsReading.",
        },
    )


def _describe_ledger() -> None:
    described(
        Origin,
        "Origin",
        "Where a figure comes from, from firm to soft.",
        {
            "REGISTER": "Counted in the register.",
            "MEMO": "The memo of 18 November 2014, in its words.",
            "SOURCE": "Another source.",
            "ARITHMETIC": "Arithmetic on figures with a source.",
            "ASSUMPTION": "Nobody has measured it.",
        },
    )
    described(
        Confidence,
        "Confidence",
        "How well a published figure is known.",
        {
            "PRIMARY": "Read in the primary source.",
            "PRESS": "Press, a mirror or an excerpt.",
        },
    )
    described(
        Distribution,
        "Distribution",
        "How the doubt about a figure is spread; low and high are its 5 % and 95 % points.",
        {
            "FIXED": "No doubt is modelled.",
            "GAMMA": "Gamma, for rates.",
            "BETA": "Beta, for shares and chances.",
            "LOGNORMAL": "Lognormal, for factors and prices.",
        },
    )
    described(
        Payer,
        "Payer",
        "Who pays a line of costs.",
        {"MUNICIPALITIES": "The municipalities.", "POLICE": "The police."},
    )
    described(
        Item,
        "CostItem",
        "What a line of costs is for.",
        {
            "MESSAGES": "Messages to all who are listed where an action takes place.",
            "POLICE_WORK": "The police's work on the register.",
            "MUNICIPAL_WORK": "Each municipality's own work.",
            "REGIONAL_PACKAGE": "The price per inhabitant of a regional package.",
            "LEAN_PACKAGE": "The price per inhabitant of the leaner form.",
        },
    )


describe()
