"""What is printed of the doubt in one number, found here or told by a server."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.services.sensitivity import Findings
from simulation import Bar, Belief, Index, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The regret of one scenario; see `simulation.Regret`."""

    scenario: str
    best: float
    tied: float
    mean: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The number under one reading, and the cost beside it."""

    reading: str
    choice: str
    chosen: bool
    values: Mapping[Measure, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    scenario: str
    baseline: str
    measure: Measure
    year: int
    bars: tuple[Bar, ...]
    indices: tuple[Index, ...]
    words: str
    """Which assumption matters most."""
    price: float
    regrets: tuple[Missed, ...]
    readings: tuple[Read, ...]
    belief: Belief | None


def beside(measure: Measure) -> tuple[Measure, ...]:
    """What is shown under each reading."""
    return tuple(dict.fromkeys((measure, Measure.TOTAL_COST)))


def of(findings: Findings) -> Found:
    """What is printed of what was found here."""
    asked = findings.question
    year = asked.year - asked.whatif.start
    return Found(
        scenario=asked.whatif.scenario.value,
        baseline=findings.baseline.scenario.value,
        measure=asked.measure,
        year=asked.year,
        bars=findings.bars,
        indices=findings.sobol.indices,
        words=findings.sobol.words,
        price=findings.price,
        regrets=tuple(
            Missed(
                scenario=one.whatif.scenario.value,
                best=one.best,
                tied=one.tied,
                mean=one.mean,
                worst=one.worst,
            )
            for one in findings.regrets
        ),
        readings=tuple(
            Read(
                reading=one.reading.value,
                choice=one.choice.value,
                chosen=one.chosen,
                values={
                    measure: float(one.outlook.of(measure)[0, year])
                    for measure in beside(asked.measure)
                },
            )
            for one in findings.alternatives
        ),
        belief=findings.belief,
    )
