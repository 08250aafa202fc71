"""Measures over the years, in columns that belong together; and the same in long form."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Final, Self

from server.errors import Code, Refused
from server.rest.declaring import Part
from server.rest.parameters import BY_NAME
from server.rest.tabular import Cell
from simulation import MEANINGS, Measure, Outlook, Region, Summary
from simulation.arrays import Floats
from simulation.bounds import Field
from simulation.sentence import Listing, Sentence

MOST_NUMBERS: Final = 100_000
"""Of all series of one answer."""

Numbers = tuple[float | None, ...]


class Band(Part):
    """One quantile over the years."""

    quantile: float
    """This share of the replications is at or below [-]."""
    values: Numbers
    """By year, in the unit of the series; null: undefined, as all are with ANALYTIC."""


class Series(Part):
    """One measure over the years."""

    measure: Annotated[Measure, BY_NAME]
    """What is measured."""
    unit: str
    """Unit of all values."""
    municipality: str | None
    """CBS code of the municipality; null: the region."""
    municipality_name: str | None
    """Name of the municipality; null: the region."""
    initial: float | None
    """On the first day, for stocks and DIRECT_RESOLUTION_RATE; null for flows."""
    years: tuple[int, ...]
    """Calendar years."""
    mean: Numbers
    """Expected value by year; null: undefined, not nought."""
    standard_error: Numbers
    """How well the mean is computed, by year; 0: exactly."""
    mean_low: Numbers
    """Lower end by year of the 95 % interval of the mean: how well it is computed, which says
    nothing of what may happen; that is `bands`."""
    mean_high: Numbers
    """Upper end by year, likewise."""
    standard_deviation: Numbers
    """Spread by year of what may happen; null: undefined, as all are with ANALYTIC where no
    variance is known."""
    bands: tuple[Band, ...]
    """What may happen."""

    @classmethod
    def of(cls, summary: Summary, code: str | None, name: str | None) -> Self:
        low, high = summary.interval
        return cls(
            measure=summary.measure,
            unit=MEANINGS[summary.measure].unit,
            municipality=code,
            municipality_name=name,
            initial=defined(summary.initial),
            years=summary.years,
            mean=known(summary.mean),
            standard_error=known(summary.standard_error),
            mean_low=known(low),
            mean_high=known(high),
            standard_deviation=known(summary.deviation),
            bands=tuple(
                Band(quantile=quantile, values=known(values))
                for quantile, values in summary.quantiles.items()
            ),
        )

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """A row a year, with the columns of `columns`."""
        for i, year in enumerate(self.years):
            yield (
                self.municipality,
                self.municipality_name,
                self.measure.name,
                self.unit,
                year,
                self.initial,
                self.mean[i],
                self.standard_error[i],
                self.mean_low[i],
                self.mean_high[i],
                self.standard_deviation[i],
                *(band.values[i] for band in self.bands),
            )


def columns(quantiles: Sequence[float]) -> tuple[str, ...]:
    return (
        "municipality",
        "municipalityName",
        "measure",
        "unit",
        "year",
        "initial",
        "mean",
        "standardError",
        "meanLow",
        "meanHigh",
        "standardDeviation",
        *(f"q{quantile}" for quantile in quantiles),
    )


def checked(region: Region, municipalities: Sequence[str] | None) -> tuple[str | None, ...]:
    """Codes, or None for the region; raises Refused for one that is not in it."""
    if municipalities is None:
        return (None,)
    known_in(region, municipalities, field="municipalities")
    return tuple(municipalities)


def known_in(region: Region, codes: Iterable[str], *, field: str) -> None:
    for code in codes:
        if code not in region.codes:
            said = Sentence(
                "{field}={code} is not among {known}",
                field=Field(field),
                code=code,
                known=Listing(region.codes),
            )
            raise Refused(Code.UNKNOWN_MUNICIPALITY, said)


def affordable(
    *,
    measures: int,
    places: int,
    years: int,
    quantiles: int,
    times: int = 1,
    most: int = MOST_NUMBERS,
) -> int:
    """How many numbers are asked for; raises Refused for more than one answer holds."""
    numbers = times * measures * places * years * (5 + quantiles)
    if numbers > most:
        raise Refused(
            Code.TOO_LARGE,
            Sentence(
                "this asks for {numbers} numbers, {most} is the most: ask fewer measures, "
                "municipalities, years or quantiles",
                numbers=numbers,
                most=most,
            ),
        )
    return numbers


def summarised(
    outlook: Outlook,
    *,
    measures: Sequence[Measure],
    places: Sequence[str | None],
    quantiles: Sequence[float],
) -> tuple[Series, ...]:
    """Series by place and measure; takes milliseconds for each, so not on the event loop."""
    names = {town.code: town.name for town in outlook.plan.region.municipalities}
    return tuple(
        Series.of(
            outlook.summary(measure, place, quantiles=tuple(quantiles)),
            place,
            None if place is None else names[place],
        )
        for place in places
        for measure in measures
    )


def known(values: Floats) -> Numbers:
    """None where undefined."""
    return tuple(map(defined, values.tolist()))


def defined(value: float) -> float | None:
    return value if math.isfinite(value) else None
