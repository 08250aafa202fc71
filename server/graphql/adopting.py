"""What the region has decided: from which day which scenario counts."""

from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from server.graphql.changing import changed
from server.graphql.context import Info
from server.graphql.usererror import USER_ERRORS, UserError
from server.registry.audit import Purpose
from server.services import adopting
from server.services.errand import Errand
from simulation import ScenarioName


@strawberry.type(description="A scenario that the region has adopted.")
class Adoption:
    scenario: ScenarioName = strawberry.field(description="Which one.")
    since: date = strawberry.field(
        description="From which day it counts; until the next one that was adopted."
    )


@strawberry.input(description="A scenario that the region adopts.")
class AdoptScenarioInput:
    scenario: ScenarioName = strawberry.field(
        description="Which one; under FROZEN and ENDED nobody registers any more."
    )
    since: date = strawberry.field(
        description="From which day it counts; what was adopted from that very day counts no more."
    )
    purpose: Purpose = strawberry.field(default=Purpose.POLICY, description="What it is for.")


@strawberry.type(description="What became of an adoption.")
class AdoptScenarioPayload:
    adoption: Adoption | None = strawberry.field(
        description="What was adopted; null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description=USER_ERRORS)


@strawberry.type
class AdoptionMutation:
    @strawberry.mutation(
        description="Have a scenario count in the register itself from a day on. What is projected "
        "does not change by it. For the right ADOPT."
    )
    async def adopt_scenario(
        self,
        info: Info,
        input: Annotated[AdoptScenarioInput, strawberry.argument(description="Which.")],
    ) -> AdoptScenarioPayload:
        async def adopt(session: AsyncSession, errand: Errand) -> Adoption:
            await adopting.adopt(session, input.scenario, errand, since=input.since)
            return Adoption(scenario=input.scenario, since=input.since)

        adoption, errors = await changed(info, input.purpose, adopt)
        return AdoptScenarioPayload(adoption=adoption, user_errors=errors)
