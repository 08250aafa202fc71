"""A scenario against a named baseline, replication by replication: their luck is the same."""

from dataclasses import dataclass

import numpy as np

from simulation.analytic import Expectation
from simulation.measures import Measure
from simulation.outlook import QUANTILES, Summary, initial
from simulation.plan import Plan
from simulation.samples import Samples, summarise


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What `other` has more than `baseline`; an `Outlook` of paired differences."""

    other: Samples | Expectation
    baseline: Samples | Expectation

    @property
    def plan(self) -> Plan:
        return self.other.plan

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
        if isinstance(self.other, Samples) and isinstance(self.baseline, Samples):
            return summarise(
                measure,
                self.other.of(measure, municipality) - self.baseline.of(measure, municipality),
                years=plan.years,
                initial=start,
                quantiles=quantiles,
            )
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
