"""The prediction test: the model held to what was published of the nation."""

from datetime import date
from typing import Self

import strawberry

import simulation
from server.graphql.context import Info
from simulation import Confidence
from simulation.hindcast import CONFOUNDERS


@strawberry.type(description="How many were said to be listed in the whole country.")
class PublishedBase:
    on: date = strawberry.field(
        description="Date; the 15th where only the month is known, 31 December for a year."
    )
    listed: int = strawberry.field(description="Listed, printed to 0.1 million [participants].")
    source: str = strawberry.field(description="Who published it.")
    confidence: Confidence = strawberry.field(description="How well the figure is known.")
    note: str | None = strawberry.field(description="What it may hold beside the listed.")

    @classmethod
    def of(cls, published: simulation.Published) -> Self:
        return cls(
            on=published.on,
            listed=published.listed,
            source=published.source,
            confidence=published.confidence,
            note=published.note or None,
        )


@strawberry.type(description="What one forecaster says of one published figure.")
class Prediction:
    published: PublishedBase = strawberry.field(description="The figure as published.")
    fitted: bool = strawberry.field(
        description="True: the forecaster has seen the figure; the error is what its fit leaves."
    )
    listed: float = strawberry.field(description="Listed, as predicted [participants].")
    low: float = strawberry.field(
        description="Least that the rounding of the fitted figures allows [participants]."
    )
    high: float = strawberry.field(
        description="Most that the rounding of the fitted figures allows [participants]."
    )
    error: float = strawberry.field(description="Predicted / published − 1 [-].")

    @classmethod
    def of(cls, said: simulation.Prediction) -> Self:
        return cls(
            published=PublishedBase.of(said.published),
            fitted=said.fitted,
            listed=said.listed,
            low=said.low,
            high=said.high,
            error=said.error,
        )


@strawberry.type(description="One forecaster, fitted to the figures until 2014.")
class Forecast:
    name: str = strawberry.field(description="Name.")
    departure: float | None = strawberry.field(
        description="Hazard of ceasing to be reachable [1/participant/year]; null: naive."
    )
    removal: float | None = strawberry.field(
        description="Hazard of removal [1/unreachable entry/year]; null: naive."
    )
    registrations: float | None = strawberry.field(
        description="Registrations, as fitted [registrations/year]; null: naive."
    )
    predictions: list[Prediction] = strawberry.field(
        description="By date; a forecaster says nothing of what came before the figures it uses."
    )

    @classmethod
    def of(cls, forecast: simulation.Forecast) -> Self:
        return cls(
            name=forecast.name,
            departure=forecast.departure,
            removal=forecast.removal,
            registrations=forecast.registrations,
            predictions=[Prediction.of(one) for one in forecast.predictions],
        )


@strawberry.type(
    description="The prediction test: fitted to the nation of 2011–14, later years predicted."
)
class Hindcast:
    model: list[Forecast] = strawberry.field(
        description="The model at low, middle and high departure and removal."
    )
    naive: list[Forecast] = strawberry.field(
        description="A straight line, and the last figure staying what it is."
    )
    words: str = strawberry.field(description="What comes of it, in a sentence.")
    confounders: list[str] = strawberry.field(
        description="What stands between this and a clean test, a sentence each."
    )

    @classmethod
    def of(cls, found: simulation.Hindcast) -> Self:
        return cls(
            model=[Forecast.of(forecast) for forecast in found.model],
            naive=[Forecast.of(forecast) for forecast in found.naive],
            words=found.words,
            confounders=list(CONFOUNDERS),
        )


async def hindcast(info: Info) -> Hindcast:
    return Hindcast.of(await info.context.workers.quick(simulation.hindcast))
