"""What is printed of an outlook, whether it was played here or told by a server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulation import Expectation, Measure, Samples, ScenarioName, Summary

Place = str | None
"""Code of a municipality; None: the region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """One scenario, year by year."""

    scenario: ScenarioName
    beside: tuple[str, ...]
    """What is supposed beside it, a sentence each."""
    region: str
    names: Mapping[str, str]
    """Of municipalities, by code."""
    drawn: bool
    """Whether there are replications, and so bands."""
    summaries: Mapping[Place, Mapping[Measure, Summary]]


def projected(
    outlooks: Sequence[Samples | Expectation],
    places: Sequence[Place],
    measures: Sequence[Measure],
) -> list[Projected]:
    """What is printed of outlooks that were played here."""
    return [
        Projected(
            scenario=outlook.plan.whatif.scenario,
            beside=outlook.plan.whatif.words,
            region=outlook.plan.region.name,
            names={town.code: town.name for town in outlook.plan.region.municipalities},
            drawn=isinstance(outlook, Samples),
            summaries={
                place: {measure: outlook.summary(measure, place) for measure in measures}
                for place in places
            },
        )
        for outlook in outlooks
    ]
