"""Comparisons in the long form that scripts read: a record for each quantity, year and price.

`quantity` says what a record holds:

difference       scenario − baseline of a measure, in the year, or over all years if there is none
solves_more, solves_as_many, solves_fewer
                 share of the replications, in the year or over all years
first_below      share of the replications whose rate first lies below the threshold in the year
never_below      share of those whose rate never does
mean_below       first year in which the exact mean does; empty: none
worth_its_cost   chance that an extra solved action costs less than the price; `measure` says how
                 solved actions are taken
net_benefit      price × extra solved − extra cost, likewise
cost_per_extra_solved
                 ratio of means, empty where the interval of mean extra solved holds nought
break_even       the figure named by `measure`, at the price or without one
benchmark        what is paid for relationship management alone, where the region names it
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from server.cli.comparing import Compared
from server.cli.records import Record
from simulation import LEDGER, MEANINGS, QUANTILES, Advantage, Effectiveness, Measure

BANDS: Final = tuple(f"p{round(100 * q):02d}" for q in QUANTILES)
COLUMNS: Final = (
    *("baseline", "scenario", "quantity", "measure", "year", "price", "unit"),
    *("value", "standard_error", *BANDS),
)
SHARE: Final = "share of replications"
EURO: Final = "euro of 2014"


def records(compared: Sequence[Compared]) -> Iterator[Record]:
    """Records in the order in which the quantities are named above."""
    for one in compared:
        for record in _of(one):
            facts = {"baseline": one.baseline, "scenario": one.scenario, **record}
            yield {name: _plain(facts.get(name)) for name in COLUMNS}


def _of(one: Compared) -> Iterator[Record]:
    yield from _differences(one)
    if one.in_all is not None and one.by_year is not None:
        yield from _chances(one.in_all, None)
        for index, year in enumerate(one.years):
            yield from _chances(_year(one.by_year, index), year)
    for scenario, fall in zip((one.baseline, one.scenario), one.falls, strict=True):
        below: Record = {"scenario": scenario, "measure": Measure.DIRECT_RESOLUTION_RATE.value}
        for year, share in zip(fall.years, () if fall.first is None else fall.first, strict=False):
            yield {**below, "quantity": "first_below", "year": year, "unit": SHARE, "value": share}
        yield {**below, "quantity": "never_below", "unit": SHARE, "value": fall.never}
        yield {**below, "quantity": "mean_below", "unit": "calendar year", "value": fall.of_mean}
    for curve in (one.expected, one.counted):
        yield from _curve(curve)
    for even in one.break_evens:
        yield {
            "quantity": "break_even",
            "measure": even.parameter.value,
            "price": even.price,
            "unit": LEDGER[even.parameter].unit,
            "value": even.value,
        }
    if one.benchmark is not None:
        yield {
            "quantity": "benchmark",
            "measure": "relationship management alone",
            "unit": f"{EURO}/year",
            "value": one.benchmark.cost,
        }


def _differences(one: Compared) -> Iterator[Record]:
    for measure in Measure:
        summary = one.differences[measure]
        facts: Record = {"quantity": "difference", "measure": measure.value}
        for index, year in enumerate(summary.years):
            yield {
                **facts,
                "year": year,
                "unit": MEANINGS[measure].unit,
                "value": float(summary.mean[index]),
                "standard_error": float(summary.standard_error[index]),
                **dict(
                    zip(BANDS, (float(b[index]) for b in summary.quantiles.values()), strict=True)
                ),
            }
        if measure in one.totals:
            total = one.totals[measure]
            yield {
                **facts,
                "unit": MEANINGS[measure].unit.removesuffix("/year"),
                "value": total.mean,
                "standard_error": total.standard_error,
                **dict(zip(BANDS, total.quantiles.values(), strict=True)),
            }


def _year(advantage: Advantage, index: int) -> Advantage:
    return Advantage(
        more=advantage.more[index],
        as_many=advantage.as_many[index],
        fewer=advantage.fewer[index],
        replications=advantage.replications,
    )


def _chances(advantage: Advantage, year: int | None) -> Iterator[Record]:
    for name in ("more", "as_many", "fewer"):
        share = getattr(advantage, name)
        yield {
            "quantity": f"solves_{name}",
            "measure": Measure.SOLVED_DIRECTLY.value,
            "year": year,
            "unit": SHARE,
            "value": float(share),
            "standard_error": float(advantage.error(share)),
        }


def _curve(curve: Effectiveness) -> Iterator[Record]:
    measure = curve.solved.measure.value
    columns = (curve.chance, curve.chance_error, curve.benefit, curve.benefit_error)
    for price, *numbers in zip(curve.prices, *columns, strict=True):
        chance, chance_error, benefit, benefit_error = map(float, numbers)
        at: Record = {"measure": measure, "price": float(price)}
        yield {
            **at,
            "quantity": "worth_its_cost",
            "unit": SHARE,
            "value": chance,
            "standard_error": chance_error,
        }
        yield {
            **at,
            "quantity": "net_benefit",
            "unit": EURO,
            "value": benefit,
            "standard_error": benefit_error,
        }
    yield {
        "quantity": "cost_per_extra_solved",
        "measure": measure,
        "unit": f"{EURO}/action",
        "value": curve.ratio,
    }


def _plain(value: str | float | None) -> str | int | float | None:
    """None where undefined."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
