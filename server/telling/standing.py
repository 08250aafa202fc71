"""Scenarios side by side: where each of them stands in one year."""

from dataclasses import dataclass

from server.services.outcome import Outcome
from server.telling import names
from server.telling.language import UNDEFINED, Words
from server.telling.ranges import BAND, banded
from simulation import SCENARIOS, Expectation, Measure, Samples, ScenarioName


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One scenario in one year, written as people read it; stocks are of 31 December."""

    scenario: ScenarioName
    name: str
    meaning: str
    memo: str
    """The memo's own words, in Dutch."""
    reachable: str
    reachable_band: str
    """Nine futures in ten lie in it."""
    listed: str
    rate: str
    """Share of the year's actions that is solved directly."""
    solved: str
    """Actions expected to be solved directly in the year."""
    solved_band: str
    municipal_cost: str
    police_cost: str
    total_cost: str
    more_solved: str
    """Expected solved less the baseline's; empty for the baseline itself."""
    more_cost: str
    """Total cost less the baseline's; empty for the baseline itself."""


def standings(outcome: Outcome, words: Words) -> tuple[Standing, ...]:
    """The baseline, then the others; of the year that is looked at."""
    at = outcome.place_of()
    return tuple(_standing(outlook, outcome.baseline, at, words) for outlook in outcome.outlooks)


def _standing(
    outlook: Samples | Expectation, baseline: Samples | Expectation, at: int, words: Words
) -> Standing:
    def mean(measure: Measure, of: Samples | Expectation = outlook) -> float:
        return float(of.summary(measure, quantiles=()).mean[at])

    def less(measure: Measure) -> float:
        return mean(measure) - mean(measure, baseline)

    scenario = SCENARIOS[outlook.plan.whatif.scenario]
    itself = outlook is baseline
    return Standing(
        scenario=scenario.name,
        name=names.heading(names.scenario(words, scenario.name)),
        meaning=words(scenario.meaning),
        memo=scenario.memo,
        reachable=words.number(mean(Measure.REACHABLE)),
        reachable_band=_band(outlook, Measure.REACHABLE, at, words),
        listed=words.number(mean(Measure.LISTED)),
        rate=words.share(mean(Measure.DIRECT_RESOLUTION_RATE)),
        solved=words.number(mean(Measure.EXPECTED_SOLVED), 1),
        solved_band=_band(outlook, Measure.SOLVED_DIRECTLY, at, words),
        municipal_cost=words.euro(mean(Measure.MUNICIPAL_COST)),
        police_cost=words.euro(mean(Measure.POLICE_COST)),
        total_cost=words.euro(mean(Measure.TOTAL_COST)),
        more_solved="" if itself else words.signed(less(Measure.EXPECTED_SOLVED), 1),
        more_cost="" if itself else _signed_euro(less(Measure.TOTAL_COST), words),
    )


def _band(outlook: Samples | Expectation, measure: Measure, at: int, words: Words) -> str:
    summary = banded(outlook, measure)
    low, high = (words.number(float(summary.quantiles[q][at])) for q in BAND)
    return UNDEFINED if UNDEFINED in (low, high) else f"{low}–{high}"


def _signed_euro(value: float, words: Words) -> str:
    text = words.euro(value)
    return f"+{text}" if round(value) > 0 else text
