"""The outlook of the aggregate engine: replications, and what they say together."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Floats
from simulation.measures import Measure
from simulation.outlook import QUANTILES, Summary, initial, values
from simulation.plan import Plan
from simulation.population import Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Every replication of one plan; an `Outlook`."""

    plan: Plan
    course: Course

    def of(self, measure: Measure, municipality: str | None = None) -> Floats:
        """A measure in every replication; shape (replication, year). See `outlook.values`."""
        return values(self.plan, self.course, measure, municipality)

    def summary(
        self,
        measure: Measure,
        municipality: str | None = None,
        *,
        quantiles: tuple[float, ...] = QUANTILES,
    ) -> Summary:
        """Summarise over replications; see `Outlook`."""
        return summarise(
            measure,
            self.of(measure, municipality),
            years=self.plan.years,
            initial=initial(self.plan, measure, municipality),
            quantiles=quantiles,
        )


def summarise(
    measure: Measure, samples: Floats, *, years: range, initial: float, quantiles: tuple[float, ...]
) -> Summary:
    """Summarise samples of shape (replication, year)."""
    replications = len(samples)
    undefined = np.full(len(years), np.nan)
    spread = samples.std(axis=0, ddof=1) if replications > 1 else undefined
    a_ratio = measure is Measure.COST_PER_SOLVED
    cut = np.quantile(samples, quantiles, axis=0) if quantiles else ()
    return Summary(
        measure=measure,
        years=tuple(years),
        initial=initial,
        mean=samples.mean(axis=0),
        standard_error=spread / np.sqrt(replications),
        deviation=undefined if a_ratio else spread,
        quantiles={q: undefined if a_ratio else cut[i] for i, q in enumerate(quantiles)},
    )
