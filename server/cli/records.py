"""Outlooks in the long form that scripts read: a record for each place, measure and year."""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from server.cli.printed import Projected
from simulation import MEANINGS, QUANTILES

Record = dict[str, str | int | float | None]

COLUMNS: Final = (
    "scenario",
    "municipality",
    "year",
    "measure",
    "unit",
    "mean",
    "standard_error",
    *(f"p{round(100 * q):02d}" for q in QUANTILES),
)


def records(projected: Sequence[Projected]) -> Iterator[Record]:
    """Records by scenario, place, measure and year; None where undefined."""
    for one in projected:
        scenario = one.scenario.value
        for place, summaries in one.summaries.items():
            for measure, summary in summaries.items():
                for year, *numbers in zip(
                    summary.years,
                    summary.mean.tolist(),
                    summary.standard_error.tolist(),
                    *(band.tolist() for band in summary.quantiles.values()),
                    strict=True,
                ):
                    facts = (scenario, place or "", year, measure.value, MEANINGS[measure].unit)
                    defined = (number if math.isfinite(number) else None for number in numbers)
                    yield dict(zip(COLUMNS, (*facts, *defined), strict=True))


def as_json(records: Iterable[Record]) -> str:
    """Lay out a list of objects, one a line."""
    lines = ",\n".join(json.dumps(record, allow_nan=False) for record in records)
    return f"[\n{lines}\n]\n"


def as_csv(records: Iterable[Record], columns: Sequence[str] = COLUMNS) -> str:
    """Lay out comma-separated values; undefined numbers are empty."""
    text = io.StringIO()
    table = csv.DictWriter(text, columns, lineterminator="\n")
    table.writeheader()
    table.writerows(records)
    return text.getvalue()
