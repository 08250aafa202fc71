"""A comparison told to people: sentences, scenarios side by side, and how to get it again."""

from dataclasses import asdict
from typing import Annotated, Self

import strawberry

from server.graphql.context import Info
from server.graphql.limits import work
from server.services.outcome import Outcome
from server.telling import answer, reproduction, standing
from server.telling.language import Language, words
from simulation import ScenarioName

InLanguage = Annotated[
    Language, strawberry.argument(description="Language in which people are told.")
]
InYear = Annotated[
    int | None, strawberry.argument(description="Calendar year; absent: the last one.")
]


@strawberry.type(description="What is said of a case against the baseline, in whole sentences.")
class Answer:
    scenario: ScenarioName = strawberry.field(description="Scenario that the case begins with.")
    headline: str = strawberry.field(
        description="What it is expected to solve directly in the year, against the baseline."
    )
    certainty: str = strawberry.field(
        description="How sure it is that it solves fewer or more, over all years."
    )
    assumed: str = strawberry.field(description="What that rests on and nobody has measured.")

    @classmethod
    def of(cls, told: answer.Answer) -> Self:
        return cls(**asdict(told))


@strawberry.type(
    description="A case in one year, written as people read it in the language asked for: "
    "grouped and rounded, with its sign and unit. Stocks are of 31 December, costs in euros of "
    "2014; “–” is undefined."
)
class Standing:
    scenario: ScenarioName = strawberry.field(description="Scenario that the case begins with.")
    name: str = strawberry.field(description="What the scenario is called.")
    meaning: str = strawberry.field(description="What it is.")
    memo: str = strawberry.field(description="The memo's own words (Dutch).")
    reachable: str = strawberry.field(description="REACHABLE, expected [participants].")
    reachable_band: str = strawberry.field(description="Nine replications in ten lie in it.")
    listed: str = strawberry.field(description="LISTED, expected [participants].")
    rate: str = strawberry.field(description="DIRECT_RESOLUTION_RATE [% of the year's actions].")
    solved: str = strawberry.field(description="EXPECTED_SOLVED [actions/year].")
    solved_band: str = strawberry.field(
        description="Nine replications in ten have so many SOLVED_DIRECTLY [actions/year]."
    )
    municipal_cost: str = strawberry.field(description="MUNICIPAL_COST [euro of 2014/year].")
    police_cost: str = strawberry.field(description="POLICE_COST [euro of 2014/year].")
    total_cost: str = strawberry.field(description="TOTAL_COST [euro of 2014/year].")
    more_solved: str = strawberry.field(
        description="EXPECTED_SOLVED less the baseline's [actions/year]; empty for the baseline."
    )
    more_cost: str = strawberry.field(
        description="TOTAL_COST less the baseline's [euro of 2014/year]; empty for the baseline."
    )

    @classmethod
    def of(cls, told: standing.Standing) -> Self:
        return cls(**asdict(told))


@strawberry.type(description="How to get a comparison again: the same input, the same numbers.")
class Reproduction:
    query: str = strawberry.field(description="A GraphQL query.")
    variables: str = strawberry.field(description="Its variables, as JSON.")
    command: str | None = strawberry.field(
        description="What to type; null where the cases differ in more than a command can say."
    )
    parameters: str | None = strawberry.field(
        description="Query string of /api/v1/comparisons and of the page; null likewise."
    )

    @classmethod
    def of(cls, told: reproduction.Reproduction) -> Self:
        return cls(**asdict(told))


async def answers(info: Info, outcome: Outcome, language: Language) -> list[Answer]:
    info.context.budget.work(work.TOLD * len(outcome.others))
    told = await info.context.workers.quick(lambda: answer.answers(outcome, words(language)))
    return [Answer.of(one) for one in told]


async def standings(info: Info, outcome: Outcome, language: Language) -> list[Standing]:
    info.context.budget.work(work.TOLD * len(outcome.outlooks))
    told = await info.context.workers.quick(lambda: standing.standings(outcome, words(language)))
    return [Standing.of(one) for one in told]
