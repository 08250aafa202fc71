"""What is found about doubt, in the long form that scripts read: a record for each number."""

import math
from collections.abc import Iterator
from typing import Final

from server.cli.records import Record
from server.services.sensitivity import Findings
from simulation import LEDGER, MEANINGS, Measure

COLUMNS: Final = ("part", "subject", "quantity", "unit", "value")
MONEY: Final = "euro of 2014, whole horizon"
SHARE: Final = "-"


def records(findings: Findings) -> Iterator[Record]:
    """Records by part: tornado, sobol, regret, structure, belief; None where undefined."""
    for part, subject, quantity, unit, value in _told(findings):
        defined = value if math.isfinite(value) else None
        yield dict(zip(COLUMNS, (part, subject, quantity, unit, defined), strict=True))


def _told(findings: Findings) -> Iterator[tuple[str, str, str, str, float]]:
    unit = MEANINGS[findings.question.measure].unit
    for bar in findings.bars:
        name = bar.parameter.value
        for quantity in ("low", "value", "high"):
            yield "tornado", name, quantity, LEDGER[name].unit, getattr(bar, quantity)
        for quantity in ("at_low", "at_value", "at_high", "swing"):
            yield "tornado", name, quantity, unit, getattr(bar, quantity)
    for index in findings.sobol.indices:
        for quantity, value, interval in (
            ("first", index.first, index.first_interval),
            ("total", index.total, index.total_interval),
        ):
            yield "sobol", index.parameter.value, quantity, SHARE, value
            yield "sobol", index.parameter.value, f"{quantity}_low", SHARE, interval[0]
            yield "sobol", index.parameter.value, f"{quantity}_high", SHARE, interval[1]
    for one in findings.regrets:
        name = one.whatif.adoptions[0].scenario.value
        for quantity, kind in (("best", SHARE), ("tied", SHARE), ("mean", MONEY), ("worst", MONEY)):
            yield "regret", name, quantity, kind, getattr(one, quantity)
    yield from _of_structure(findings)
    yield from _of_belief(findings)


def _of_structure(findings: Findings) -> Iterator[tuple[str, str, str, str, float]]:
    asked = findings.question
    for alternative in findings.alternatives:
        subject = f"{alternative.reading.value}={alternative.choice.value}"
        for measure in dict.fromkeys((asked.measure, Measure.TOTAL_COST)):
            value = alternative.outlook.of(measure)[0, asked.year - asked.whatif.start]
            yield "structure", subject, measure.value, MEANINGS[measure].unit, float(value)


def _of_belief(findings: Findings) -> Iterator[tuple[str, str, str, str, float]]:
    belief = findings.belief
    if belief is None:
        return
    across, up = belief.x.parameter.value, belief.y.parameter.value
    rows, columns = belief.benefit.shape
    for y, row in zip(belief.y.values(rows), belief.benefit, strict=True):
        for x, benefit in zip(belief.x.values(columns), row, strict=True):
            yield "belief", f"{across}={x:g} {up}={y:g}", "benefit", MONEY, float(benefit)
    yield "belief", f"{across} {up}", "share", SHARE, belief.share
