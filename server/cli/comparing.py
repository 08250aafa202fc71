"""One scenario held against the baseline: all that is printed of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.services import regional
from simulation import (
    Advantage,
    Benchmark,
    BreakEven,
    Difference,
    Effectiveness,
    Expectation,
    Fall,
    Grounds,
    Measure,
    Samples,
    Summary,
    Total,
    advantage,
    break_evens,
    effectiveness,
    fall,
    grounds,
)
from simulation.arrays import Floats
from simulation.breakeven import BREAK_EVEN_PRICES
from simulation.effectiveness import PRICES
from simulation.measures import FLOWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """When the rate of one of the two first falls below the threshold; see `Fall`."""

    years: tuple[int, ...]
    first: Floats | None
    never: float | None
    of_mean: int | None
    words: str

    @classmethod
    def of(cls, found: Fall) -> "Fallen":
        return cls(
            years=found.years,
            first=found.first,
            never=found.never,
            of_mean=found.of_mean,
            words=found.words,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A scenario against the baseline, over the region."""

    baseline: str
    scenario: str
    region: str
    years: tuple[int, ...]
    differences: Mapping[Measure, Summary]
    totals: Mapping[Measure, Total]
    in_all: Advantage | None
    by_year: Advantage | None
    expected: Effectiveness
    """The curve on chances."""
    counted: Effectiveness
    """The curve on counts, with the luck of actions in it."""
    falls: tuple[Fallen, Fallen]
    """Of the baseline and of the scenario."""
    break_evens: tuple[BreakEven, ...]
    grounds: Grounds
    benchmark: Benchmark | None
    """What is paid for one task alone; None where the region names no such price."""


NAMED: Final = tuple(measure for measure in Measure if measure in FLOWS)


def compare(
    outlooks: Sequence[Samples | Expectation], *, threshold: float, prices: Sequence[float] | None
) -> list[Compared]:
    """Hold each outlook against the first; raises OutOfBounds."""
    baseline, *others = outlooks
    compared = []
    for other in others:
        difference = Difference(other=other, baseline=baseline)
        compared.append(
            Compared(
                baseline=_name(baseline),
                scenario=_name(other),
                region=difference.plan.region.name,
                years=tuple(difference.plan.years),
                differences={measure: difference.summary(measure) for measure in Measure},
                totals={measure: difference.total(measure) for measure in NAMED},
                in_all=advantage.over_horizon(difference),
                by_year=advantage.by_year(difference),
                expected=effectiveness(difference, prices or PRICES),
                counted=effectiveness(difference, prices or PRICES, solved=Measure.SOLVED_DIRECTLY),
                falls=(
                    Fallen.of(fall(baseline, threshold)),
                    Fallen.of(fall(other, threshold)),
                ),
                break_evens=break_evens(other.plan, baseline.plan, prices or BREAK_EVEN_PRICES),
                grounds=grounds(other.plan, baseline.plan),
                benchmark=regional.benchmark(difference.plan.region.name),
            )
        )
    return compared


def _name(outlook: Samples | Expectation) -> str:
    return outlook.plan.whatif.scenario.value
