"""What fields cost that answer with lists: of series, of totals, of counts."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from server import registry
from server.graphql.limits import work
from server.graphql.limits.prices import Arguments, Around, Price, Pricing, length, number
from server.registry.ages import ParticipantAgeGroup
from server.services.extent import Extent
from simulation import Measure
from simulation.costs import Item, Payer
from simulation.measures import FLOWS
from simulation.structure import CHOICES


def table(sizes: Callable[[Arguments, Extent], Mapping[str, int]]) -> Pricing:
    def price(given: Arguments, around: Around) -> Price:
        by, cells = given.get("by"), 1
        known = sizes(given, around.extent)
        # each once; more are refused before they are counted
        for dimension in by[: len(known)] if isinstance(by, list) else [by]:
            cells *= known.get(dimension, 1) if isinstance(dimension, str) else 1
        return Price(around=replace(around, rows=cells), points=work.COUNT)

    return price


def participants(_: Arguments, extent: Extent) -> Mapping[str, int]:
    groups, channels = ParticipantAgeGroup, registry.Channel
    return {
        "MUNICIPALITY": extent.municipalities,
        "AGE_GROUP": len(groups),
        "CHANNEL": len(channels),
    }


def actions(_: Arguments, extent: Extent) -> Mapping[str, int]:
    return {
        "MUNICIPALITY": extent.municipalities,
        # one more: a server may run into another year
        "YEAR": extent.action_years + 1,
        "TYPE": len(registry.ActionType),
        "OUTCOME": len(registry.Outcome),
    }


def series(given: Arguments, around: Around) -> Price:
    measures = length(given.get("measures"), len(Measure))
    series = measures * length(given.get("municipalities"), 1)
    quantiles = length(given.get("quantiles"), 0)
    points = work.numbers(series * around.years * (5 + quantiles))
    return Price(around=replace(around, quantiles=quantiles), objects=series, points=points)


def totals(given: Arguments, around: Around) -> Price:
    measures = length(given.get("measures"), len(FLOWS))
    totals = measures * length(given.get("municipalities"), 1)
    quantiles = length(given.get("quantiles"), 0)
    points = work.numbers(totals * (5 + quantiles))
    return Price(around=replace(around, quantiles=quantiles), objects=totals, points=points)


def structure(given: Arguments, around: Around) -> Price:
    measures = length(given.get("measures"), 0)
    choices = sum(len(choices) for choices in CHOICES.values())
    points = work.STRUCTURE + choices * work.numbers(measures * around.years * 5)
    inside = replace(around, rows=measures, quantiles=0)
    return Price(around=inside, objects=choices, points=points)


def costs(given: Arguments, around: Around) -> Price:
    lines = 1 + (len(Item) - 1) * len(Payer)  # messages have one payer
    objects = lines * length(given.get("municipalities"), 1)
    return Price(around=around, objects=objects, points=work.numbers(objects * around.years))


def split(given: Arguments, around: Around) -> Price:
    measures = length(given.get("measures"), len(Measure))
    points = work.SPLIT * measures + work.numbers(2 * measures * around.years)
    return Price(around=around, objects=measures, points=points)


def break_evens(given: Arguments, around: Around) -> Price:
    prices = length(given.get("prices"), 0)
    # wage and registrations, and for each price registrations and elasticity
    return Price(around=around, objects=2 + 2 * prices, points=work.BREAK_EVEN * (1 + prices))


def effectiveness(given: Arguments, around: Around) -> Price:
    points = work.numbers(5 * length(given.get("prices"), 0))
    return Price(around=replace(around, quantiles=20), points=points)


def sentences(_: Arguments, around: Around) -> Price:
    return Price(around=around, objects=around.rows, points=work.TOLD * around.rows)


def side_by_side(_: Arguments, around: Around) -> Price:
    cases = 1 + around.rows
    return Price(around=around, objects=cases, points=work.TOLD * cases)


def first(given: Arguments, around: Around) -> Price:
    return Price(around=around, objects=number(given.get("first"), 20))


def years(_: Arguments, around: Around) -> Price:
    return Price(around=around, objects=around.years)


def quantiles(_: Arguments, around: Around) -> Price:
    return Price(around=around, objects=around.quantiles)
