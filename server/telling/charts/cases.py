"""What a chart sets side by side: the baseline and the others, each with a number and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.services.outcome import Outcome
from server.telling import names
from server.telling.language import Words, phrase
from server.telling.ranges import BAND, banded
from simulation import Expectation, Measure, Samples, ScenarioName
from simulation.outlook import Summary

_BRIEFLY: Final[Mapping[ScenarioName, str]] = {
    ScenarioName.TODAY: phrase("Today"),
    ScenarioName.LOCAL: phrase("1 Each alone"),
    ScenarioName.REGIONAL_BASIC: phrase("2 Basic"),
    ScenarioName.REGIONAL_SUPPLEMENTARY: phrase("2 Supplementary"),
    ScenarioName.FROZEN: phrase("3 Frozen"),
    ScenarioName.LEAN: phrase("Leaner"),
    ScenarioName.ENDED: phrase("The end"),
}
LOW, HIGH = BAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    number: int
    """From 0, the baseline; how it looks follows from it."""
    name: str
    briefly: str
    """Its name where there is little room."""
    outlook: Samples | Expectation

    @property
    def scenario(self) -> ScenarioName:
        return self.outlook.plan.whatif.scenario

    def summary(self, measure: Measure, municipality: str | None = None) -> Summary:
        return banded(self.outlook, measure, municipality)


def cases(outcome: Outcome, words: Words) -> tuple[Case, ...]:
    """All of an outcome; those of one scenario are told apart by a number."""
    scenarios = [outlook.plan.whatif.scenario for outlook in outcome.outlooks]
    return tuple(
        Case(
            number=number,
            name=_numbered(
                names.heading(names.scenario(words, scenario)), scenarios[:number], scenario
            ),
            briefly=_numbered(words(_BRIEFLY[scenario]), scenarios[:number], scenario),
            outlook=outlook,
        )
        for number, (scenario, outlook) in enumerate(zip(scenarios, outcome.outlooks, strict=True))
    )


def subject_of(outcome: Outcome) -> Samples | Expectation:
    """What a chart of a single what-if is about: the first beside the baseline, if there is one."""
    return outcome.outlooks[min(1, len(outcome.outlooks) - 1)]


def subject(outcome: Outcome, words: Words) -> Case:
    """The same, with its names."""
    return cases(outcome, words)[min(1, len(outcome.outlooks) - 1)]


def _numbered(name: str, before: Sequence[ScenarioName], scenario: ScenarioName) -> str:
    same = before.count(scenario)
    return f"{name} ({same + 1})" if same else name
