"""Differences added up over all years, and the chance to solve more."""

from collections.abc import Sequence
from typing import Self

import strawberry

from server.graphql.context import Info
from server.graphql.municipality import Municipality
from server.graphql.series import checked_places, checked_quantiles, defined, known, named
from simulation import MEANINGS, Advantage, Difference, Measure, Total
from simulation.measures import FLOWS


@strawberry.type(description="One quantile of a total.")
class TotalQuantile:
    quantile: float = strawberry.field(description="This share of the replications is at or below.")
    value: float | None = strawberry.field(description="In the unit of the total; null: undefined.")


@strawberry.type(description="An interval of a total.")
class TotalInterval:
    low: float | None = strawberry.field(
        description="Lower end, in the unit of the total; null: undefined."
    )
    high: float | None = strawberry.field(description="Upper end, likewise.")


@strawberry.type(description="A difference added up over all years.")
class DifferenceTotal:
    measure: Measure = strawberry.field(description="What is measured.")
    unit: str = strawberry.field(description="Unit of all values.")
    municipality: Municipality | None = strawberry.field(description="Where; null: the region.")
    mean: float | None = strawberry.field(
        description="Expected difference, case minus baseline; null: undefined, not nought."
    )
    standard_error: float | None = strawberry.field(
        description="How well the mean is computed, in the same unit; 0: exactly."
    )
    mean_interval: TotalInterval = strawberry.field(
        description="95 % interval of the mean: how well it is computed. It narrows with "
        "replications and says nothing of what may happen; that is `bands`."
    )
    standard_deviation: float | None = strawberry.field(
        description="Spread of what may happen, in the same unit; null: undefined."
    )
    bands: list[TotalQuantile] = strawberry.field(
        description="What may happen; values are null with the engine ANALYTIC."
    )

    @classmethod
    def of(cls, total: Total, municipality: Municipality | None = None) -> Self:
        low, high = total.interval
        return cls(
            measure=total.measure,
            unit=MEANINGS[total.measure].unit.removesuffix("/year"),
            municipality=municipality,
            mean=defined(total.mean),
            standard_error=defined(total.standard_error),
            mean_interval=TotalInterval(low=defined(low), high=defined(high)),
            standard_deviation=defined(total.deviation),
            bands=[
                TotalQuantile(quantile=quantile, value=defined(value))
                for quantile, value in total.quantiles.items()
            ],
        )


@strawberry.type(
    description="Chance that the case solves more actions directly than the baseline does, "
    "counted in each replication with the same actions; shares of the replications [-]."
)
class SolvesMore:
    more: float = strawberry.field(description="More over all years.")
    as_many: float = strawberry.field(description="Just as many over all years.")
    fewer: float = strawberry.field(description="Fewer over all years.")
    standard_error: float = strawberry.field(description="How well `more` is computed.")
    years: list[int] = strawberry.field(description="Calendar years.")
    more_by_year: list[float | None] = strawberry.field(description="More in the year.")
    as_many_by_year: list[float | None] = strawberry.field(description="As many in the year.")
    fewer_by_year: list[float | None] = strawberry.field(description="Fewer in the year.")

    @classmethod
    def of(cls, in_all: Advantage, by_year: Advantage, years: range) -> Self:
        return cls(
            more=float(in_all.more),
            as_many=float(in_all.as_many),
            fewer=float(in_all.fewer),
            standard_error=float(in_all.error(in_all.more)),
            years=list(years),
            more_by_year=known(by_year.more),
            as_many_by_year=known(by_year.as_many),
            fewer_by_year=known(by_year.fewer),
        )


async def totals(
    info: Info,
    difference: Difference,
    *,
    measures: Sequence[Measure] | None,
    municipalities: frozenset[str] | None,
    quantiles: Sequence[float],
) -> list[DifferenceTotal]:
    """Totals of flows; raises OutOfBounds for what does not add up."""
    flows = [flow for flow in Measure if flow in FLOWS]
    wanted = list(dict.fromkeys(flows if measures is None else measures))
    places = checked_places(difference, municipalities)
    cut = checked_quantiles(quantiles)
    info.context.give(len(wanted) * len(places) * (5 + len(cut)), "totals")

    def add_up() -> list[tuple[Total, str | None]]:
        return [
            (difference.total(measure, place, quantiles=cut), place)
            for place in places
            for measure in wanted
        ]

    towns = await named(info, places)
    return [
        DifferenceTotal.of(total, towns[place])
        for total, place in await info.context.workers.quick(add_up)
    ]
