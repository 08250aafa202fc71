"""Yearly series: the columnar form, and the readable one."""

import math
from collections.abc import Sequence
from typing import Self

import strawberry

from server.graphql.context import Info
from server.graphql.municipality import Municipality
from simulation import MEANINGS, Measure, Outlook, Summary
from simulation.arrays import Floats
from simulation.bounds import within

MOST_QUANTILES = 20


@strawberry.type(description="One quantile over the years.")
class QuantileBand:
    quantile: float = strawberry.field(description="This share of the replications is at or below.")
    values: list[float | None] = strawberry.field(
        description="By year, in the unit of the series; null: undefined."
    )


@strawberry.type(description="One quantile of one year.")
class YearlyQuantile:
    quantile: float = strawberry.field(description="This share of the replications is at or below.")
    value: float | None = strawberry.field(
        description="In the unit of the series; null: undefined."
    )


@strawberry.type(description="One year of a series.")
class YearlyValue:
    year: int = strawberry.field(description="Calendar year.")
    mean: float | None = strawberry.field(
        description="Expected value, in the unit of the series; null: undefined, not nought."
    )
    standard_error: float | None = strawberry.field(
        description="How well the mean is computed, in the same unit; 0: exactly."
    )
    standard_deviation: float | None = strawberry.field(
        description="Spread of what may happen, in the same unit; null: undefined."
    )
    quantiles: list[YearlyQuantile] = strawberry.field(description="What may happen.")


@strawberry.type(description="An interval over the years.")
class Interval:
    low: list[float | None] = strawberry.field(
        description="Lower end by year, in the unit of the series; null: undefined."
    )
    high: list[float | None] = strawberry.field(description="Upper end by year, likewise.")


@strawberry.type(description="One measure over the years, in columns that belong together.")
class YearlySeries:
    measure: Measure = strawberry.field(description="What is measured.")
    unit: str = strawberry.field(description="Unit of all values.")
    municipality: Municipality | None = strawberry.field(description="Where; null: the region.")
    initial: float | None = strawberry.field(
        description="On the first day, for stocks and DIRECT_RESOLUTION_RATE; null for flows."
    )
    years: list[int] = strawberry.field(description="Calendar years.")
    mean: list[float | None] = strawberry.field(
        description="Expected value by year; null: undefined, not nought."
    )
    standard_error: list[float | None] = strawberry.field(
        description="How well the mean is computed, by year; 0: exactly."
    )
    mean_interval: Interval = strawberry.field(
        description="95 % interval of the mean by year: how well it is computed. It narrows with "
        "replications and says nothing of what may happen; that is `bands`."
    )
    standard_deviation: list[float | None] = strawberry.field(
        description="Spread of what may happen, by year; null: undefined."
    )
    bands: list[QuantileBand] = strawberry.field(
        description="What may happen; values are null with the engine ANALYTIC."
    )

    @strawberry.field(description="The same, a row a year.")
    def rows(self) -> list[YearlyValue]:
        return [
            YearlyValue(
                year=year,
                mean=self.mean[i],
                standard_error=self.standard_error[i],
                standard_deviation=self.standard_deviation[i],
                quantiles=[
                    YearlyQuantile(quantile=band.quantile, value=band.values[i])
                    for band in self.bands
                ],
            )
            for i, year in enumerate(self.years)
        ]

    @classmethod
    def of(cls, summary: Summary, municipality: Municipality | None) -> Self:
        low, high = summary.interval
        return cls(
            measure=summary.measure,
            unit=MEANINGS[summary.measure].unit,
            municipality=municipality,
            initial=defined(summary.initial),
            years=list(summary.years),
            mean=known(summary.mean),
            standard_error=known(summary.standard_error),
            mean_interval=Interval(low=known(low), high=known(high)),
            standard_deviation=known(summary.deviation),
            bands=[
                QuantileBand(quantile=quantile, values=known(values))
                for quantile, values in summary.quantiles.items()
            ],
        )


async def series(
    info: Info,
    outlook: Outlook,
    *,
    measures: Sequence[Measure] | None,
    municipalities: frozenset[str] | None,
    quantiles: Sequence[float],
) -> list[YearlySeries]:
    """Summaries, made beside the event loop; raises Refused and OutOfBounds for bad arguments."""
    wanted = list(dict.fromkeys(Measure if measures is None else measures))
    places = checked_places(outlook, municipalities)
    cut = checked_quantiles(quantiles)
    info.context.give(
        len(wanted) * len(places) * len(outlook.plan.years) * (5 + len(cut)), "series"
    )

    def summarise() -> list[tuple[Summary, str | None]]:
        return [
            (outlook.summary(measure, place, quantiles=cut), place)
            for place in places
            for measure in wanted
        ]

    towns = await named(info, places)
    return [
        YearlySeries.of(summary, towns[place])
        for summary, place in await info.context.workers.quick(summarise)
    ]


def checked_places(outlook: Outlook, municipalities: frozenset[str] | None) -> list[str | None]:
    """Codes in their order, or None for the region; raises OutOfBounds for one not in it."""
    places: list[str | None] = [None] if municipalities is None else [*sorted(municipalities)]
    for place in places:
        outlook.plan.place(place)
    return places


def checked_quantiles(quantiles: Sequence[float]) -> tuple[float, ...]:
    """Each of them once; raises OutOfBounds outside [0, 1] or for too many."""
    cut = tuple(dict.fromkeys(quantiles))
    within("quantiles", len(cut), 0, MOST_QUANTILES)
    for quantile in cut:
        within("quantiles", quantile, 0.0, 1.0)
    return cut


async def named(info: Info, places: Sequence[str | None]) -> dict[str | None, Municipality | None]:
    """Municipalities by code; None, the region, is none."""
    rows = await info.context.municipalities.load_many([place for place in places if place])
    return {None: None} | {row.code: Municipality.of(row) for row in rows if row is not None}


def known(values: Floats) -> list[float | None]:
    """Null where undefined."""
    return [defined(value) for value in values.tolist()]


def defined(value: float) -> float | None:
    return None if math.isnan(value) else value
