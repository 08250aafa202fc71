from typing import Self

import strawberry

import simulation


@strawberry.type(description="How far a run lies from the closed form.")
class Verification:
    statistics: int = strawberry.field(
        description="Means held to their exact values: reachable, unreachable, solved, each year."
    )
    largest: float = strawberry.field(description="Largest distance [standard errors].")
    limit: float = strawberry.field(
        description="Distance that it passes by luck alone in one run of a thousand."
    )
    holds: bool = strawberry.field(description="Whether it keeps within that limit.")
    words: str = strawberry.field(description="The same in a sentence.")

    @classmethod
    def of(cls, found: simulation.Verification) -> Self:
        return cls(
            statistics=found.statistics,
            largest=found.largest,
            limit=found.limit,
            holds=found.holds,
            words=found.words,
        )
