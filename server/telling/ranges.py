"""What may happen, as people are told it: one replication knows no range."""

from dataclasses import replace

import numpy as np

from simulation import Expectation, Measure, Samples
from simulation.outlook import Summary

BAND = (0.05, 0.95)


def banded(
    outlook: Samples | Expectation, measure: Measure, municipality: str | None = None
) -> Summary:
    """A summary with the ends of nine futures in ten; undefined where one alone was played."""
    summary = outlook.summary(measure, municipality, quantiles=BAND)
    alone = np.isnan(summary.standard_error)
    return replace(
        summary,
        quantiles={q: np.where(alone, np.nan, ends) for q, ends in summary.quantiles.items()},
    )
