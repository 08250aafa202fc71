"""A scenario against a named baseline, replication by replication: their luck is the same."""

from dataclasses import dataclass

import numpy as np

from simulation.analytic import Expectation
from simulation.arrays import Floats
from simulation.bounds import OutOfBounds
from simulation.measures import FLOWS, Measure
from simulation.outlook import QUANTILES, Z95, Summary, initial
from simulation.plan import Plan
from simulation.samples import Samples, summarise
from simulation.sentence import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One flow added up over all years, in its unit without the year; NaN where undefined."""

    measure: Measure
    mean: float
    standard_error: float
    """How well the mean is computed; 0 where it is exact."""
    deviation: float
    """Standard deviation of what may happen."""
    quantiles: dict[float, float]
    """What may happen: this share of the replications is at or below."""

    @property
    def interval(self) -> tuple[float, float]:
        """Where the mean lies, with a certainty of 95 %; not what may happen."""
        reach = Z95 * self.standard_error
        return self.mean - reach, self.mean + reach

    @property
    def distinct(self) -> bool:
        """Whether that interval leaves out nought, so that the sign of the mean is known."""
        low, high = self.interval
        return low > 0 or high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What `other` has more than `baseline`; an `Outlook` of paired differences.

    Raises OutOfBounds when the two are not of one region, horizon and number of replications.
    """

    other: Samples | Expectation
    baseline: Samples | Expectation

    def __post_init__(self) -> None:
        first, second = self.other, self.baseline
        if (first.plan.region.version, first.plan.years) != (
            second.plan.region.version,
            second.plan.years,
        ):
            raise OutOfBounds("baseline", "{field} differs in region or horizon")
        if replications(first) != replications(second):
            raise OutOfBounds("baseline", "{field} differs in replications or engine")

    @property
    def plan(self) -> Plan:
        return self.other.plan

    def of(self, measure: Measure, municipality: str | None = None) -> Floats | None:
        """Difference in every replication; shape (replication, year), None in closed form."""
        if isinstance(self.other, Samples) and isinstance(self.baseline, Samples):
            return self.other.of(measure, municipality) - self.baseline.of(measure, municipality)
        return None

    def over_horizon(self, measure: Measure, municipality: str | None = None) -> Floats | None:
        """Difference of a flow over all years in every replication, None in closed form.

        Shape (replication,). Raises OutOfBounds for what cannot be added up over years.
        """
        _adds_up(measure)
        paired = self.of(measure, municipality)
        return None if paired is None else paired.sum(axis=1)

    def summary(
        self,
        measure: Measure,
        municipality: str | None = None,
        *,
        quantiles: tuple[float, ...] = QUANTILES,
    ) -> Summary:
        """Summarise other − baseline for one municipality, or (None) the region as a whole."""
        plan = self.plan
        start = initial(plan, measure, municipality) - initial(
            self.baseline.plan, measure, municipality
        )
        paired = self.of(measure, municipality)
        if paired is not None:
            return summarise(measure, paired, years=plan.years, initial=start, quantiles=quantiles)
        other = self.other.summary(measure, municipality, quantiles=())
        baseline = self.baseline.summary(measure, municipality, quantiles=())
        undefined = np.full(len(plan.years), np.nan)
        return Summary(
            measure=measure,
            years=tuple(plan.years),
            initial=start,
            mean=other.mean - baseline.mean,
            standard_error=other.standard_error + baseline.standard_error,
            deviation=undefined,
            quantiles=dict.fromkeys(quantiles, undefined),
        )

    def total(
        self,
        measure: Measure,
        municipality: str | None = None,
        *,
        quantiles: tuple[float, ...] = QUANTILES,
    ) -> Total:
        """Add up other − baseline over all years: a council decides on the whole horizon.

        Raises OutOfBounds for what cannot be added up: stocks, rates and ratios.
        """
        summed = self.over_horizon(measure, municipality)
        if summed is None:
            mean = float(self.summary(measure, municipality, quantiles=()).mean.sum())
            undefined = float("nan")
            return Total(
                measure=measure,
                mean=mean,
                standard_error=0.0,
                deviation=undefined,
                quantiles=dict.fromkeys(quantiles, undefined),
            )
        spread = float(summed.std(ddof=1)) if len(summed) > 1 else float("nan")
        return Total(
            measure=measure,
            mean=float(summed.mean()),
            standard_error=spread / len(summed) ** 0.5,
            deviation=spread,
            quantiles={q: float(np.quantile(summed, q)) for q in quantiles},
        )


def replications(outlook: Samples | Expectation) -> int:
    """How many replications there are; 0 in closed form."""
    return len(outlook.course.solved) if isinstance(outlook, Samples) else 0


def _adds_up(measure: Measure) -> None:
    if measure not in FLOWS:
        raise OutOfBounds(
            "measure",
            "{field}={measure} does not add up over years: {flows} do",
            measure=measure,
            flows=Listing(flow for flow in Measure if flow in FLOWS),
        )
