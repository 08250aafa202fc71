"""What is found about doubt, in the long form that scripts read: a record for each number."""

import math
from collections.abc import Iterator
from typing import Final

from server.cli.found import Found
from server.cli.records import Record
from simulation import LEDGER, MEANINGS

COLUMNS: Final = ("part", "subject", "quantity", "unit", "value")
MONEY: Final = "euro of 2014, whole horizon"
SHARE: Final = "-"


def records(found: Found) -> Iterator[Record]:
    """Records by part: tornado, sobol, regret, structure, belief; None where undefined."""
    for part, subject, quantity, unit, value in _told(found):
        defined = float(value) if math.isfinite(value) else None
        yield dict(zip(COLUMNS, (part, subject, quantity, unit, defined), strict=True))


def _told(found: Found) -> Iterator[tuple[str, str, str, str, float]]:
    unit = MEANINGS[found.measure].unit
    for bar in found.bars:
        name = bar.parameter.value
        for quantity in ("low", "value", "high"):
            yield "tornado", name, quantity, LEDGER[name].unit, getattr(bar, quantity)
        for quantity in ("at_low", "at_value", "at_high", "swing"):
            yield "tornado", name, quantity, unit, getattr(bar, quantity)
    for index in found.indices:
        for quantity, value, interval in (
            ("first", index.first, index.first_interval),
            ("total", index.total, index.total_interval),
        ):
            yield "sobol", index.parameter.value, quantity, SHARE, value
            yield "sobol", index.parameter.value, f"{quantity}_low", SHARE, interval[0]
            yield "sobol", index.parameter.value, f"{quantity}_high", SHARE, interval[1]
    for one in found.regrets:
        for quantity, kind in (("best", SHARE), ("tied", SHARE), ("mean", MONEY), ("worst", MONEY)):
            yield "regret", one.scenario, quantity, kind, getattr(one, quantity)
    yield from _of_structure(found)
    yield from _of_belief(found)


def _of_structure(found: Found) -> Iterator[tuple[str, str, str, str, float]]:
    for one in found.readings:
        for measure, value in one.values.items():
            unit = MEANINGS[measure].unit
            yield "structure", f"{one.reading}={one.choice}", measure.value, unit, value


def _of_belief(found: Found) -> Iterator[tuple[str, str, str, str, float]]:
    belief = found.belief
    if belief is None:
        return
    across, up = belief.x.parameter.value, belief.y.parameter.value
    rows, columns = belief.benefit.shape
    for y, row in zip(belief.y.values(rows), belief.benefit, strict=True):
        for x, benefit in zip(belief.x.values(columns), row, strict=True):
            yield "belief", f"{across}={x:g} {up}={y:g}", "benefit", MONEY, float(benefit)
    yield "belief", f"{across} {up}", "share", SHARE, belief.share
